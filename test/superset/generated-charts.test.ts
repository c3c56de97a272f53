import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { type ChartFilters, withFilters } from '../../src/charts/chart-filters.ts';
import { buildQueries } from '../../src/charts/query/build-queries.ts';
import type { Bundle, ChartAsset } from '../../src/model/assets.ts';
import { openForeign } from '../../src/store/open.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { supersetTarget } from '../../src/superset/superset-target.ts';
import { smallBundle, uuidOf } from './support/bundle.ts';
import { compareRows } from './support/compare-rows.ts';
import { connected } from './support/connect.ts';
import { generatedCharts, ordersDataset, ordersTable } from './support/generated-charts.ts';

/** Another seed makes other charts: FEEDBACK_LOOP_SEED=12 npm run test:superset -- test/superset/generated-charts.test.ts */
const SEED = Number(process.env.FEEDBACK_LOOP_SEED ?? 1);
const CHARTS = Number(process.env.FEEDBACK_LOOP_CHARTS ?? 60);

const dir = mkdtempSync(join(tmpdir(), 'generated-charts-'));
const file = join(dir, 'orders.db');
const database = new Database(file);
database.exec(ordersTable());
database.close();

const client = await connected();
const data = await openForeign(`sqlite:///${file}`, '.');
afterAll(async () => {
  await client.close();
  await data.close();
  rmSync(dir, { recursive: true, force: true });
});

const [connection] = smallBundle(`generated ${SEED}`, file).databases;
const dataset = ordersDataset(uuidOf(`generated ${SEED}`, 'orders'), connection?.uuid ?? '');
const charts = generatedCharts(CHARTS, SEED, dataset.uuid);
const bundle: Bundle = { databases: connection ? [connection] : [], datasets: [dataset], charts, dashboards: [] };
await supersetTarget(client).importAssets(bundle);
const datasetId = (await listObjects(client, ['dataset'])).get(dataset.uuid)?.id ?? 0;

async function expectSameRows(chart: ChartAsset): Promise<void> {
  const sides = { client, datasetId, dataset, runner: data.runner, form: chart.params };
  for (const compared of await compareRows(buildQueries(chart), sides)) {
    expect(compared.error).toBeNull();
    expect(compared.columns.ours).toEqual(compared.columns.theirs);
    expect(compared.rows.ours).toEqual(compared.rows.theirs);
    expect(compared.counts.ours).toBe(compared.counts.theirs);
  }
}

/** What a dashboard page adds to a chart: each kind of native filter, clicks on other charts, and some together. */
const FILTERS: readonly [string, ChartFilters][] = [
  ['values', { extraFormData: [{ filters: [{ col: 'product', op: 'IN', val: ['apple', "farmer's"] }] }] }],
  ['values left out', { extraFormData: [{ filters: [{ col: 'product', op: 'NOT IN', val: ['pear'] }] }] }],
  [
    'a range',
    {
      extraFormData: [
        {
          filters: [
            { col: 'qty', op: '>=', val: 4 },
            { col: 'qty', op: '<=', val: 30 },
          ],
        },
      ],
    },
  ],
  ['a time range', { timeRange: '2025-03-01 : 2025-09-01' }],
  ['a grain', { timeGrain: 'P3M' }],
  ['a time column', { timeColumn: 'shipped' }],
  ['a click', { crossFilters: [{ col: 'channel', op: 'IN', val: ['web'] }] }],
  ['a click on nothing', { crossFilters: [{ col: 'team', op: 'IS NULL' }] }],
  [
    'all at once',
    {
      timeRange: '2025-02-01 : 2026-02-01',
      timeGrain: 'P1M',
      extraFormData: [{ filters: [{ col: 'team', op: 'IN', val: ['north', 'south'] }] }],
      crossFilters: [{ col: 'channel', op: 'IN', val: ['shop'] }],
    },
  ],
];

describe(`generated charts (seed ${SEED})`, () => {
  it.each(charts.map((chart) => [chart.slice_name, chart] as const))('%s has the rows of Superset', (_, chart) =>
    expectSameRows(chart),
  );
});

describe(`the filters of a dashboard, on generated charts (seed ${SEED})`, () => {
  // One chart of each type; the filters take turns, so that each meets many types.
  const each = charts.slice(0, 30);
  const pairs = each.flatMap((chart, at) =>
    [at, at + 4].map((turn) => [chart, FILTERS[turn % FILTERS.length]] as const),
  );
  it.each(
    pairs.flatMap(([chart, pair]) => (pair ? [[`${chart.slice_name} under ${pair[0]}`, chart, pair[1]] as const] : [])),
  )('%s has the rows of Superset', (_, chart, filters) => expectSameRows(withFilters(chart, dataset, filters)));
});
