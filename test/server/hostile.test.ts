import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { runChart } from '../../src/charts/run-chart.ts';
import { ingestRecords } from '../../src/ingest/ingest.ts';
import type { Bundle, ChartAsset, DatasetAsset } from '../../src/model/assets.ts';
import type { SqlRunner } from '../../src/model/sql-runner.ts';
import { TABLES } from '../../src/model/tables.ts';
import { createApp } from '../../src/server/app.ts';
import type { ChartReply } from '../../src/server/contract.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore, temporaryFolder } from '../support/databases.ts';
import { pageFolder } from '../support/page-folder.ts';

const NOW = new Date('2026-03-04T15:00:00Z');
/** The product waits half a minute for what takes long; nobody wants to here. */
const LIMIT_MS = 1_000;

/** A place outside the database that a statement may try to write to. */
const outside = join(temporaryFolder(), 'written.db');

/** SQL that a bundle's virtual dataset may bring. Whatever it is, it must not run. */
const DATASETS: readonly (readonly [what: string, text: string])[] = [
  ['deletes', 'DELETE FROM metrics_bugs'],
  ['deletes in a WITH', 'WITH gone AS (DELETE FROM metrics_bugs RETURNING *) SELECT * FROM gone'],
  ['inserts', "INSERT INTO metrics_bugs (pattern) VALUES ('x') RETURNING *"],
  ['updates', "UPDATE users SET hashed_password = 'x' RETURNING id"],
  ['drops', 'DROP TABLE metrics_bugs'],
  ['makes a table', 'CREATE TABLE mine AS SELECT 1'],
  ['selects into a table', 'SELECT * INTO mine FROM metrics_bugs'],
  ['brings a second statement', 'SELECT 1 AS pattern; DELETE FROM metrics_bugs'],
  ['hides a second statement behind a comment', 'SELECT 1 AS pattern -- \n; DELETE FROM metrics_bugs'],
  ['hides it in a comment in a comment', 'SELECT 1 AS pattern /* /* */ ; DELETE FROM metrics_bugs -- */'],
  ['closes the query around it', 'SELECT 1 AS pattern) AS x; DELETE FROM metrics_bugs; SELECT * FROM (SELECT 1'],
  ['attaches a file', `ATTACH DATABASE '${outside}' AS other`],
  ['vacuums into a file', `VACUUM INTO '${outside}'`],
  ['sets a pragma', 'PRAGMA writable_schema = 1'],
  ['reads a pragma as a table', "SELECT name AS pattern FROM pragma_table_info('users')"],
  ['reads the schema', 'SELECT sql AS pattern FROM sqlite_master'],
  ['loads code', "SELECT load_extension('/tmp/evil.so') AS pattern"],
  ['reads a file (SQLite)', "SELECT readfile('/etc/passwd') AS pattern"],
  ['reads a file (PostgreSQL)', "SELECT pg_read_file('/etc/passwd') AS pattern"],
  ['lists a folder', "SELECT pg_ls_dir('/') AS pattern"],
  ['imports a file', "SELECT lo_import('/etc/passwd') AS pattern"],
  ['copies to a program', "COPY metrics_bugs TO PROGRAM 'sh'"],
  ['copies to a file', `COPY (SELECT 1) TO '${outside}'`],
  ['calls another database', "SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(pattern text)"],
  ['takes another role', 'SET ROLE postgres'],
  ['resets its role', 'RESET ROLE'],
  ['changes the organization', "SELECT set_config('app.current_org_id', '2', false) AS pattern"],
  ['sleeps', 'SELECT pg_sleep(600) AS pattern'],
  ['sleeps, quoted', 'SELECT "pg_sleep"(600) AS pattern'],
  ['sleeps, with a schema', 'SELECT pg_catalog.pg_sleep(600) AS pattern'],
  ['sleeps, spelled in escapes', 'SELECT U&"pg\\005fsleep"(600) AS pattern'],
  ['runs code', 'DO $$ BEGIN PERFORM pg_sleep(600); END $$'],
  ['runs SQL in a string', "SELECT query_to_xml('DELETE FROM metrics_bugs', true, true, '') AS pattern"],
  ['ends other sessions', 'SELECT pg_terminate_backend(pid) AS pattern FROM pg_stat_activity'],
  ['reads secrets', 'SELECT hashed_password AS pattern FROM users'],
  ['reads the catalogue', 'SELECT rolpassword AS pattern FROM pg_authid'],
  ['reads deployments', 'SELECT content AS pattern FROM gitops.applied_objects'],
  ['locks rows', 'SELECT pattern FROM metrics_bugs FOR UPDATE'],
  ['makes endless rows', 'SELECT * FROM generate_series(1, 1000000000000) AS t(pattern)'],
];

