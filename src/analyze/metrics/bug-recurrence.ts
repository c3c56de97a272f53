import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { events, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const bugRecurrence: MetricDefinition = {
  id: 'bug-recurrence',
  name: 'Bug recurrence',
  group: 'Issues',
  version: 1,
  question: 'How many bugs are old friends?',
  definition: 'Share of the bugs whose pattern had explained a bug in the same file of the same repository before.',
  formula: 'bugs with an earlier bug of the same repository, file and pattern / bugs',
  unit: 'share',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['metrics_bugs'],
  minimumSample: 10,
  sampleUnit: 'bugs',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: { file_unknown: 'It does not say in which file it was.' },
  days: 91,
  dimensions: ['team', 'repository', 'pattern', 'environment'],
  rows: () => ({
    ...events('metrics_bugs', 'b', { time: 'timestamp', label: sql`b.file_path`, pattern: 'pattern' }),
    from: sql`metrics_bugs b LEFT JOIN (
      SELECT f.repository, f.file_path, f.pattern, MIN(f.timestamp) AS first_seen
      FROM metrics_bugs f GROUP BY f.repository, f.file_path, f.pattern) AS earlier
      ON earlier.repository = b.repository AND earlier.file_path = b.file_path AND earlier.pattern = b.pattern`,
    k: whole(sql`earlier.first_seen < b.timestamp`),
    excluded: [['file_unknown', sql`b.file_path IS NULL`]],
  }),
  estimate: rate,
};
