import { sql } from 'kysely';
import { medianOf } from '../estimate/mean.ts';
import { events, secondsBetween } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

const DEPLOYED = sql`(SELECT d.deployed_at FROM deployment_events d
  WHERE d.repository = e.repository AND d.environment = 'production' AND d.status = 'success'
    AND d.deployed_at >= e.event_timestamp
  ORDER BY d.deployed_at LIMIT 1)`;

export const changeLeadTime: MetricDefinition = {
  id: 'change-lead-time',
  name: 'Change lead time',
  group: 'Delivery',
  version: 1,
  question: 'How long does a change take to reach its users?',
  definition:
    'Median time from opening a pull request to the first successful deployment of its repository to production after it was merged.',
  formula: 'median of (time to merge + merge to deployment)',
  unit: 'hours',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['pr_events', 'deployment_events'],
  minimumSample: 6,
  sampleUnit: 'pull requests',
  method: 'order statistics (David and Nagaraja 2003)',
  exclusions: {
    not_merged: 'The event is not a merge.',
    opening_unknown: 'It is not known when the pull request was opened.',
    not_deployed_yet: 'Merged, but nothing of its repository was deployed since.',
  },
  departs: 'DORA starts at the first commit; the tables know pull requests, so the clock starts when one is opened.',
  days: 30,
  dimensions: ['team', 'repository'],
  rows: (scope) => ({
    ...events('pr_events', 'e', { time: 'event_timestamp', label: sql`e.pr_title` }),
    value: sql`e.cycle_time_seconds + ${secondsBetween(scope, sql`e.event_timestamp`, DEPLOYED)}`,
    excluded: [
      ['not_merged', sql`e.event_type <> 'merged'`],
      ['opening_unknown', sql`e.cycle_time_seconds IS NULL`],
      ['not_deployed_yet', sql`${DEPLOYED} IS NULL`],
    ],
  }),
  estimate: medianOf(3600),
};
