import type { Kysely } from 'kysely';
import type { Dialect, SqlRunner } from '../model/sql-runner.ts';
import type { Database } from './database.ts';
import type { LoadBatchFunction } from './load.ts';

/**
 * As whom the database is used. `owner` makes and changes the schema; `app` reads and writes one organization;
 * `viewer` only reads it, and no secrets.
 */
export type Access = 'owner' | 'app' | 'viewer';

export interface OpenOptions {
  /** Address; see uri.ts. */
  uri: string;
  /** Slug of the organization. */
  organization: string;
  /** Default: app. */
  access?: Access;
  /** Make the SQLite file, its folder and the organization where they are missing. */
  create?: boolean;
  /** Apply pending migrations first (not as viewer). Makes the organization, too. */
  migrate?: boolean;
  /** Folder that a relative SQLite path starts from. */
  cwd?: string;
  /** Told what a person may want to know: waiting for a lock, a connection that was lost. */
  onNotice?: (message: string) => void;
  /** Longest time one statement may take (PostgreSQL; 0 is no limit) or wait for a lock (SQLite), in milliseconds. */
  statementTimeoutMs?: number;
}

/**
 * One organization's rows. In what `db` returns, instants and calendar days are text `YYYY-MM-DD HH:MM:SS.ffffff`, JSON
 * is text, booleans are booleans, whole numbers past 2^53 are bigint: the same on both dialects.
 */
export interface Store {
  readonly dialect: Dialect;
  readonly organizationId: number;
  /** Unqualified table names work on both dialects. Every error it throws is a Failure. */
  readonly db: Kysely<Database>;
  transaction<T>(work: (tx: Kysely<Database>) => Promise<T>): Promise<T>;
  /** Runs SQL that is not ours: read-only, as a viewer, in a process or session that can be stopped. */
  runner(): SqlRunner;
  /** Stores one batch of events in one transaction; see load.ts. */
  readonly load: LoadBatchFunction;
  /** Counts up with every write of events; 0 before the first. */
  dataVersion(): Promise<number>;
  close(): Promise<void>;
}

/** A database that is not ours: any tables, SELECTs only. */
export interface ForeignDatabase {
  runner: SqlRunner;
  close(): Promise<void>;
}
