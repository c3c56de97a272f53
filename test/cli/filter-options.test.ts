import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Output } from '../../src/cli/output.ts';
import { startBundleViewer } from '../../src/cli/preview/bundle-viewer.ts';
import type { DashboardDetail, FilterOptions } from '../../src/server/contract.ts';
import { temporaryFolder } from '../support/databases.ts';

const dir = temporaryFolder();
const filter = (id: string, column: string | undefined, more: object = {}) => ({
  id,
  name: id,
  filterType: 'filter_select',
  targets: [{ datasetUuid: 'sales', ...(column ? { column: { name: column } } : {}) }],
  scope: { rootPath: ['ROOT_ID'], excluded: [] },
  ...more,
});
/** As Superset's editor writes a filter that begins at its first value. */
const FIRST = { requiredFirst: true, controlValues: { defaultToFirstItem: true, enableEmptyFilter: true } };
const FILES = {
  'metadata.yaml': { version: '1.0.0' },
  'datasets/sales.yaml': {
    uuid: 'sales',
    table_name: 'sales',
    database_uuid: 'shop',
    columns: [
      { column_name: 'country' },
      { column_name: 'city' },
      { column_name: 'amount', type: 'REAL' },
      { column_name: 'at', is_dttm: true, type: 'TIMESTAMP' },
      { column_name: 'paid_at', is_dttm: true, type: 'TIMESTAMP' },
    ],
    metrics: [{ metric_name: 'most', expression: 'MAX(amount)' }],
  },
  'charts/pie.yaml': { uuid: 'pie', slice_name: 'pie', viz_type: 'pie', dataset_uuid: 'sales', params: {} },
  'charts/list.yaml': {
    uuid: 'list',
    slice_name: 'list',
    viz_type: 'table',
    dataset_uuid: 'sales',
    params: { query_mode: 'raw', all_columns: ['country', 'city'] },
  },
  'dashboards/first.yaml': {
    uuid: 'first',
    dashboard_title: 'First',
    slug: 'first',
    position: {
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['list'] },
      list: { id: 'list', type: 'CHART', children: [], meta: { uuid: 'list', chartId: 1 } },
    },
    metadata: {
      native_filter_configuration: [
        filter('city', 'city', { cascadeParentIds: ['country'], ...FIRST }),
        filter('country', 'country', FIRST),
        filter('largest', 'city', {
          ...FIRST,
          sortMetric: 'most',
          controlValues: { ...FIRST.controlValues, sortAscending: false },
          scope: { rootPath: [], excluded: [] },
        }),
        filter('late', 'city', { controlValues: FIRST.controlValues }),
      ],
    },
  },
  'dashboards/board.yaml': {
    uuid: 'board',
    dashboard_title: 'Board',
    slug: 'board',
    position: { ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: [] } },
    metadata: {
      native_filter_configuration: [
        filter('country', 'country', { defaultDataMask: { filterState: { value: ['France'] } } }),
        filter('city', 'city', { cascadeParentIds: ['country'], controlValues: { sortAscending: false } }),
        filter('amount', 'amount', { filterType: 'filter_range', cascadeParentIds: ['country'] }),
        filter('dearest', 'city', { controlValues: { sortMetric: 'most', sortAscending: false } }),
        filter('recent', 'city', { time_range: '2026-01-01 : 2027-01-01', granularity_sqla: 'at' }),
        filter('small', 'city', {
          adhoc_filters: [
            { expressionType: 'SIMPLE', clause: 'WHERE', subject: 'amount', operator: '<', comparator: 20 },
          ],
        }),
        filter('column', undefined, { filterType: 'filter_timecolumn' }),
      ],
    },
  },
};

let viewer: Awaited<ReturnType<typeof startBundleViewer>>;
beforeAll(async () => {
  for (const [path, value] of Object.entries(FILES)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), stringify(value));
  }
  const database = new Database(join(dir, 'data.db'));
  database.exec(
    `CREATE TABLE sales (country TEXT, city TEXT, amount REAL, at TIMESTAMP, paid_at TIMESTAMP);
     INSERT INTO sales VALUES ('France', 'Lyon', 10, '2026-02-01', null), ('France', 'Paris', 30, '2025-02-01', null),
       ('Spain', 'Madrid', 50, '2026-03-01', null)`,
  );
  database.close();
  const nothing = { write: () => {} };
  const output = new Output({ stdout: nothing, stderr: nothing, env: {} });
  const io = { env: {}, cwd: dir, now: () => new Date('2026-11-20T12:00:00Z'), stdin: Readable.from([]), output };
  viewer = await startBundleViewer(
    { ...io, signal: new AbortController().signal },
    { bundle: dir, data: ['sqlite:///data.db'], port: 0 },
  );
});
afterAll(() => viewer.close());

const options = async (id: string, query = ''): Promise<Partial<FilterOptions>> =>
  (await (await fetch(`${viewer.url}/api/dashboards/board/filters/${id}${query}`)).json()) as FilterOptions;

it('what can be chosen follows the filters that a filter depends on', async () => {
  expect(await options('city')).toMatchObject({ values: ['Paris', 'Lyon'] });
  const chosen = (value: unknown): string => `?parents=${encodeURIComponent(JSON.stringify({ country: value }))}`;
  expect(await options('city', chosen(['Spain']))).toMatchObject({ values: ['Madrid'] });
  expect(await options('city', chosen(null))).toMatchObject({ values: ['Paris', 'Madrid', 'Lyon'] });
  expect(await options('amount')).toMatchObject({ low: 10, high: 30 });
  expect(await options('city', '?parents=nonsense')).toMatchObject({ error: { code: 'INPUT_INVALID' } });
});

it('what can be chosen follows the conditions, the time and the order of the filter itself', async () => {
  expect(await options('dearest')).toMatchObject({ values: ['Madrid', 'Paris', 'Lyon'] });
  expect(await options('recent')).toMatchObject({ values: ['Lyon', 'Madrid'] });
  expect(await options('small')).toMatchObject({ values: ['Lyon'] });
  expect(await options('column')).toMatchObject({ values: ['at', 'paid_at'] });
  expect(await options('column', '?q=paid')).toMatchObject({ values: ['paid_at'] });
});

it('a filter begins at its first value where it says so, after those it depends on, and narrows its charts', async () => {
  const detail = (await (await fetch(`${viewer.url}/api/dashboards/first`)).json()) as DashboardDetail;
  expect(detail.filters.map(({ id, initial }) => [id, initial])).toEqual([
    ['city', ['Lyon']],
    ['country', ['France']],
    ['largest', ['Madrid']],
    // Without the mark Superset's page does not wait for it, and asks its charts without it.
    ['late', null],
  ]);
  const rows = async (filters: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ filters }) };
    const reply = await (await fetch(`${viewer.url}/api/dashboards/first/data`, init)).text();
    return (JSON.parse(reply) as { n: number }).n;
  };
  expect([await rows({}), await rows({ city: [], country: [] })]).toEqual([1, 3]);
});
