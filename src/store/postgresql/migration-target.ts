import type { Client } from 'pg';
import { Failure } from '../../errors.ts';
import {
  type AppliedMigration,
  type MigrationTarget,
  type PlacedStatement,
  StatementError,
  translatingTarget,
} from '../migrate.ts';
import { lineAt } from '../split-sql.ts';
import { codeOf, postgresqlFailure } from './failure.ts';

const LEDGER = 'metrics.schema_migrations';
export const USER_LEDGER = 'public.schema_migrations';

/** Any number that other programs in the same database are unlikely to lock; "feedback" in letters. */
const LOCK = 0x6665_6564;
/** How long a second runner waits for the first. */
const WAIT = '10min';

export function postgresqlMigrationTarget(
  client: Client,
  ledger = LEDGER,
  onNotice?: (message: string) => void,
): MigrationTarget {
  const target: MigrationTarget = {
    dialect: 'postgresql',
    applied: async () => {
      const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS here', [ledger]);
      if (rows[0]?.here !== true) return [];
      await requireOurs(client, ledger);
      return (await client.query<AppliedMigration>(`SELECT * FROM ${ledger} ORDER BY name`)).rows;
    },
    exclusively: async (work) => {
      await lock(client, onNotice);
      try {
        return await work();
      } finally {
        await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => {});
      }
    },
    prepare: async () => {
      if (ledger === LEDGER) await client.query('CREATE SCHEMA IF NOT EXISTS metrics');
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${ledger} (
           name varchar(255) NOT NULL PRIMARY KEY,
           checksum varchar(64) NOT NULL,
           applied_at timestamptz NOT NULL,
           applied_by varchar(100) NOT NULL
         )`,
      );
    },
    apply: async (statements, record) => {
      await client.query('BEGIN');
      try {
        await client.query(`SET LOCAL search_path = ${ledger === LEDGER ? 'metrics, api, gitops' : '"$user", public'}`);
        for (const statement of statements) await runStatement(client, statement);
        await client.query(`INSERT INTO ${ledger} VALUES ($1, $2, now(), $3)`, [
          record.name,
          record.checksum,
          record.applied_by,
        ]);
        await client.query('COMMIT');
        // What a file set for itself is not for the next.
        await client.query('RESET ALL');
        return true;
      } catch (thrown) {
        await client.query('ROLLBACK').catch(() => {});
        throw thrown;
      }
    },
  };
  return translatingTarget(target, (thrown) => postgresqlFailure(thrown, 'the database'));
}

/** `schema_migrations` is a common name; another tool's table of that name is left alone. */
async function requireOurs(client: Client, ledger: string): Promise<void> {
  const { rows } = await client.query(
    "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname IN ('name', 'checksum') AND NOT attisdropped",
    [ledger],
  );
  if (rows.length === 2) return;
  throw new Failure('MIGRATION_FAILED', `the table ${ledger} is there already and belongs to another tool`, {
    hint: 'Use a database of its own, or rename that table.',
  });
}

async function lock(client: Client, onNotice?: (message: string) => void): Promise<void> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
  if (rows[0]?.got === true) return;
  onNotice?.('another process is migrating this database; waiting for it');
  try {
    await client.query(`SET lock_timeout = '${WAIT}'`);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  } catch (cause) {
    throw new Failure('DB_LOCKED', `another process has been migrating this database for ${WAIT}`, { cause });
  } finally {
    await client.query('RESET lock_timeout').catch(() => {});
  }
}

async function runStatement(client: Client, statement: PlacedStatement): Promise<void> {
  const { sql, line } = statement;
  try {
    await client.query(sql);
  } catch (thrown) {
    if (codeOf(thrown) === '') throw thrown;
    // PostgreSQL says at which character it stopped reading; without that, the statement's own line is named.
    const position = Number((thrown as { position?: string }).position ?? 0);
    const exact = position > 0 ? line + lineAt(sql, position - 1) - 1 : line;
    throw new StatementError({ ...statement, line: exact }, thrown);
  }
}
