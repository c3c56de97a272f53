import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { events, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const ruleComplianceRate: MetricDefinition = {
  id: 'rule-compliance-rate',
  name: 'Rule compliance rate',
  group: 'Audit and compliance',
  version: 1,
  question: 'How often are the rules of the project followed?',
  definition: 'Share of the checks of rules that found the rule followed; a warning is not that.',
  formula: 'compliant / checks',
  unit: 'share',
  direction: 'higher',
  target: null,
  targetFrom: null,
  sources: ['rule_compliance_events'],
  minimumSample: 10,
  sampleUnit: 'checks',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: {},
  days: 30,
  dimensions: ['team', 'repository', 'environment'],
  rows: () => ({
    ...events('rule_compliance_events', 'e', { time: 'event_timestamp', label: sql`e.rule_name` }),
    k: whole(sql`e.compliance_status = 'compliant'`),
    excluded: [],
  }),
  estimate: rate,
};
