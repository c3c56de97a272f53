/** What a database answers in one cell. Whole numbers past 2^53 come as bigint. */
export type SqlValue = string | number | bigint | boolean | null;

export type Dialect = 'sqlite' | 'postgresql';

/** Superset's column types in answers of chart/data. */
export const COLTYPE = { numeric: 0, string: 1, temporal: 2, boolean: 3 } as const;

export interface SqlColumn {
  name: string;
  coltype: (typeof COLTYPE)[keyof typeof COLTYPE];
}

export interface SqlResult {
  columns: SqlColumn[];
  rows: SqlValue[][];
  /** How long the database took, in milliseconds. */
  ms: number;
}

/**
 * Runs one SELECT that is not ours (decision 13): read-only, as the viewer role, with a time limit that really stops it.
 * Instants come back as milliseconds since 1970 on PostgreSQL and as the stored text on SQLite, as in Superset.
 * @throws Failure DB_TIMEOUT, DB_QUERY_FAILED, SQL_REFUSED
 */
export interface SqlRunner {
  readonly dialect: Dialect;
  run(sql: string, options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<SqlResult>;
}
