import { instantText } from '../../util/instant.ts';
import { type AppliedMigration, type MigrationTarget, StatementError, translatingTarget } from '../migrate.ts';
import type { SqliteConnection } from './connection.ts';
import { sqliteFailure } from './failure.ts';

/** How long a second runner waits for the first, in milliseconds. */
const WAIT_MS = 120_000;

const LEDGER = 'schema_migrations';
/** SQLite has no schemas: the ledger of the user's own files needs another name. */
export const USER_LEDGER = 'user_schema_migrations';

export function sqliteMigrationTarget(connection: SqliteConnection, ledger = LEDGER): MigrationTarget {
  const { raw } = connection;
  const hasLedger = (): boolean =>
    raw.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(ledger) !== undefined;
  const target: MigrationTarget = {
    dialect: 'sqlite',
    applied: async () =>
      hasLedger() ? (raw.prepare(`SELECT * FROM ${ledger} ORDER BY name`).all() as AppliedMigration[]) : [],
    // The write lock of the file is the lock: `apply` takes it, and looks again before it runs a file.
    exclusively: (work) => work(),
    prepare: () =>
      connection.exclusive(() => {
        raw.exec(
          `CREATE TABLE IF NOT EXISTS ${ledger} (
             name VARCHAR(255) NOT NULL,
             checksum VARCHAR(64) NOT NULL,
             applied_at DATETIME NOT NULL CHECK (applied_at GLOB '????-??-?? ??:??:??.??????'),
             applied_by VARCHAR(100) NOT NULL,
             PRIMARY KEY (name)
           ) WITHOUT ROWID`,
        );
      }),
    apply: (statements, record) =>
      connection.exclusive(() => {
        const usual = raw.pragma('busy_timeout', { simple: true }) as number;
        raw.pragma(`busy_timeout = ${WAIT_MS}`);
        raw.exec('BEGIN IMMEDIATE');
        try {
          const isNew = raw.prepare(`SELECT 1 FROM ${ledger} WHERE name = ?`).get(record.name) === undefined;
          if (isNew) {
            for (const statement of statements) {
              try {
                raw.exec(statement.sql);
              } catch (thrown) {
                throw new StatementError(statement, thrown);
              }
            }
            raw
              .prepare(`INSERT INTO ${ledger} (name, checksum, applied_at, applied_by) VALUES (?, ?, ?, ?)`)
              .run(record.name, record.checksum, instantText(Date.now()), record.applied_by);
          }
          raw.exec('COMMIT');
          return isNew;
        } finally {
          if (raw.inTransaction) raw.exec('ROLLBACK');
          raw.pragma(`busy_timeout = ${usual}`);
        }
      }),
  };
  return translatingTarget(target, (thrown) => sqliteFailure(thrown, connection.path));
}
