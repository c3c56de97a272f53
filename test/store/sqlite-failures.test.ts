import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { openTestStore, temporaryFolder } from '../support/databases.ts';

const open = (path: string) => openStore({ uri: `sqlite:///${path}`, organization: 'default' });
async function migrated(): Promise<string> {
  const path = join(temporaryFolder(), 'test.db');
  const store = await openStore({ uri: `sqlite:///${path}`, organization: 'default', create: true, migrate: true });
  await store.close();
  return path;
}

describe('a SQLite file that cannot be used', () => {
  it('is missing: says so, and makes none', async () => {
    const path = join(temporaryFolder(), 'none.db');
    await expect(open(path)).rejects.toMatchObject({ code: 'DB_MISSING', message: expect.stringContaining(path) });
  });

  it('is a folder', async () => {
    await expect(open(temporaryFolder())).rejects.toMatchObject({ code: 'FILE_IS_DIRECTORY' });
  });

  it('is no database', async () => {
    const path = join(temporaryFolder(), 'test.db');
    writeFileSync(path, 'This is a letter, and not a short one.\n'.repeat(200));
    await expect(open(path)).rejects.toMatchObject({ code: 'DB_CORRUPT' });
  });

  it('is damaged', async () => {
    const path = await migrated();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4_096);
    writeFileSync(path, bytes);
    await expect(open(path)).rejects.toMatchObject({ code: 'DB_CORRUPT' });
  });

  it('was made by a newer version', async () => {
    const path = await migrated();
    const raw = new BetterSqlite3(path);
    raw.exec("INSERT INTO schema_migrations VALUES ('9999-future.sql', 'x', '2030-01-01 00:00:00.000000', '99.0.0')");
    raw.close();
    await expect(open(path)).rejects.toMatchObject({
      code: 'DB_NEWER',
      message: expect.stringContaining('9999-future'),
    });
  });

  it('belongs to another organization, and takes in no second one', async () => {
    const path = await migrated();
    const other = openStore({ uri: `sqlite:///${path}`, organization: 'other', create: true, migrate: true });
    await expect(other).rejects.toMatchObject({ code: 'ORG_REFUSED', exitCode: 9 });
    const store = await openTestStore({ uri: `sqlite:///${path}` });
    await expect(store.db.insertInto('organizations').values({ name: 'B', slug: 'b' }).execute()).rejects.toThrow(
      /CHECK/,
    );
  });

  it('is locked by another process', async () => {
    const path = await migrated();
    const store = await openTestStore({ uri: `sqlite:///${path}`, statementTimeoutMs: 50 });
    const other = new BetterSqlite3(path);
    other.exec('BEGIN IMMEDIATE');
    const write = () => store.db.updateTable('organizations').set({ name: 'x' }).execute();
    await expect(write()).rejects.toMatchObject({ code: 'DB_LOCKED', exitCode: 7 });
    other.exec('ROLLBACK');
    other.close();
    await write();
  });

  it('has no room left: the transaction is undone, and the store works on', async () => {
    const store = await openTestStore({ uri: `sqlite:///${await migrated()}` });
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(store.db);
    await sql.raw(`PRAGMA max_page_count = ${(rows[0]?.page_count ?? 0) + 5}`).execute(store.db);
    const big = store.transaction(async (tx) => {
      await tx.updateTable('organizations').set({ name: 'half' }).execute();
      await tx
        .updateTable('organizations')
        .set({ settings: JSON.stringify('x'.repeat(1_000_000)) })
        .execute();
    });
    await expect(big).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await store.db.selectFrom('organizations').select('name').execute()).toEqual([{ name: 'default' }]);
  });

  it('lies in a folder that cannot be made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const inside = openStore({ uri: `sqlite:///${folder}/file/x.db`, organization: 'default', create: true });
    await expect(inside).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    mkdirSync(join(folder, 'fine'));
    await openTestStore({ uri: `sqlite:///${folder}/fine/deep/x.db`, create: true, migrate: true });
  });
});
