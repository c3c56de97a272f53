import { sql } from 'kysely';
import { perWeek } from '../estimate/counts.ts';
import { events } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const reviewsPerWeek: MetricDefinition = {
  id: 'reviews-per-week',
  name: 'Review load',
  group: 'Delivery',
  version: 3,
  question: 'How much reviewing is there to do?',
  definition:
    'Reviews of pull requests per week. Never per person: a team or a repository carries the load. Time after the last event of any kind does not count when that is more than a week ago.',
  formula: 'reviews / weeks observed',
  unit: 'per week',
  direction: 'band',
  target: null,
  targetFrom: null,
  sources: ['pr_events'],
  minimumSample: 0,
  sampleUnit: 'reviews',
  method: 'exact Poisson interval (Garwood 1936), widened by the dispersion of daily counts',
  exclusions: { not_a_review: 'The event is no review.' },
  days: 30,
  dimensions: ['team', 'repository'],
  rows: () => ({
    ...events('pr_events', 'e', { time: 'event_timestamp', label: sql`e.pr_title` }),
    day: sql`e.local_day`,
    k: sql`1`,
    excluded: [['not_a_review', sql`e.event_type <> 'reviewed'`]],
  }),
  estimate: perWeek,
};
