import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { deployments, NOT_PRODUCTION, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const changeFailRate: MetricDefinition = {
  id: 'change-fail-rate',
  name: 'Change fail rate',
  group: 'Delivery',
  version: 1,
  question: 'How often does a deployment need immediate intervention?',
  definition: 'Share of the deployments to production that failed or were rolled back.',
  formula: 'failed or rolled back / deployments to production',
  unit: 'share',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['deployment_events'],
  minimumSample: 10,
  sampleUnit: 'deployments',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: { not_production: 'It went to another environment.' },
  days: 91,
  dimensions: ['team', 'repository'],
  rows: () => ({ ...deployments(), k: whole(sql`d.status <> 'success'`), excluded: [NOT_PRODUCTION] }),
  estimate: rate,
};
