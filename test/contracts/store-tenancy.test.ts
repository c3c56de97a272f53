import { sql } from 'kysely';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { commandLine } from '../support/command-line.ts';
import { freshUri, onPostgres, openTestStore, otherUri, temporaryFolder } from '../support/databases.ts';
import { fillEveryTable, TENANT_TABLES } from '../support/sample-rows.ts';

const qualified = TENANT_TABLES.map((table) => `${table.schema}.${table.name}`);

describe('two organizations in one PostgreSQL', () => {
  let uri: string;
  let stores: Store[];
  let logins: Record<'viewer' | 'otherViewer' | 'writer' | 'stranger' | 'owner', string>;
  const clients: Client[] = [];

  const connect = async (address: string, ...settings: string[]): Promise<Client> => {
    const client = new Client({ connectionString: address });
    await client.connect();
    clients.push(client);
    for (const each of settings) await client.query(each);
    return client;
  };
  const organizationsIn = async (client: Client, table: string): Promise<number[]> => {
    const { rows } = await client.query(`SELECT DISTINCT organization_id AS org FROM ${table} ORDER BY 1`);
    return rows.map((row: { org: number }) => row.org);
  };

  beforeAll(async () => {
    uri = await freshUri('postgresql');
    const options = { uri, create: true, migrate: true } as const;
    stores = [await openTestStore(options), await openTestStore({ ...options, organization: 'other' })];
    for (const store of stores) await fillEveryTable(store);

    const passwords = (org: string): Promise<(name: string) => string> => makeUsers(uri, org);
    const own = await passwords('default');
    const other = await passwords('other');
    await onPostgres(
      uri,
      `DO $$ BEGIN
         CREATE ROLE tenancy_stranger LOGIN PASSWORD 'x'; CREATE ROLE tenancy_owner LOGIN PASSWORD 'x';
       EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      'GRANT USAGE ON SCHEMA metrics, api, metrics_internal TO tenancy_stranger',
      'GRANT SELECT ON ALL TABLES IN SCHEMA metrics, api, metrics_internal TO tenancy_stranger',
      // One who owns the tables, but is no superuser: what a cloud gives you.
      `DO $$ DECLARE t record; BEGIN
         FOR t IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname IN ('metrics', 'api') AND c.relkind IN ('r', 'p')
         LOOP EXECUTE format('ALTER TABLE %s OWNER TO tenancy_owner', t.name); END LOOP; END $$`,
      'ALTER SCHEMA metrics OWNER TO tenancy_owner',
      'GRANT USAGE ON SCHEMA api TO tenancy_owner',
    );
    logins = {
      viewer: otherUri(uri, { user: 'superset_viewer', password: own('SUPERSET_VIEWER_PASSWORD') }),
      otherViewer: otherUri(uri, { user: 'superset_viewer_other', password: other('SUPERSET_VIEWER_OTHER_PASSWORD') }),
      writer: otherUri(uri, { user: 'feedback_loop_writer', password: own('FEEDBACK_LOOP_WRITER_PASSWORD') }),
      stranger: otherUri(uri, { user: 'tenancy_stranger', password: 'x' }),
      owner: otherUri(uri, { user: 'tenancy_owner', password: 'x' }),
    };
  });
  afterAll(async () => {
    for (const client of clients) await client.end();
    await onPostgres(uri, 'DROP OWNED BY tenancy_stranger CASCADE', 'REASSIGN OWNED BY tenancy_owner TO postgres');
  });

  it('has forced row-level security on every table with an organization, and on every partition', async () => {
    const open = await onPostgres(
      uri,
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'organization_id' AND c.relkind IN ('r', 'p') AND c.relname <> 'viewer_roles'
          AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                   AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'org_isolation'))`,
    );
    expect(open).toEqual([]);
    const partitions = await onPostgres(
      uri,
      'SELECT count(*)::int AS n FROM pg_class WHERE relispartition AND relkind = $$r$$',
    );
    expect(partitions[0]?.n).toBeGreaterThan(50);
  });

  it('makes every view ask as its reader', async () => {
    const views = await onPostgres(
      uri,
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'v' AND n.nspname IN ('metrics', 'api', 'gitops')
          AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'] OR c.reloptions @> ARRAY['security_invoker=on'], false)`,
    );
    expect(views).toEqual([]);
  });

  it.each(qualified)('shows each store only its own rows of %s', async (table) => {
    for (const store of stores) {
      const { rows } = await sql<{
        org: number;
      }>`SELECT DISTINCT organization_id AS org FROM ${sql.table(table)}`.execute(store.db);
      expect(rows).toEqual([{ org: store.organizationId }]);
    }
  });

  it('shows each viewer only its own organization, whatever it sets', async () => {
    for (const [login, store] of [
      [logins.viewer, stores[0]],
      [logins.otherViewer, stores[1]],
    ] as const) {
      const foreign = stores.find((each) => each !== store)?.organizationId;
      const client = await connect(
        login,
        `SET app.current_org_id = '${foreign}'`,
        'SET default_transaction_read_only = off',
      );
      for (const table of qualified)
        expect([table, await organizationsIn(client, table)]).toEqual([table, [store?.organizationId]]);
      expect((await client.query('SELECT slug FROM api.organizations')).rows).toHaveLength(1);
    }
  });

  it('lets a viewer read every view, those that are made later, too, and its own rows only', async () => {
    await onPostgres(
      uri,
      'CREATE VIEW metrics.later WITH (security_invoker = true) AS SELECT organization_id FROM api.teams',
    );
    const client = await connect(logins.viewer);
    const { rows } = await client.query(
      `SELECT format('%I.%I', schemaname, viewname) AS name FROM pg_views WHERE schemaname IN ('metrics', 'api')`,
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const { name } of rows as { name: string }[]) {
      await client
        .query(`SELECT * FROM ${name} LIMIT 1`)
        .catch((error: unknown) => expect.fail(`${name}: ${String(error)}`));
    }
    expect(await organizationsIn(client, 'metrics.later')).toEqual([stores[0]?.organizationId]);
    await onPostgres(uri, 'DROP VIEW metrics.later');
  });

  it('lets a viewer neither write, nor become another, nor read partitions, secrets and persons', async () => {
    const client = await connect(logins.viewer, 'SET default_transaction_read_only = off');
    for (const statement of [
      'DELETE FROM metrics.metrics_bugs',
      "UPDATE api.teams SET name = 'x'",
      'SET ROLE feedback_loop_app',
      'SET SESSION AUTHORIZATION postgres',
      'SELECT * FROM metrics_internal.metrics_bugs_default',
      'SELECT * FROM metrics_internal.metrics_bugs_y2026m11',
      'SELECT * FROM metrics_internal.viewer_roles',
      'SELECT hashed_password FROM api.users',
      'SELECT api_key FROM api.users',
      'SELECT email FROM api.users',
      'SELECT * FROM api.users',
      'SELECT ip_address FROM api.audit_logs',
      'SELECT 1 FROM gitops.deploy_locks',
      "SELECT metrics.ensure_partitions('metrics_bugs', ARRAY[DATE '2020-01-01'])",
      'CREATE TABLE metrics.mine (a integer)',
    ]) {
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
    expect((await client.query('SELECT role, is_active FROM api.users')).rows).toHaveLength(1);
  });

  it('shows nothing to an app connection that names no organization, and one to one that does', async () => {
    const client = await connect(logins.writer);
    for (const table of qualified) expect([table, await organizationsIn(client, table)]).toEqual([table, []]);
    await client.query(`SET app.current_org_id = '${stores[1]?.organizationId}'`);
    for (const table of qualified) {
      expect([table, await organizationsIn(client, table)]).toEqual([table, [stores[1]?.organizationId]]);
    }
  });

  it('lets an app write rows of its own organization only', async () => {
    const client = await connect(logins.writer, `SET app.current_org_id = '${stores[0]?.organizationId}'`);
    const foreign = stores[1]?.organizationId;
    await expect(
      client.query(`INSERT INTO api.teams (organization_id, name, slug) VALUES (${foreign}, 'x', 'x')`),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`UPDATE api.teams SET organization_id = ${foreign}`)).rejects.toMatchObject({
      code: '42501',
    });
    for (const table of qualified) {
      const { rowCount } = await client.query(`DELETE FROM ${table} WHERE organization_id = ${foreign}`);
      expect([table, rowCount]).toEqual([table, 0]);
    }
  });

  it('holds for the owner of the tables, and for partitions read directly', async () => {
    const owner = await connect(logins.owner);
    const stranger = await connect(logins.stranger, `SET app.current_org_id = '${stores[0]?.organizationId}'`);
    for (const table of qualified) {
      expect([table, await organizationsIn(owner, table)]).toEqual([table, []]);
      expect([table, await organizationsIn(stranger, table)]).toEqual([table, []]);
    }
    expect(await organizationsIn(stranger, 'metrics_internal.metrics_bugs_default')).toEqual([]);
    await owner.query(`SET app.current_org_id = '${stores[0]?.organizationId}'`);
    expect(await organizationsIn(owner, 'metrics.metrics_bugs')).toEqual([stores[0]?.organizationId]);
  });

  it('keeps the runner of foreign SQL in its organization, even with a superuser behind it', async () => {
    for (const store of stores) {
      const { rows } = await store.runner().run('SELECT DISTINCT organization_id FROM metrics_bugs');
      expect(rows).toEqual([[store.organizationId]]);
      await expect(store.runner().run('SELECT hashed_password FROM users')).rejects.toMatchObject({
        code: 'DB_REFUSED',
      });
    }
  });

  it('moves early rows of a month into its partition, all organizations', async () => {
    const count = () => onPostgres(uri, 'SELECT count(*)::int AS n FROM metrics_internal.metrics_bugs_default');
    expect(await count()).toEqual([{ n: 2 }]);
    await sql`SELECT metrics.ensure_partitions('metrics_bugs', ARRAY['2026-03-15'::date])`.execute(
      (stores[0] as Store).db,
    );
    expect(await count()).toEqual([{ n: 0 }]);
    for (const store of stores)
      expect(await store.db.selectFrom('metrics_bugs').select('id').execute()).toHaveLength(1);
    const viewer = await connect(logins.viewer);
    expect(await organizationsIn(viewer, 'metrics.metrics_bugs')).toEqual([stores[0]?.organizationId]);
  });
});

