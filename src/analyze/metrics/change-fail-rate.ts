import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { deployments, NOT_PRODUCTION, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';
import { PRODUCTION_SHARE } from '../production-share.ts';

export const changeFailRate: MetricDefinition = {
  ...PRODUCTION_SHARE,
  id: 'change-fail-rate',
  name: 'Change fail rate',
  version: 1,
  question: 'How often does a deployment need immediate intervention?',
  definition: 'Share of the deployments to production that failed or were rolled back.',
  formula: 'failed or rolled back / deployments to production',
  rows: () => ({ ...deployments(), k: whole(sql`d.status <> 'success'`), excluded: [NOT_PRODUCTION] }),
  estimate: rate,
};
