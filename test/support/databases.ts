import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, inject } from 'vitest';
import type { Dialect } from '../../src/model/sql-runner.ts';
import { openStore } from '../../src/store/open.ts';
import type { OpenOptions, Store } from '../../src/store/store.ts';

/** For `describe.each(DIALECTS)`: one suite, every database. */
export const DIALECTS: readonly Dialect[] = ['sqlite', 'postgresql'];

const cleanups: (() => Promise<void> | void)[] = [];

/** What a test file made is removed when the file ends. Call at the top level or in a hook or test. */
export function later(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A new folder of this test file's own. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-test-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let server: Promise<string> | undefined;

/** Address of the run's PostgreSQL server, as superuser; starts it when nobody has yet. */
export function postgresServer(): Promise<string> {
  server ??= fetch(`http://127.0.0.1:${inject('postgresBroker')}/`).then(async (response) => {
    const answer = (await response.json()) as { uri?: string; error?: string };
    if (answer.uri === undefined) throw new Error(answer.error);
    return answer.uri;
  });
  return server;
}

/** The same server, another database or another login. */
export function otherUri(uri: string, change: { database?: string; user?: string; password?: string }): string {
  const url = new URL(uri.replace(/^postgresql:/, 'http:'));
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  if (change.user !== undefined) url.username = encodeURIComponent(change.user);
  if (change.password !== undefined) url.password = encodeURIComponent(change.password);
  return url.href.replace(/^http:/, 'postgresql:');
}

/** Runs statements on a connection of their own; answers the rows of the last. */
export async function onPostgres(
  uri: string,
  ...statements: (string | ((query: (text: string) => Promise<Record<string, unknown>[]>) => Promise<void>))[]
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) {
      if (typeof statement === 'string') rows = (await client.query(statement)).rows;
      else await statement(async (text) => (await client.query(text)).rows);
    }
    return rows;
  } finally {
    await client.end();
  }
}

/** Address of a new, empty database: no schema, for SQLite not even a file. */
export async function freshUri(dialect: Dialect): Promise<string> {
  if (dialect === 'sqlite') return `sqlite:///${join(temporaryFolder(), 'test.db')}`;
  return createDatabase(await postgresServer(), 'template1');
}

const TEMPLATE = 'feedback_loop_template';

/** Address of a new database that has our schema: a copy of one that was migrated once, which takes half the time. */
async function migratedPostgres(): Promise<string> {
  const admin = await postgresServer();
  await onPostgres(
    admin,
    // Test files run at the same time; the first makes the template, the others wait.
    async (query) => {
      await query('SELECT pg_advisory_lock(1)');
      if ((await query(`SELECT 1 FROM pg_database WHERE datname = '${TEMPLATE}'`)).length > 0) return;
      await query(`CREATE DATABASE ${TEMPLATE}_new`);
      const uri = otherUri(admin, { database: `${TEMPLATE}_new` });
      await (await openStore({ uri, organization: 'default', migrate: true })).close();
      await query(`ALTER DATABASE ${TEMPLATE}_new RENAME TO ${TEMPLATE}`);
    },
  );
  return createDatabase(admin, TEMPLATE);
}

/** Address of a new, empty PostgreSQL database that sorts words as people do: '~' comes before 'a' there. */
export const linguisticUri = async (): Promise<string> =>
  createDatabase(await postgresServer(), "template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en'");

async function createDatabase(admin: string, template: string): Promise<string> {
  const database = `test_${randomBytes(6).toString('hex')}`;
  await onPostgres(admin, `CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`);
  later(async () => {
    await onPostgres(admin, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  });
  return otherUri(admin, { database });
}

/** Address of a new database that is quick to open: on PostgreSQL it has our schema already. */
export const migratedUri = (dialect: Dialect): Promise<string> =>
  dialect === 'sqlite' ? freshUri(dialect) : migratedPostgres();

/** A store on a new database with our schema and the organization `default`; closed when the test file ends. */
export async function freshStore(dialect: Dialect, options: Partial<OpenOptions> = {}): Promise<Store> {
  const uri = await migratedUri(dialect);
  return openTestStore({ uri, create: true, migrate: true, ...options });
}

/** Opens a store that is closed when the test file ends. */
export async function openTestStore(options: Partial<OpenOptions> & { uri: string }): Promise<Store> {
  const store = await openStore({ organization: 'default', ...options });
  later(() => store.close());
  return store;
}
