import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLTYPE } from '../../src/model/sql-runner.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, migratedUri, openTestStore } from '../support/databases.ts';

describe.each(DIALECTS)('the runner of foreign SQL on %s', (dialect) => {
  let store: Store;
  let owner: Store;
  beforeAll(async () => {
    const uri = await migratedUri(dialect);
    store = await openTestStore({ uri, create: true, migrate: true });
    owner = await openTestStore({ uri, access: 'owner' });
  });

  it('answers columns with types and rows as arrays', async () => {
    const { columns, rows } = await store
      .runner()
      .run("SELECT 1 AS a, 'x' AS b, NULL AS c, 9007199254740993 AS d, 1.5 AS e");
    expect(columns.map((column) => column.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(columns.map((column) => column.coltype)).toEqual([
      COLTYPE.numeric,
      COLTYPE.string,
      COLTYPE.string,
      COLTYPE.numeric,
      COLTYPE.numeric,
    ]);
    expect(rows).toEqual([[1, 'x', null, 9007199254740993n, 1.5]]);
  });

  it('gives instants as Superset does', async () => {
    await store.db
      .insertInto('ingest_runs')
      .values({
        organization_id: store.organizationId,
        source: 's',
        input: 'i',
        status: 'done',
        started_at: '2026-03-01 10:00:00.500000',
        report: '{"a": 1}',
      })
      .execute();
    const { columns, rows } = await store.runner().run('SELECT started_at, report FROM ingest_runs');
    expect(columns[0]?.coltype).toBe(COLTYPE.temporal);
    const text = dialect === 'sqlite' ? '2026-03-01 10:00:00.500000' : Date.UTC(2026, 2, 1, 10, 0, 0, 500);
    expect(rows).toEqual([[text, '{"a": 1}']]);
  });

  it.each([
    'DELETE FROM metrics_bugs',
    'SELECT 1; SELECT 2',
    'WITH gone AS (DELETE FROM metrics_bugs RETURNING 1) SELECT 1',
    'PRAGMA table_info(users)',
    "ATTACH 'x.db' AS x",
    'COMMIT',
    'CREATE TABLE t (a integer)',
    '',
    ...(dialect === 'sqlite'
      ? ['SELECT * FROM pragma_database_list', "SELECT load_extension('x')", 'SELECT * FROM "pragma_database_list"']
      : [
          "SELECT set_config('app.current_org_id', '2', false)",
          `SELECT "set_config"('role', 'none', false)`,
          `SELECT U&"set\\005fconfig"('role', 'none', false)`,
          "SELECT query_to_xml('SELECT 1', true, true, '')",
          "SELECT * FROM ts_stat('SELECT set_config(''role'', ''none'', false)::tsvector')",
          'SELECT pg_sleep(1)',
          'SELECT 1 INTO t',
        ]),
  ])('refuses %s', async (text) => {
    await expect(store.runner().run(text)).rejects.toMatchObject({
      code: expect.stringMatching(/^(SQL_REFUSED|DB_QUERY_FAILED|DB_REFUSED)$/),
    });
  });

  it('says what the database said', async () => {
    await expect(store.runner().run('SELECT nothing_such FROM metrics_bugs')).rejects.toThrow(/nothing_such/);
    expect((await store.runner().run('SELECT 1')).rows).toEqual([[1]]);
  });

  const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';

  it('stops a statement that takes too long, and works on', async () => {
    const runner = store.runner();
    await expect(runner.run(ENDLESS, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'DB_TIMEOUT' });
    expect((await runner.run('SELECT 2')).rows).toEqual([[2]]);
  });

  it('stops when the caller no longer wants the answer', async () => {
    const controller = new AbortController();
    const running = store.runner().run(ENDLESS, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('gone')), 200);
    await expect(running).rejects.toThrow('gone');
    expect((await store.runner().run('SELECT 3')).rows).toEqual([[3]]);
  });

  it('does not take in an answer without end', async () => {
    const many = ENDLESS.replace('SELECT count(*) FROM n', 'SELECT i FROM n');
    await expect(store.runner().run(many)).rejects.toThrow(/more than 250000 rows/);
  });

  it('does not take in an answer without end in its width, nor one value that is too large', async () => {
    const wide = (text: string): string =>
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT ${text} FROM n`;
    const runner = store.runner();
    const texts = dialect === 'sqlite' ? "printf('%100000d', i)" : "repeat('x', 100000)";
    await expect(runner.run(wide(texts))).rejects.toThrow(/larger than 64 MiB/);
    const one = dialect === 'sqlite' ? "printf('%200000000d', 1)" : "repeat('x', 200000000)";
    await expect(runner.run(`SELECT ${one}`)).rejects.toThrow(/larger than 64 MiB/);
    expect((await runner.run('SELECT 4')).rows).toEqual([[4]]);
  });

  it('goes on when the process of a statement ends under it', async () => {
    const runner = store.runner();
    if (dialect === 'sqlite') {
      const bomb =
        "WITH RECURSIVE n(i, t) AS (SELECT 1, '' UNION SELECT i + 1, hex(zeroblob(100000000)) FROM n) SELECT count(*) FROM n";
      await expect(runner.run(bomb)).rejects.toThrow(/took more than 1\.5 GiB of memory/);
    } else {
      const running = expect(runner.run(`${ENDLESS} WHERE 'mark of it' <> ''`)).rejects.toMatchObject({
        code: expect.stringMatching(/^DB_/),
      });
      const ended = async (): Promise<boolean> => {
        const { rows } = await sql<{ done: boolean }>`SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
          WHERE query LIKE '%mark of it%' AND pid <> pg_backend_pid()`.execute(owner.db);
        return rows.length > 0;
      };
      while (!(await ended()));
      await running;
    }
    expect((await runner.run('SELECT 5')).rows).toEqual([[5]]);
  });

  it('answers others while some statements take their time, and lets nobody wait for ever', async () => {
    const gone = new AbortController();
    let ended = 0;
    const slow = (count: number): Promise<void>[] =>
      Array.from({ length: count }, () =>
        store
          .runner()
          .run(ENDLESS, { signal: gone.signal })
          .then(
            () => {},
            () => void (ended += 1),
          ),
      );
    const four = slow(4);
    expect((await store.runner().run('SELECT 6')).rows).toEqual([[6]]);
    expect(ended).toBe(0);
    const all = [...four, ...slow(6)];
    // As many as there are connections or processes: who comes now waits.
    if (dialect === 'sqlite') {
      await expect(store.runner().run('SELECT 7', { timeoutMs: 200 })).rejects.toMatchObject({ code: 'DB_TIMEOUT' });
    }
    gone.abort();
    await Promise.all(all);
    expect((await store.runner().run('SELECT 8')).rows).toEqual([[8]]);
  });

  it('runs many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => store.runner().run(`SELECT ${i}`)));
    expect(answers.map(({ rows }) => rows[0]?.[0])).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });
});
