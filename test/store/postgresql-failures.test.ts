import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { commandLine } from '../support/command-line.ts';
import { oldPostgres } from '../support/old-postgres.ts';
import {
  freshStore,
  freshUri,
  onPostgres,
  openTestStore,
  otherUri,
  postgresServer,
  temporaryFolder,
} from '../support/databases.ts';

describe('a PostgreSQL that cannot be used', () => {
  it('does not answer', async () => {
    const uri = (await postgresServer()).replace(/:\d+\//, ':1/');
    const { password } = new URL(uri.replace('postgresql:', 'http:'));
    await expect(openTestStore({ uri })).rejects.toMatchObject({
      code: 'DB_UNREACHABLE',
      exitCode: 10,
      message: expect.not.stringContaining(password),
    });
  });

  it('has no such host', async () => {
    const uri = 'postgresql://nobody@no-such-host.invalid/x';
    await expect(openTestStore({ uri })).rejects.toMatchObject({ code: 'DB_UNREACHABLE' });
  });

  it('refuses the password', async () => {
    const uri = otherUri(await postgresServer(), { password: 'wrong' });
    await expect(openTestStore({ uri })).rejects.toMatchObject({ code: 'DB_REFUSED', exitCode: 9 });
  });

  it('has no such database', async () => {
    const uri = otherUri(await postgresServer(), { database: 'nowhere' });
    await expect(openTestStore({ uri })).rejects.toMatchObject({ code: 'DB_MISSING' });
  });

  it('speaks no TLS where the address demands it', async () => {
    const uri = `${await freshUri('postgresql')}?sslmode=require`;
    await expect(openTestStore({ uri })).rejects.toMatchObject({ message: expect.stringContaining('sslmode=require') });
  });

  it('is older than PostgreSQL 15', async () => {
    const server = await oldPostgres('14.20', 140020);
    try {
      const uri = `postgresql://somebody@127.0.0.1:${server.port}/x`;
      await expect(openTestStore({ uri })).rejects.toMatchObject({
        code: 'DB_TOO_OLD',
        exitCode: 10,
        message: expect.stringContaining('PostgreSQL 14'),
      });
    } finally {
      server.close();
    }
  });

  it('gives this login no right to make a schema, or has none to make logins for', async () => {
    const uri = await freshUri('postgresql');
    await onPostgres(
      uri,
      `DO $$ BEGIN CREATE ROLE failures_nobody LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    const cwd = temporaryFolder();
    const run = (address: string, ...argv: string[]) =>
      commandLine(['db', ...argv], { cwd, env: { METRICS_DB_URI: address } });
    const nobody = otherUri(uri, { user: 'failures_nobody', password: 'x' });
    expect(await run(nobody, 'migrate')).toMatchObject({ exitCode: 9, stderr: expect.stringContaining('DB_REFUSED') });
    expect(await run(uri, 'users')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('DB_MISSING') });
    expect(await run(uri, 'status')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('pending') });
    expect(await run(uri, 'check')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('DB_MISSING') });
  });

  it('was made by a newer version', async () => {
    const uri = await freshUri('postgresql');
    await openTestStore({ uri, migrate: true });
    await onPostgres(uri, "INSERT INTO metrics.schema_migrations VALUES ('9999-future.sql', 'x', now(), '99.0.0')");
    await expect(openTestStore({ uri })).rejects.toMatchObject({ code: 'DB_NEWER' });
  });

  it("has another tool's table where our ledger would be", async () => {
    const uri = await freshUri('postgresql');
    await onPostgres(uri, 'CREATE SCHEMA metrics', 'CREATE TABLE metrics.schema_migrations (version text)');
    await expect(openTestStore({ uri, migrate: true })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('another tool'),
    });
  });
});

const databaseOf = async (store: Store): Promise<string> =>
  (await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db)).rows[0]?.name ?? '';

describe('the pool', () => {
  it('stops a statement that takes longer than it may', async () => {
    const store = await freshStore('postgresql', { statementTimeoutMs: 200 });
    await expect(sql`SELECT pg_sleep(20)`.execute(store.db)).rejects.toMatchObject({ code: 'DB_TIMEOUT' });
    expect(await store.dataVersion()).toBe(0);
  });

  it('connects again when the server has dropped its connections, and says so', async () => {
    const notices: string[] = [];
    const store = await freshStore('postgresql', { onNotice: (message) => notices.push(message) });
    await Promise.all([store.dataVersion(), store.dataVersion(), store.dataVersion()]);
    const database = await databaseOf(store);
    // Only those of this database: other test files use the same server.
    await onPostgres(
      await postgresServer(),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
    );
    const left = `SELECT 1 FROM pg_stat_activity WHERE datname = '${database}'`;
    await expect.poll(async () => onPostgres(await postgresServer(), left)).toEqual([]);
    await expect.poll(() => notices.length).toBeGreaterThan(0);
    // A connection that was used this very moment is trusted.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await store.dataVersion()).toBe(0);
    expect(notices).toEqual([
      expect.stringMatching(/^lost the connection/),
      expect.stringMatching(/^connected .* again$/),
    ]);
  });

  it('opens no more than thirty connections, whatever is asked of it', async () => {
    const store = await freshStore('postgresql');
    const asked = Array.from({ length: 100 }, () => sql`SELECT pg_sleep(0.02)`.execute(store.db));
    const count = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = '${await databaseOf(store)}'`;
    const during = await onPostgres(await postgresServer(), count);
    await Promise.all(asked);
    expect(during[0]?.n).toBeLessThanOrEqual(30);
  });
});
