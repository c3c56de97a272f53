import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSchemaAdmin, openStore } from '../../src/store/open.ts';
import { type SchemaAdmin, syncUserSql } from '../../src/store/schema-admin.ts';
import { DIALECTS, freshUri, later, temporaryFolder } from '../support/databases.ts';

const project = (files: Record<string, string>): string => {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return folder;
};
const write = (folder: string, name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const ONE = 'db/migrations/001_one.sql';
const TWO = 'db/migrations/002_two.sql';
const folders = ['db/migrations', 'db/seed'];
const SEED = 'db/seed/001_one.sql';

describe.each(DIALECTS)('the migration runner on %s', (dialect) => {
  const open = async (uri: string, onNotice?: (message: string) => void): Promise<SchemaAdmin> => {
    const admin = await openSchemaAdmin({ uri, create: true, ...(onNotice ? { onNotice } : {}) });
    later(() => admin.close());
    return admin;
  };
  const fresh = async (): Promise<SchemaAdmin> => open(await freshUri(dialect));

  it('applies files in order, seeds last, and a second run does nothing', async () => {
    const admin = await fresh();
    const projectDir = project({
      [TWO]: 'ALTER TABLE one ADD COLUMN b integer;',
      [ONE]: 'CREATE TABLE one (a integer);',
      [SEED]: 'INSERT INTO one VALUES (1, 2);',
    });
    expect(await syncUserSql(admin, { projectDir, folders })).toMatchObject({
      applied: [ONE, TWO, SEED],
      known: 0,
      missing: [],
    });
    expect(await syncUserSql(admin, { projectDir, folders })).toMatchObject({ applied: [], known: 3, missing: [] });
  });

  it('runs only the variant of its dialect', async () => {
    const admin = await fresh();
    const projectDir = project({
      'db/migrations/1.sql': 'this is no SQL',
      'db/migrations/1.sqlite.sql': 'SELECT 1;',
      'db/migrations/1.postgresql.sql': 'SELECT 1;',
    });
    expect((await syncUserSql(admin, { projectDir, folders })).applied).toEqual([`db/migrations/1.${dialect}.sql`]);
  });

  it('refuses an applied file that changed, with both checksums', async () => {
    const admin = await fresh();
    const projectDir = project({ [ONE]: 'CREATE TABLE one (a integer);' });
    await syncUserSql(admin, { projectDir, folders });
    write(projectDir, ONE, 'CREATE TABLE one (a text);');
    await expect(syncUserSql(admin, { projectDir, folders })).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringMatching(/001_one\.sql .*[0-9a-f]{64}.*[0-9a-f]{64}/),
      where: { file: join(projectDir, ONE) },
    });
  });

  it('takes a changed file that names the checksum of its former text', async () => {
    const admin = await fresh();
    const projectDir = project({ [ONE]: 'CREATE TABLE one (a integer);' });
    await syncUserSql(admin, { projectDir, folders });
    const [before] = await admin.users.applied();
    write(projectDir, ONE, `-- formerly: ${before?.checksum}\n-- The table of ones.\nCREATE TABLE one (a integer);`);
    expect(await syncUserSql(admin, { projectDir, folders })).toMatchObject({ applied: [], known: 1 });
  });

  it('takes another kind of line end for the same text', async () => {
    const admin = await fresh();
    const projectDir = project({ [ONE]: 'CREATE TABLE one (\n a integer);\n' });
    await syncUserSql(admin, { projectDir, folders });
    write(projectDir, ONE, 'CREATE TABLE one (\r\n a integer);\r\n');
    expect((await syncUserSql(admin, { projectDir, folders })).applied).toEqual([]);
  });

  it('leaves the database as it was before a file that fails, and says where and why', async () => {
    const admin = await fresh();
    const projectDir = project({
      [ONE]: 'CREATE TABLE one (a integer);',
      [TWO]: '-- a comment\nCREATE TABLE two (a integer);\n\nINSERT INTO one\n  VALUES (1, 2, 3);\n',
    });
    await expect(syncUserSql(admin, { projectDir, folders })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringMatching(/002_two\.sql.*(columns|values)/i),
      where: { file: join(projectDir, TWO), line: expect.any(Number) },
    });
    await expect(syncUserSql(admin, { projectDir, folders })).rejects.toMatchObject({
      // PostgreSQL points at the value it did not expect, SQLite only at the statement.
      where: { line: dialect === 'sqlite' ? 4 : 5 },
    });
    expect((await admin.users.applied()).map(({ name }) => name)).toEqual([ONE]);
    write(projectDir, TWO, 'CREATE TABLE two (a integer);');
    expect((await syncUserSql(admin, { projectDir, folders })).applied).toEqual([TWO]);
  });

  it('refuses a file that ends its own transaction', async () => {
    const admin = await fresh();
    const projectDir = project({ [ONE]: 'CREATE TABLE one (a integer);\nCOMMIT;' });
    await expect(syncUserSql(admin, { projectDir, folders })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      where: { line: 2 },
    });
  });

  it('lets a second runner wait for the first, so that nothing is applied twice', async () => {
    const uri = await freshUri(dialect);
    const projectDir = project({ [ONE]: 'CREATE TABLE one (a integer);', [TWO]: 'INSERT INTO one VALUES (1);' });
    const runners = await Promise.all([open(uri), open(uri), open(uri)]);
    const reports = await Promise.all(runners.map((admin) => syncUserSql(admin, { projectDir, folders })));
    expect(reports.flatMap((report) => report.applied).sort()).toEqual([ONE, TWO]);
  });

  it('keeps its ledger beside the one of the product', async () => {
    const admin = await fresh();
    const projectDir = project({ [ONE]: 'CREATE TABLE one (a integer);' });
    expect((await admin.migrate()).length).toBeGreaterThan(2);
    await syncUserSql(admin, { projectDir, folders });
    expect(await admin.migrate()).toEqual([]);
    expect((await admin.users.applied()).map(({ name }) => name)).toEqual([ONE]);
  });

  it('makes the views of an older database anew', async () => {
    const uri = await freshUri(dialect);
    const admin = await open(uri);
    await admin.migrate();
    const newest = admin.ourFiles.findLast((file) => file.brings)?.name;
    const schema = dialect === 'sqlite' ? '' : 'metrics.';
    const older = project({
      'db/older/1.sql': `
        DROP VIEW ${schema}v_bugs;
        CREATE VIEW ${schema}v_bugs AS SELECT 1 AS old_column;
        DELETE FROM ${schema}schema_migrations WHERE name = '${newest}';`,
    });
    await syncUserSql(admin, { projectDir: older, folders: ['db/older'] });
    expect(await admin.migrate()).toEqual([newest]);
    const store = await openStore({ uri, organization: 'default', create: true });
    later(() => store.close());
    expect(
      await store.db
        .selectFrom('v_bugs' as never)
        .selectAll()
        .execute(),
    ).toEqual([]);
    await expect(
      store.db
        .selectFrom('v_bugs' as never)
        .select('old_column' as never)
        .execute(),
    ).rejects.toThrow();
  });

  it('lets two processes make the schema at the same moment', async () => {
    const uri = await freshUri(dialect);
    const admins = await Promise.all([open(uri), open(uri)]);
    const applied = await Promise.all(admins.map((admin) => admin.migrate()));
    expect(new Set(applied.flat()).size).toBe(admins[0]?.ourFiles.length);
  });
});
