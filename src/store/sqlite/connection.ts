import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect, type SqliteStatement } from 'kysely';
import { Failure } from '../../errors.ts';
import type { Database } from '../database.ts';
import { sqliteFailure } from './failure.ts';

/** How long a statement waits for another process's write by default, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;
/** Statements kept compiled. */
const CACHED_STATEMENTS = 200;

/** One open file. There is one connection; Kysely hands it out to one piece of work at a time. */
export interface SqliteConnection {
  path: string;
  raw: BetterSqlite3.Database;
  db: Kysely<Database>;
  /** Runs `work` on the raw connection while nothing else uses it, so that it may begin a transaction. */
  exclusive<T>(work: (raw: BetterSqlite3.Database) => T | Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface SqliteOptions {
  readonly?: boolean;
  create?: boolean;
  /** Longest wait for another process's write, in milliseconds. */
  waitMs?: number | undefined;
}

/**
 * Opens a file with the settings every connection of ours has.
 * @throws Failure DB_MISSING, FILE_IS_DIRECTORY, FILE_UNREADABLE, DB_CORRUPT, DB_LOCKED
 */
export function connectSqlite(path: string, options: SqliteOptions = {}): SqliteConnection {
  checkFile(path, options);
  let raw: BetterSqlite3.Database;
  try {
    raw = new BetterSqlite3(path, { readonly: options.readonly ?? false, timeout: options.waitMs ?? BUSY_TIMEOUT_MS });
  } catch (thrown) {
    throw sqliteFailure(thrown, path);
  }
  try {
    // A reader needs no say in how the file is written.
    if (!options.readonly) raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = NORMAL');
    raw.pragma('foreign_keys = ON');
    raw.pragma('temp_store = MEMORY');
    raw.pragma('cache_size = -32000');
    raw.pragma('mmap_size = 268435456');
    raw.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (thrown) {
    raw.close();
    throw sqliteFailure(thrown, path);
  }
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: adapter(raw, path) }) });
  return {
    path,
    raw,
    db,
    exclusive: async (work) =>
      db.connection().execute(async () => {
        try {
          return await work(raw);
        } catch (thrown) {
          throw isSqliteError(thrown) ? sqliteFailure(thrown, path) : thrown;
        }
      }),
    close: async () => {
      await db.destroy();
      if (raw.open) raw.close();
    },
  };
}

function checkFile(path: string, options: SqliteOptions): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) throw new Failure('FILE_IS_DIRECTORY', `${path} is a folder, not a database`);
    try {
      accessSync(path, options.readonly ? constants.R_OK : constants.R_OK | constants.W_OK);
    } catch (cause) {
      throw new Failure('FILE_UNREADABLE', `${path} cannot be ${options.readonly ? 'read' : 'written'}`, { cause });
    }
    return;
  }
  if (!options.create) throw new Failure('DB_MISSING', `there is no database ${path}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw new Failure('FILE_UNREADABLE', `the folder ${dirname(path)} cannot be made`, { cause });
  }
}

const isSqliteError = (thrown: unknown): boolean => thrown instanceof BetterSqlite3.SqliteError;

/** What Kysely sees of the connection: booleans go in and come out as booleans, errors come out as ours. */
function adapter(raw: BetterSqlite3.Database, path: string): { prepare(sql: string): SqliteStatement; close(): void } {
  const cache = new Map<string, SqliteStatement>();
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw sqliteFailure(thrown, path);
    }
  };
  return {
    close: () => raw.close(),
    prepare: (sql) => {
      const known = cache.get(sql);
      if (known) return known;
      // A transaction that reads before it writes would fail, not wait, when another process writes between.
      const text = sql === 'begin' && !raw.readonly ? 'begin immediate' : sql;
      const statement = guarded(() => wrap(raw.prepare(text), guarded));
      if (cache.size >= CACHED_STATEMENTS) cache.clear();
      cache.set(sql, statement);
      return statement;
    },
  };
}

type Guarded = <T>(work: () => T) => T;

function wrap(statement: BetterSqlite3.Statement, guarded: Guarded): SqliteStatement {
  const booleans = statement.reader
    ? statement
        .columns()
        .filter((column) => column.type === 'BOOLEAN')
        .map((column) => column.name)
    : [];
  const read = (row: unknown): unknown => {
    const record = row as Record<string, unknown>;
    for (const name of booleans) if (record[name] !== null) record[name] = record[name] === 1;
    return record;
  };
  return {
    reader: statement.reader,
    all: (parameters) => guarded(() => statement.all(...bound(parameters)).map(read)),
    run: (parameters) => guarded(() => statement.run(...bound(parameters))),
    *iterate(parameters) {
      for (const row of statement.iterate(...bound(parameters))) yield read(row);
    },
  };
}

/** better-sqlite3 refuses booleans. */
const bound = (parameters: readonly unknown[]): unknown[] =>
  parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
