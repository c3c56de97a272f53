import { sql } from 'kysely';
import { medianOf } from '../estimate/mean.ts';
import { deployments, instantLiteral, NOT_PRODUCTION, secondsBetween, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

const MENDED = sql`(SELECT s.deployed_at FROM deployment_events s
  WHERE s.repository = d.repository AND s.environment = 'production' AND s.status = 'success'
    AND s.deployed_at > d.deployed_at
  ORDER BY s.deployed_at LIMIT 1)`;

export const recoveryTime: MetricDefinition = {
  id: 'recovery-time',
  name: 'Failed deployment recovery time',
  group: 'Delivery',
  version: 1,
  question: 'How long until a failed deployment is mended?',
  definition:
    'Median time from a deployment to production that failed or was rolled back to the next successful one of the same repository. What is not mended yet is counted beside it.',
  formula: 'median of (next success - failure)',
  unit: 'hours',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['deployment_events'],
  minimumSample: 6,
  sampleUnit: 'failed deployments',
  method: 'order statistics (David and Nagaraja 2003); with those still open after Kaplan and Meier (1958)',
  exclusions: { not_production: 'It went to another environment.', not_failed: 'It succeeded.' },
  days: 91,
  dimensions: ['team', 'repository'],
  rows: (scope) => ({
    ...deployments(),
    value: secondsBetween(scope, sql`d.deployed_at`, sql`COALESCE(${MENDED}, ${instantLiteral(scope, scope.until)})`),
    k: whole(sql`${MENDED} IS NOT NULL`),
    excluded: [NOT_PRODUCTION, ['not_failed', sql`d.status = 'success'`]],
  }),
  estimate: medianOf(3600),
};
