import { sql } from 'kysely';
import { perHundred } from '../estimate/counts.ts';
import { teamOf } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const bugsPerTestRun: MetricDefinition = {
  id: 'bugs-per-test-run',
  name: 'Bugs per 100 test runs',
  group: 'Issues',
  version: 2,
  question: 'How many bugs are there for the work that is done?',
  definition:
    'Bugs counted for every hundred test runs of the same time. Fewer bugs in a quiet week are no better quality: the runs say how much was going on.',
  formula: '100 * bugs / test runs',
  unit: 'per 100 test runs',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['metrics_bugs', 'test_runs'],
  minimumSample: 10,
  sampleUnit: 'test runs',
  method: 'exact Poisson interval (Garwood 1936), widened by the dispersion of daily counts',
  exclusions: {},
  days: 30,
  dimensions: ['team', 'repository'],
  rows: () => ({
    from: sql`(
      SELECT 'metrics_bugs' AS source, id, timestamp AS at, pattern AS label, count AS k, 0 AS n,
        repository, team_id, local_day FROM metrics_bugs
      UNION ALL SELECT 'test_runs', id, run_timestamp, run_id, 0, 1, repository, team_id, local_day FROM test_runs) AS c`,
    table: sql`c.source`,
    id: sql`c.id`,
    at: sql`c.at`,
    windowed: true,
    label: sql`c.label`,
    day: sql`c.local_day`,
    k: sql`c.k`,
    n: sql`c.n`,
    excluded: [],
    groups: { team: teamOf('c'), repository: sql`c.repository` },
  }),
  estimate: perHundred,
};
