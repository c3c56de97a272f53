import { sql } from 'kysely';
import { medianOf } from '../estimate/mean.ts';
import { events } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const reviewTime: MetricDefinition = {
  id: 'review-time',
  name: 'Time to first review',
  group: 'Delivery',
  version: 1,
  question: 'How long does a pull request wait for its first review?',
  definition: 'Median time from opening a pull request to its first review.',
  formula: 'median of review_time_seconds',
  unit: 'hours',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['pr_events'],
  minimumSample: 6,
  sampleUnit: 'pull requests',
  method: 'order statistics (David and Nagaraja 2003)',
  exclusions: { not_first_review: 'The event is not a first review with a known waiting time.' },
  days: 30,
  dimensions: ['team', 'repository'],
  rows: () => ({
    ...events('pr_events', 'e', { time: 'event_timestamp', label: sql`e.pr_title` }),
    value: sql`e.review_time_seconds`,
    excluded: [['not_first_review', sql`e.event_type <> 'reviewed' OR e.review_time_seconds IS NULL`]],
  }),
  estimate: medianOf(3600),
};