/** SQL that fits where an expression is expected. */
const EXPRESSIONS: readonly (readonly [what: string, text: string])[] = [
  ['a subquery of secrets', '(SELECT MAX(hashed_password) FROM users)'],
  ['a second statement', 'COUNT(*) FROM metrics_bugs; DELETE FROM metrics_bugs; SELECT 1'],
  ['a closing bracket', '1) FROM metrics_bugs; DELETE FROM metrics_bugs --'],
  ['a union', '1 UNION SELECT api_key FROM users'],
  ['a call that waits', 'MAX(pg_sleep(600))'],
  ['a call that reads a file', "MAX(pg_read_file('/etc/passwd'))"],
  ['a call that loads code', "MAX(load_extension('x'))"],
  ['Jinja that climbs out', "'{{ cycler.__init__.__globals__.os.popen(1).read() }}'"],
];

/** Allowed to begin, but without an end worth waiting for. */
const SLOW = `SELECT COUNT(*) AS pattern FROM ${Array.from({ length: 9 }, (_, at) => `metrics_bugs b${at}`).join(' CROSS JOIN ')}`;
const ENDLESS =
  'WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted) SELECT COUNT(n) AS pattern FROM counted';

const dataset = (uuid: string, text: string | null, columns: DatasetAsset['columns'] = []): DatasetAsset => ({
  uuid,
  table_name: text === null ? 'metrics_bugs' : `virtual ${uuid}`,
  database_uuid: 'database',
  ...(text === null ? {} : { sql: text }),
  columns: [{ column_name: 'pattern' }, ...columns],
  metrics: [],
});

const table = (uuid: string, params: Record<string, unknown>, of = uuid): ChartAsset => ({
  uuid,
  slice_name: uuid,
  viz_type: 'table',
  dataset_uuid: of,
  params: { query_mode: 'aggregate', groupby: ['pattern'], metrics: [], row_limit: 10, ...params },
});

const asSql = (text: string) => ({ expressionType: 'SQL', sqlExpression: text, label: 'x', clause: 'WHERE' });

function hostileBundle(): Bundle {
  const virtual = [...DATASETS, ['slow', SLOW] as const, ['endless', ENDLESS] as const];
  const calculated = EXPRESSIONS.map(([what, text]) =>
    dataset(`calculated ${what}`, null, [{ column_name: 'made', expression: text }]),
  );
  const charts = [
    ...virtual.map(([what]) => table(what, {})),
    ...EXPRESSIONS.flatMap(([what, text]) => [
      table(`metric ${what}`, { groupby: [], metrics: [asSql(text)] }, 'plain'),
      table(`filter ${what}`, { adhoc_filters: [asSql(`${text} = 1`)] }, 'plain'),
      table(`having ${what}`, { adhoc_filters: [{ ...asSql(`${text} = 1`), clause: 'HAVING' }] }, 'plain'),
      table(`grouped by ${what}`, { groupby: [asSql(text)] }, 'plain'),
      table(`calculated ${what}`, { groupby: ['made'] }),
    ]),
    table('honest', { metrics: [asSql('COUNT(*)')] }, 'plain'),
  ];
  const ids = charts.map((_, at) => `CHART-${at}`);
  return {
    databases: [],
    datasets: [...virtual.map(([what, text]) => dataset(what, text)), ...calculated, dataset('plain', null)],
    charts,
    dashboards: [
      {
        uuid: 'dashboard',
        dashboard_title: 'Hostile',
        slug: 'hostile',
        position: {
          DASHBOARD_VERSION_KEY: 'v2',
          ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
          GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW'] },
          ROW: { id: 'ROW', type: 'ROW', children: ids, meta: {} },
          ...Object.fromEntries(
            charts.map(({ uuid }, at) => [
              ids[at],
              { id: `CHART-${at}`, type: 'CHART', children: [], meta: { uuid, chartId: at, width: 4, height: 20 } },
            ]),
          ),
        },
        metadata: {},
      },
    ],
  };
}

