import { sql } from 'kysely';
import { census } from '../estimate/rate.ts';
import { anyPattern, teamOf, whole } from '../fragments.ts';
import type { MetricDefinition } from '../metric.ts';

export const patternCoverage: MetricDefinition = {
  id: 'pattern-coverage',
  name: 'Pattern coverage',
  group: 'Issues',
  version: 2,
  question: 'Is every pattern of the library put to the test?',
  definition:
    'Share of the active patterns that were applied, in the time looked at, in code whose commit went through a test run.',
  formula: 'active patterns applied at a tested commit / active patterns',
  unit: 'share',
  direction: 'higher',
  target: { relation: 'at least', value: 1 },
  targetFrom: 'spec/2',
  sources: ['patterns', 'metrics_code_generation', 'test_runs'],
  minimumSample: 1,
  sampleUnit: 'patterns',
  method: 'none: all patterns were looked at',
  exclusions: {
    not_active: 'Archived, or an older version.',
    no_test_run_known: 'No test run of the time is known, so nothing can be said about any pattern.',
  },
  departs:
    'spec/2 says that all patterns have test coverage and names no data for it. A pattern is covered here when code it was applied to was really tested.',
  days: 30,
  dimensions: ['team'],
  rows: (scope) => {
    const inTime = sql`r.run_timestamp >= ${scope.since} AND r.run_timestamp < ${scope.until}`;
    // Each name once, and joined: PostgreSQL expects so many names of an IN that it would read the list for every pattern.
    const tested = sql`SELECT DISTINCT p.value AS name FROM metrics_code_generation g ${anyPattern(scope)}
      WHERE g.timestamp >= ${scope.since} AND g.timestamp < ${scope.until} AND g.commit_sha IN (
        SELECT r.commit_sha FROM test_runs r WHERE r.commit_sha IS NOT NULL AND ${inTime})`;
    return {
      from: sql`patterns l LEFT JOIN (${tested}) AS tested ON tested.name = l.name`,
      table: sql`'patterns'`,
      id: sql`l.id`,
      at: sql`l.created_at`,
      windowed: false,
      label: sql`l.name`,
      k: whole(sql`tested.name IS NOT NULL`),
      excluded: [
        ['not_active', sql`NOT l.is_active OR l.is_archived`],
        ['no_test_run_known', sql`NOT EXISTS (SELECT 1 FROM test_runs r WHERE ${inTime})`],
      ],
      groups: { team: teamOf('l') },
    };
  },
  estimate: census,
};
