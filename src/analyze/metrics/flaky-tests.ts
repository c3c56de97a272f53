import { sql } from 'kysely';
import { rate } from '../estimate/rate.ts';
import { teamOf, whole } from '../fragments.ts';
import { instantMs, instantText } from '../../util/instant.ts';
import { inWindow } from '../later-outcomes.ts';
import type { MetricDefinition } from '../metric.ts';

/** Milliseconds: a run, its end and its failures are less than this apart. */
const LONGEST_RUN = 86_400_000;

/** What all rows of a group have in common; null where they differ. */
const theOne = (column: string) =>
  sql`CASE WHEN MIN(${sql.ref(column)}) = MAX(${sql.ref(column)}) THEN MIN(${sql.ref(column)}) END`;

export const flakyTests: MetricDefinition = {
  id: 'flaky-tests',
  name: 'Flaky test failures',
  group: 'Issues',
  version: 2,
  question: 'How many test failures are no fault of the code?',
  definition:
    'Share of the failures of a test at a commit that went away without a change of the code: the same kind of run, at the same commit of the same repository, was made more often than the test failed in it. Only commits that were tested again within the time looked at can tell.',
  formula: 'failing tests of a commit with a run in which they did not fail / failing tests of commits tested again',
  unit: 'share',
  direction: 'lower',
  target: null,
  targetFrom: null,
  sources: ['metrics_test_failures', 'test_runs'],
  minimumSample: 10,
  sampleUnit: 'failing tests of commits tested again',
  method: 'Wilson score interval (Wilson 1927)',
  exclusions: {
    no_commit: 'It does not say at which commit it failed.',
    run_unknown: 'No run with a failed test is known at that commit.',
    kind_unknown: 'Several kinds of runs failed at that commit: nobody knows in which of them this test is.',
    not_run_again: 'The commit was tested once in that time: it may be flaky or not.',
  },
  departs:
    'Results of single tests are kept for failures only. A test that was not skipped and is not among the failures of a run is taken to have passed in it.',
  days: 91,
  dimensions: ['team', 'repository', 'environment', 'test'],
  rows: (scope) => ({
    // One row per test and commit, and one per commit and kind of run, before they are joined. Both count the same runs, whoever
    // made them; failures from a day earlier on, so that none is missing of a run that is counted by its end.
    from: sql`(
      SELECT MIN(f.id) AS id, MIN(f.timestamp) AS at, f.repository, f.commit_sha, f.test_name,
        ${theOne('f.team_id')} AS team_id, ${theOne('f.source_environment')} AS source_environment,
        COUNT(DISTINCT f.timestamp) AS failures
      FROM metrics_test_failures f
      WHERE f.timestamp >= ${instantText(instantMs(scope.since) - LONGEST_RUN)} AND f.timestamp < ${scope.until}
      GROUP BY f.repository, f.commit_sha, f.test_name) AS x
      LEFT JOIN (
        SELECT k.repository, k.commit_sha, COUNT(*) AS kinds, MAX(k.runs) AS runs
        FROM (
          SELECT r.repository, r.commit_sha, r.test_type, COUNT(*) AS runs,
            SUM(CASE WHEN r.failed_tests > 0 THEN 1 ELSE 0 END) AS failed
          FROM test_runs r
          WHERE r.commit_sha IS NOT NULL AND r.passed_tests + r.failed_tests > 0 AND ${inWindow(scope, 'r.run_timestamp')}
          GROUP BY r.repository, r.commit_sha, r.test_type) AS k
        WHERE k.failed > 0
        GROUP BY k.repository, k.commit_sha) AS c
      ON c.repository = x.repository AND c.commit_sha = x.commit_sha`,
    table: sql`'metrics_test_failures'`,
    id: sql`x.id`,
    at: sql`x.at`,
    windowed: true,
    label: sql`x.test_name`,
    k: whole(sql`c.runs > x.failures`),
    excluded: [
      ['no_commit', sql`x.commit_sha IS NULL`],
      ['run_unknown', sql`c.kinds IS NULL`],
      ['kind_unknown', sql`c.kinds > 1`],
      ['not_run_again', sql`c.runs < 2`],
    ],
    groups: {
      team: teamOf('x'),
      repository: sql`x.repository`,
      environment: sql`COALESCE(x.source_environment, 'unknown')`,
      test: sql`x.test_name`,
    },
  }),
  estimate: rate,
};