describe.each(DIALECTS)('a bundle that means harm, on %s', (dialect) => {
  let store: Store;
  let app: Awaited<ReturnType<typeof createApp>>;
  beforeAll(async () => {
    store = await freshStore(dialect);
    const bugs = Array.from({ length: 60 }, (_, at) => ({
      kind: 'bug',
      pattern: `p${at % 5}`,
      error: `error ${at}`,
      timestamp: '2026-03-01T10:00:00Z',
    }));
    await ingestRecords(store, bugs, { source: 'test', hashKey: 'key', now: () => NOW });
    const own = store.runner();
    const runner: SqlRunner = {
      dialect,
      run: (text, options) =>
        own.run(text, /CROSS JOIN|RECURSIVE/.test(text) ? { ...options, timeoutMs: LIMIT_MS } : options),
    };
    const bundle = hostileBundle();
    app = await createApp({
      store,
      organization: 'default',
      version: '0.0.0',
      bundle: async () => bundle,
      draw: ({ chart, dataset: of, filters }) => runChart({ chart, dataset: of, runner, filters, now: NOW }),
      webDir: pageFolder(temporaryFolder()),
      hashKey: 'key',
      timezone: 'UTC',
      now: () => NOW,
      host: '127.0.0.1',
    });
    return () => app.close();
  });

  const ask = async (charts: string[]): Promise<Map<string, ChartReply>> => {
    const { body } = await app.inject({
      method: 'POST',
      url: '/api/dashboards/hostile/data',
      headers: { host: '127.0.0.1:4800' },
      payload: { charts },
    });
    const replies = body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ChartReply);
    return new Map(replies.map((reply) => [reply.uuid, reply]));
  };

  /** How many rows every table has, and which tables there are. */
  async function everything(): Promise<Record<string, number>> {
    const counted: Record<string, number> = {};
    for (const { name } of TABLES) {
      const { rows } = await sql<{ n: number }>`SELECT COUNT(*) AS n FROM ${sql.table(name)}`.execute(store.db);
      counted[name] = Number(rows[0]?.n);
    }
    const names =
      dialect === 'sqlite'
        ? sql<{ n: number }>`SELECT COUNT(*) AS n FROM sqlite_master`
        : sql<{ n: number }>`SELECT COUNT(*) AS n FROM pg_class WHERE relkind IN ('r', 'v', 'p')`;
    return { ...counted, relations: Number((await names.execute(store.db)).rows[0]?.n) };
  }

  it('runs none of it, writes nothing, and says of each why', async () => {
    const before = await everything();
    expect(before.metrics_bugs).toBe(60);
    const names = [
      ...DATASETS.map(([what]) => what),
      ...EXPRESSIONS.flatMap(([what]) =>
        ['metric', 'filter', 'having', 'grouped by', 'calculated'].map((where) => `${where} ${what}`),
      ),
    ];
    const replies = await ask([...names, 'honest']);
    const answered = names.filter((name) => replies.get(name)?.ok !== false);
    expect(answered).toEqual([]);
    const otherwise = names.flatMap((name) => {
      const reply = replies.get(name);
      return reply?.ok === false && !['SQL_REFUSED', 'CHART_UNSUPPORTED'].includes(reply.error.code)
        ? [`${name}: ${reply.error.code}`]
        : [];
    });
    expect(otherwise).toEqual([]);
    expect(replies.get('honest')).toMatchObject({ ok: true, n: 5 });
    expect(await everything()).toEqual(before);
    expect(existsSync(outside)).toBe(false);
  });

  it('is stopped by the connection, too, should the reading of it ever fail', async () => {
    const before = await everything();
    const runner = store.runner();
    for (const [what, text] of DATASETS) {
      const outcome = await runner.run(text, text.includes('generate_series') ? { timeoutMs: LIMIT_MS } : {}).then(
        () => 'ran',
        () => 'refused',
      );
      // What only reads what a viewer may read does no harm on this side of the guard.
      const harmless = dialect === 'sqlite' && ['reads the schema', 'reads secrets'].includes(what);
      expect([what, outcome]).toEqual([what, harmless ? 'ran' : 'refused']);
    }
    expect(await everything()).toEqual(before);
    expect(existsSync(outside)).toBe(false);
  });

  it.each(['slow', 'endless'])('is cut off when it is %s, and the server answers others meanwhile', async (what) => {
    const cut = ask([what]);
    const meta = await app.inject({ url: '/api/meta', headers: { host: '127.0.0.1:4800' } });
    expect(meta.statusCode).toBe(200);
    const [reply] = (await cut).values();
    expect(reply).toMatchObject({ ok: false, error: { hint: expect.any(String) as string } });
    const code = reply?.ok === false ? reply.error.code : '';
    expect(['DB_TIMEOUT', 'SQL_REFUSED']).toContain(code);
    if (what === 'slow') expect(code).toBe('DB_TIMEOUT');
    expect((await ask(['honest'])).get('honest')).toMatchObject({ ok: true });
  });
});
