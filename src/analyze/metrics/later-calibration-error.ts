import { sql } from 'kysely';
import { calibration } from '../estimate/calibration.ts';
import { CONFIDENCE_UNKNOWN, generations, laterHalf } from '../fragments.ts';
import { inWindow, LATER } from '../later-outcomes.ts';
import type { MetricDefinition } from '../metric.ts';

export const laterCalibrationError: MetricDefinition = {
  ...LATER,
  id: 'later-calibration-error',
  name: 'Calibration error against later tests',
  version: 2,
  question: 'Does confidence foretell whether the tests pass?',
  definition:
    'As calibration-error, but the outcome is what the tests said later: a generation is right when no test run at its commit had a failed test. How many generations could be joined to a run stands beside it as coverage.',
  formula: 'sum over bins of (n of bin / n) * |share without a failed test - mean confidence of bin|',
  sources: ['metrics_code_generation', 'test_runs'],
  exclusions: {
    confidence_unknown: 'No confidence was stated.',
    no_commit: 'It does not say which commit it became part of.',
    not_tested: 'No test run at its commit, after it, is known.',
  },
  days: 30,
  rows: (scope) => {
    const own = generations(scope);
    return {
      ...own,
      // One row per commit before joining: a join with the runs themselves would multiply generations.
      from: sql`${own.from} LEFT JOIN (
        SELECT r.repository, r.commit_sha, MAX(r.run_timestamp) AS last_run, MAX(r.failed_tests) AS failed
        FROM test_runs r
        WHERE r.commit_sha IS NOT NULL AND ${inWindow(scope, 'r.run_timestamp')}
        GROUP BY r.repository, r.commit_sha) AS later
        ON later.commit_sha = g.commit_sha AND later.repository = g.repository AND later.last_run >= g.timestamp`,
      value: sql`g.confidence`,
      k: sql`CASE WHEN later.failed = 0 THEN 1 ELSE 0 END`,
      n: laterHalf(scope, sql`g.timestamp`),
      excluded: [
        CONFIDENCE_UNKNOWN,
        ['no_commit', sql`g.commit_sha IS NULL`],
        ['not_tested', sql`later.failed IS NULL`],
      ],
    };
  },
  estimate: calibration,
};
