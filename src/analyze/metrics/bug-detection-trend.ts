import { sql } from 'kysely';
import { weeklyTrend } from '../estimate/counts.ts';
import { events } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const bugDetectionTrend: MetricDefinition = {
  id: 'bug-detection-trend',
  name: 'Bug detection trend',
  group: 'Issues',
  version: 3,
  question: 'Do bugs become fewer?',
  definition:
    'Change per week of the bugs counted in whole weeks. Fewer bugs may also mean less work or less looking: read it beside the number of test runs. Time after the last event of any kind does not count when that is more than a week ago.',
  formula: 'median of the slopes between all pairs of weeks (Theil and Sen)',
  unit: 'per week, each week',
  direction: 'lower',
  target: { relation: 'below', value: 0 },
  targetFrom: 'spec/2',
  sources: ['metrics_bugs'],
  minimumSample: 8,
  sampleUnit: 'weeks',
  method: 'interval of the slope after Sen (1968), test of Mann and Kendall',
  exclusions: {},
  days: 91,
  dimensions: ['team', 'repository', 'pattern', 'environment'],
  rows: () => ({
    ...events('metrics_bugs', 'b', { time: 'timestamp', label: sql`substr(b.error, 1, 80)`, pattern: 'pattern' }),
    k: sql`b.count`,
    day: sql`b.local_day`,
    excluded: [],
  }),
  estimate: weeklyTrend,
};
