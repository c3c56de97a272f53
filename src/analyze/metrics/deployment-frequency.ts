import { sql } from 'kysely';
import { perWeek } from '../estimate/counts.ts';
import { deployments, NOT_PRODUCTION } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const deploymentFrequency: MetricDefinition = {
  id: 'deployment-frequency',
  name: 'Deployment frequency',
  group: 'Delivery',
  version: 3,
  question: 'How often does software reach its users?',
  definition:
    'Successful deployments to production per week. Time after the last event of any kind does not count when that is more than a week ago.',
  formula: 'successful deployments to production / weeks observed',
  unit: 'per week',
  direction: 'higher',
  target: null,
  targetFrom: null,
  sources: ['deployment_events'],
  minimumSample: 0,
  sampleUnit: 'deployments',
  method: 'exact Poisson interval (Garwood 1936), widened by the dispersion of daily counts',
  exclusions: { not_production: 'It went to another environment.', not_successful: 'It failed or was rolled back.' },
  days: 30,
  dimensions: ['team', 'repository'],
  rows: () => ({
    ...deployments(),
    k: sql`1`,
    day: sql`d.local_day`,
    excluded: [NOT_PRODUCTION, ['not_successful', sql`d.status <> 'success'`]],
  }),
  estimate: perWeek,
};
