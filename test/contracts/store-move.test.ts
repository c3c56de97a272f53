import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/model/sql-runner.ts';
import { MOVED_TABLES, moveOrganization } from '../../src/store/move.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore, openTestStore, otherUri, postgresServer } from '../support/databases.ts';
import { fillEveryTable } from '../support/sample-rows.ts';

/** A store with a row in every table, and with more bugs than fit into one piece of a move. */
async function filled(dialect: Dialect): Promise<Store> {
  const store = await freshStore(dialect, { access: 'owner' });
  await fillEveryTable(store);
  const many = Array.from({ length: 3_000 }, (_, index) => ({
    organization_id: store.organizationId,
    event_id: `many-${index}`,
    source: 'test',
    pattern: `pattern ${index % 7}`,
    error: `ünïcode ${index} 🦊`,
    timestamp: `202${4 + (index % 3)}-0${1 + (index % 4)}-11 10:11:12.${String(index).padStart(6, '0')}`,
    local_day: '2026-03-02 00:00:00.000000',
    local_week: '2026-03-02 00:00:00.000000',
  }));
  for (let at = 0; at < many.length; at += 1_000) {
    await store.db
      .insertInto('metrics_bugs')
      .values(many.slice(at, at + 1_000))
      .execute();
  }
  await store.db
    .insertInto('applied_objects')
    .values({
      environment: 'dev',
      kind: 'chart',
      uuid: '1',
      name: 'n',
      hash: 'h',
      content: '{"b": [1.50, 2e3], "a": null}',
      apply_id: 'x',
      applied_at: '2026-03-02 10:11:12.000001',
    })
    .execute();
  await store.db.updateTable('organizations').set({ settings: '{"calendar":{"timezone":"UTC"}}' }).execute();
  return store;
}

const rowsOf = async (store: Store, table: string): Promise<Record<string, unknown>[]> =>
  (await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)} ORDER BY 1 LIMIT 5`.execute(store.db)).rows;

describe.each([
  ['sqlite', 'postgresql'],
  ['postgresql', 'sqlite'],
] as const)('a move from %s to %s', (from, to) => {
  it('brings every table over, proves it, and goes back with the same hashes', async () => {
    const source = await filled(from);
    const target = await freshStore(to, { access: 'owner' });
    const moved = await moveOrganization(source, target, { from: 'a' });
    expect(moved.map(({ table }) => table)).toEqual(MOVED_TABLES.map(({ name }) => name));
    expect(moved.find(({ table }) => table === 'metrics_bugs')).toMatchObject({ rows: 3_001, known: 0 });
    expect(moved.filter(({ rows }) => rows === 0).map(({ table }) => table)).toEqual(['apply_journal']);
    expect((await rowsOf(target, 'organizations'))[0]).toMatchObject({ slug: 'default' });
    expect(await rowsOf(target, 'users')).toEqual(await rowsOf(source, 'users'));

    const back = await freshStore(from, { access: 'owner' });
    const again = await moveOrganization(target, back, { from: 'b' });
    expect(again).toEqual(moved);
  });

  it('goes on where it was interrupted', async () => {
    const source = await filled(from);
    const target = await freshStore(to, { access: 'owner' });
    const controller = new AbortController();
    const stopAt = (table: string): void => {
      if (table === 'metrics_bugs') controller.abort(new Error('stopped'));
    };
    const first = moveOrganization(source, target, { from: 'a', signal: controller.signal, onProgress: stopAt });
    await expect(first).rejects.toThrow('stopped');
    await expect(moveOrganization(source, target, { from: 'another' })).rejects.toMatchObject({ code: 'ORG_REFUSED' });
    const moved = await moveOrganization(source, target, { from: 'a' });
    const bugs = moved.find(({ table }) => table === 'metrics_bugs');
    expect(bugs).toMatchObject({ rows: 3_001 });
    expect(bugs?.known).toBeGreaterThan(0);
    expect(bugs?.known).toBeLessThan(3_001);
  });

  it('refuses a target that has rows, and notices a value that is not the same', async () => {
    const source = await filled(from);
    const target = await freshStore(to, { access: 'owner' });
    const spoil = async (table: string): Promise<void> => {
      if (table === 'quarantine') await target.db.updateTable('quarantine').set({ raw: 'other' }).execute();
    };
    const pending: Promise<void>[] = [];
    const moving = moveOrganization(source, target, { from: 'a', onProgress: (table) => pending.push(spoil(table)) });
    await expect(moving).rejects.toMatchObject({
      code: 'MOVE_DIFFERS',
      message: expect.stringContaining('quarantine'),
    });
    await Promise.all(pending);
    const full = await filled(to);
    await expect(moveOrganization(source, full, { from: 'c' })).rejects.toMatchObject({ code: 'ORG_REFUSED' });
  });
});

it('a move into a PostgreSQL that holds another organization gives rows numbers that are free', async () => {
  const source = await filled('sqlite');
  const first = await freshStore('postgresql', { access: 'owner' });
  await fillEveryTable(first);
  await first.db.updateTable('users').set({ email: 'first', username: 'first', api_key: 'first' }).execute();
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(first.db);
  await sql`SELECT setval(pg_get_serial_sequence('api.users', 'id'), 100)`.execute(first.db);
  const uri = otherUri(await postgresServer(), { database: rows[0]?.name ?? '' });
  const target = await openTestStore({ uri, organization: 'second', create: true, access: 'owner' });
  const moved = await moveOrganization(source, target, { from: 'a' });
  expect(moved.find(({ table }) => table === 'users')).toMatchObject({ rows: 1 });
  const authors = await sql<{ same: boolean }>`
    SELECT p.author_id = u.id AS same FROM patterns p JOIN users u ON u.organization_id = p.organization_id
     WHERE p.organization_id = ${target.organizationId}`.execute(target.db);
  expect(authors.rows).toEqual([{ same: true }]);
  const ids = await sql<{ id: number }>`SELECT id FROM users ORDER BY id`.execute(target.db);
  expect(ids.rows.map(({ id }) => id)).toEqual([100, 200]);
});
