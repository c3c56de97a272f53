import { sql } from 'kysely';
import { instantMs, instantText } from '../util/instant.ts';
import { secondsBetween, whole } from './fragments.ts';
import type { Fragment, MetricDefinition, Scope } from './metric.ts';

/** What confidence is measured against later has in common; each outcome has its own definition, coverage and version. */
export const LATER = {
  group: 'Calibration',
  unit: 'probability',
  direction: 'lower',
  target: null,
  targetFrom: null,
  minimumSample: 100,
  sampleUnit: 'generations',
  method: 'basic bootstrap, seeded',
  dimensions: ['team', 'repository', 'pattern', 'environment', 'model'],
} as const satisfies Partial<MetricDefinition>;

/** Days after which a change that nobody took back and that broke nothing is held for good. */
export const SETTLED_DAYS = 14;

const DAY = 86_400_000;

/** The moment before which a change must have happened to have settled by the end of the time looked at. */
export const settledBefore = (scope: Scope): string => instantText(instantMs(scope.until) - SETTLED_DAYS * DAY);

/** 1 when something happened after a change, and before it had settled. */
export const withinSettling = (scope: Scope, change: Fragment, later: Fragment): Fragment =>
  whole(
    sql`${later} >= ${change} AND ${secondsBetween(scope, change, later)} <= ${sql.lit((SETTLED_DAYS * DAY) / 1_000)}`,
  );

/**
 * Rows of a table, once under each change they name: `repository`, `change` (its pull request, or its commit), and
 * columns of one's own.
 */
export const byChange = (table: string, columns: Fragment, where: Fragment): Fragment =>
  sql`SELECT repository, CONCAT('pr ', CAST(pr_number AS VARCHAR(20))) AS change, ${columns} FROM ${sql.table(table)}
    WHERE pr_number IS NOT NULL AND ${where}
    UNION ALL SELECT repository, commit_sha, ${columns} FROM ${sql.table(table)}
    WHERE commit_sha IS NOT NULL AND ${where}`;

/** The same name of a generation's change: joined by the pull request, else by the commit. */
export const joinedByChange = (made: Fragment, name: string): Fragment => {
  const [byPull, byCommit] = [sql.ref(`${name}_pr`), sql.ref(`${name}_commit`)];
  return sql`LEFT JOIN (${made}) AS ${byPull}
      ON ${byPull}.repository = g.repository AND ${byPull}.change = CONCAT('pr ', CAST(g.pr_number AS VARCHAR(20)))
    LEFT JOIN (${made}) AS ${byCommit}
      ON ${byCommit}.repository = g.repository AND ${byCommit}.change = g.commit_sha`;
};

/** 1 when it holds of what was joined by the pull request, or by the commit: either may know what the other does not. */
export const ofEither = (name: string, holds: (column: (of: string) => Fragment) => Fragment): Fragment =>
  whole(sql`${holds((of) => sql.ref(`${name}_pr.${of}`))} OR ${holds((of) => sql.ref(`${name}_commit.${of}`))}`);

/** The earlier of the instants that were joined so; null when there is none. */
export const earlierOf = (name: string, column: string): Fragment => {
  const [byPull, byCommit] = [sql.ref(`${name}_pr.${column}`), sql.ref(`${name}_commit.${column}`)];
  return sql`(CASE WHEN ${byPull} IS NULL OR ${byCommit} < ${byPull} THEN ${byCommit} ELSE ${byPull} END)`;
};

export const NO_CHANGE = ['no_change', sql`g.pr_number IS NULL AND g.commit_sha IS NULL`] as const;

export const inWindow = (scope: Scope, column: string): Fragment =>
  sql`${sql.ref(column)} >= ${scope.since} AND ${sql.ref(column)} < ${scope.until}`;
