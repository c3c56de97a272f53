import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { deployments, jsonText, NOT_PRODUCTION, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';
import { PRODUCTION_SHARE } from '../production-share.ts';

export const deploymentReworkRate: MetricDefinition = {
  ...PRODUCTION_SHARE,
  id: 'deployment-rework-rate',
  name: 'Deployment rework rate',
  version: 1,
  question: 'How much of what is deployed mends what was deployed before?',
  definition:
    'Share of the deployments to production that were not planned but answered an incident: those that say so (metadata.unplanned), and those from a branch hotfix/ or revert-.',
  formula: 'unplanned deployments / deployments to production',
  rows: (scope) => ({
    ...deployments(),
    k: whole(
      sql`COALESCE(${jsonText(scope, 'd.metadata', 'unplanned')}, '') IN ('true', '1')
        OR d.branch_name LIKE 'hotfix/%' OR d.branch_name LIKE 'revert-%'`,
    ),
    excluded: [NOT_PRODUCTION],
  }),
  estimate: rate,
};
