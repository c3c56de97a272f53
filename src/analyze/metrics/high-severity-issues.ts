import { sql } from 'kysely';
import { perWeek } from '../estimate/counts.ts';
import { events } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const highSeverityIssues: MetricDefinition = {
  id: 'high-severity-issues',
  name: 'High severity issues',
  group: 'Issues',
  version: 3,
  question: 'How many serious issues do reviews find in a week?',
  definition:
    'Review issues of severity high or critical per week. Time after the last event of any kind does not count when that is more than a week ago.',
  formula: 'issues of severity high or critical / weeks observed',
  unit: 'per week',
  direction: 'lower',
  target: { relation: 'below', value: 10 },
  targetFrom: 'spec/2',
  sources: ['metrics_code_reviews'],
  minimumSample: 0,
  sampleUnit: 'issues',
  method: 'exact Poisson interval (Garwood 1936), widened by the dispersion of daily counts',
  exclusions: {
    lower_severity: 'Its severity is low or medium: not what is counted here.',
    severity_unknown: 'Nobody said how severe it is.',
  },
  departs: "spec/2 counts severity = 'high'; critical, which is worse, counts here, too.",
  days: 30,
  dimensions: ['team', 'repository', 'pattern', 'environment'],
  rows: () => ({
    ...events('metrics_code_reviews', 'c', { time: 'timestamp', label: sql`c.issue_type`, pattern: 'pattern' }),
    k: sql`c.count`,
    day: sql`c.local_day`,
    excluded: [
      ['severity_unknown', sql`c.severity = 'unknown'`],
      ['lower_severity', sql`c.severity NOT IN ('high', 'critical')`],
    ],
  }),
  estimate: perWeek,
};