// Here, and in no other file: logins belong to the whole server, and a file that runs beside would rotate them too.
describe('feedback-loop db users', () => {
  it('says that a SQLite file has none', async () => {
    const uri = await freshUri('sqlite');
    await openTestStore({ uri, create: true, migrate: true });
    const result = await commandLine(['db', 'users'], { cwd: temporaryFolder(), env: { METRICS_DB_URI: uri } });
    expect(result).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('has no users') });
  });

  it('makes and rotates logins whose passwords go into a file of mode 600 and nowhere else', async () => {
    const uri = await freshUri('postgresql');
    await openTestStore({ uri, create: true, migrate: true });
    const cwd = temporaryFolder();
    const file = join(cwd, '.env');
    writeFileSync(file, 'OTHER=kept\n', { mode: 0o644 });
    const run = () => commandLine(['db', 'users', '--json'], { cwd, env: { METRICS_DB_URI: uri } });
    const passwordOf = (variable: string): string =>
      new RegExp(`^${variable}=(.*)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? '';

    const first = await run();
    expect(first.exitCode).toBe(0);
    const before = passwordOf('SUPERSET_VIEWER_PASSWORD');
    expect(before.length).toBeGreaterThan(20);
    expect(first.stdout + first.stderr).not.toContain(before);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('OTHER=kept\n');

    await run();
    const password = passwordOf('SUPERSET_VIEWER_PASSWORD');
    expect(password).not.toBe(before);
    const login = (as: string) => otherUri(uri, { user: 'superset_viewer', password: as });
    await expect(openTestStore({ uri: login(before), access: 'viewer' })).rejects.toMatchObject({ code: 'DB_REFUSED' });
    const viewer = await openTestStore({ uri: login(password), access: 'viewer' });
    expect(await viewer.dataVersion()).toBe(0);
    const writer = await openTestStore({
      uri: otherUri(uri, { user: 'feedback_loop_writer', password: passwordOf('FEEDBACK_LOOP_WRITER_PASSWORD') }),
    });
    expect(await writer.db.selectFrom('organizations').select('slug').execute()).toEqual([{ slug: 'default' }]);
    expect(await onPostgres(login(password), 'SELECT current_user AS who')).toEqual([{ who: 'superset_viewer' }]);
  });
});

async function makeUsers(uri: string, org: string): Promise<(name: string) => string> {
  const cwd = temporaryFolder();
  const file = join(cwd, 'passwords');
  const result = await commandLine(['db', 'users', '--org', org, '--password-file', file], {
    cwd,
    env: { METRICS_DB_URI: uri },
  });
  if (result.exitCode !== 0) throw new Error(result.stderr);
  const text = readFileSync(file, 'utf8');
  return (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
}
