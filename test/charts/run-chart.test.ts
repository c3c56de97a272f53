import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../src/charts/picture.ts';
import { type ChartResult, runChart } from '../../src/charts/run-chart.ts';
import type { ChartFilters } from '../../src/charts/chart-filters.ts';
import type { Bundle, ChartAsset, DatasetAsset } from '../../src/model/assets.ts';
import type { Dialect } from '../../src/model/sql-runner.ts';
import { loadSample } from '../../src/sample/load.ts';
import type { Store } from '../../src/store/store.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { DIALECTS, freshStore, freshUri } from '../support/databases.ts';
import { fc } from '../support/property.ts';

const now = new Date('2026-11-20T12:00:00Z');
const projectDir = resolve(import.meta.dirname, '../../starter');
const stores = {} as Record<Dialect, Store>;
const bundles = {} as Record<Dialect, Bundle>;

beforeAll(async () => {
  for (const dialect of DIALECTS) {
    const uri = await freshUri(dialect);
    stores[dialect] = await freshStore(dialect, { uri });
    await loadSample(stores[dialect], { seed: 11, now, days: 14, hashKey: 'k' });
    bundles[dialect] = compileProject({ projectDir, environment: 'local', env: { METRICS_DB_URI: uri } }).bundle;
  }
}, 180_000);

const datasetOn = (dialect: Dialect, name: string): DatasetAsset => {
  const dataset = bundles[dialect].datasets.find((each) => each.table_name === name);
  if (dataset === undefined) throw new Error(`the starter has no dataset ${name}`);
  return dataset;
};

const chart = (viz_type: string, params: Record<string, unknown>): ChartAsset => ({
  uuid: 'c',
  slice_name: 'Generated',
  viz_type,
  dataset_uuid: 'd',
  params,
});

const run = (dialect: Dialect, asset: ChartAsset, name = 'v_bugs', filters: ChartFilters = {}): Promise<ChartResult> =>
  runChart({ chart: asset, dataset: datasetOn(dialect, name), runner: stores[dialect].runner(), filters, now });

/** Sums of floating numbers differ in the last digit with the order in which they are added. */
const rounded = (cell: Cell | undefined): Cell =>
  typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(9)) : (cell ?? null);
const rowsOf = ({ table }: ChartResult): Cell[][] =>
  table.rows.map((row) => table.columns.map(({ name }) => rounded(row[name])));

const grain = fc.constantFrom(
  'PT1H',
  'PT6H',
  'P1D',
  '1969-12-29T00:00:00Z/P1W',
  'P1W/1970-01-03T00:00:00Z',
  'P1M',
  'P3M',
  'P1Y',
  'PT15M',
);
const range = fc.constantFrom(
  'No filter',
  'Last week',
  'Last month',
  'Current month',
  'previous calendar week',
  '2026-11-01 : 2026-11-15',
  "DATEADD(DATETIME('today'), -10, day) : today",
  '12 hours ago : now',
);
const series = fc.constantFrom<string[]>([], ['environment'], ['pattern'], ['environment', 'pattern']);
const metric = fc.constantFrom<unknown>(
  'bugs',
  { expressionType: 'SIMPLE', aggregate: 'COUNT_DISTINCT', column: { column_name: 'pattern' }, label: 'patterns' },
  {
    expressionType: 'SQL',
    sqlExpression: "100.0 * SUM(CASE WHEN environment = 'production' THEN 1 ELSE 0 END) / COUNT(*)",
    label: 'production %',
  },
);
const filter = fc.constantFrom<unknown[]>(
  [],
  [
    {
      clause: 'WHERE',
      expressionType: 'SIMPLE',
      subject: 'environment',
      operator: 'IN',
      comparator: ['production', 'staging'],
    },
  ],
  [{ clause: 'WHERE', expressionType: 'SIMPLE', subject: 'environment', operator: '!=', comparator: 'local' }],
  [{ clause: 'WHERE', expressionType: 'SQL', sqlExpression: "pattern <> 'nothing' -- a remark" }],
  [{ clause: 'HAVING', expressionType: 'SQL', sqlExpression: 'COUNT(*) > 1' }],
);
const analytics = fc.constantFrom<Record<string, unknown>>(
  {},
  { rolling_type: 'mean', rolling_periods: 3, min_periods: 0 },
  { rolling_type: 'cumsum' },
  { contributionMode: 'row' },
  { contributionMode: 'column' },
  { resample_rule: '1D', resample_method: 'asfreq' },
);

const generated = fc
  .record({
    type: fc.constantFrom(
      'echarts_timeseries_line',
      'echarts_timeseries_bar',
      'echarts_area',
      'big_number',
      'pie',
      'table',
      'heatmap_v2',
      'treemap_v2',
      'pivot_table_v2',
      'box_plot',
    ),
    grain,
    range,
    series,
    metrics: fc.uniqueArray(metric, { minLength: 1, maxLength: 2, selector: (each) => JSON.stringify(each) }),
    filter,
    limit: fc.constantFrom(0, 2),
    others: fc.boolean(),
    rowLimit: fc.constantFrom(5, 100, 10_000),
    analytics,
  })
  .map((given): ChartAsset => {
    const groups = given.type === 'heatmap_v2' ? ['environment'] : given.series;
    return chart(given.type, {
      x_axis: 'occurred_at',
      time_grain_sqla: given.grain,
      groupby: groups,
      columns: ['occurred_at'],
      temporal_columns_lookup: { occurred_at: true },
      groupbyRows: groups,
      groupbyColumns: ['repository'],
      metric: given.metrics[0],
      metrics: given.metrics,
      query_mode: 'aggregate',
      adhoc_filters: [
        {
          clause: 'WHERE',
          expressionType: 'SIMPLE',
          subject: 'occurred_at',
          operator: 'TEMPORAL_RANGE',
          comparator: given.range,
        },
        ...given.filter,
      ],
      limit: given.limit,
      group_others_when_limit_reached: given.others,
      row_limit: given.rowLimit,
      show_empty_columns: true,
      truncate_metric: true,
      ...given.analytics,
    });
  });

describe('any chart over the same events', () => {
  it('has the same rows and the same picture from SQLite and PostgreSQL', async () => {
    await fc.assert(
      fc.asyncProperty(generated, async (asset) => {
        const [lite, post] = [await run('sqlite', asset), await run('postgresql', asset)];
        expect(rowsOf(post)).toEqual(rowsOf(lite));
        expect(post.table.columns).toEqual(lite.table.columns);
        expect(post.picture.type).toBe(lite.picture.type);
      }),
      { numRuns: 100 },
    );
  });

  it('compares with another time alike', async () => {
    const asset = chart('echarts_timeseries_line', {
      x_axis: 'occurred_at',
      time_grain_sqla: 'P1D',
      metrics: ['bugs'],
      groupby: ['environment'],
      time_compare: ['1 week ago'],
      comparison_type: 'values',
      adhoc_filters: [
        {
          clause: 'WHERE',
          expressionType: 'SIMPLE',
          subject: 'occurred_at',
          operator: 'TEMPORAL_RANGE',
          comparator: 'Last week',
        },
      ],
    });
    const [lite, post] = [await run('sqlite', asset), await run('postgresql', asset)];
    expect(rowsOf(post)).toEqual(rowsOf(lite));
    expect(lite.table.columns.map(({ name }) => name)).toContain('1 week ago, production');
    expect(lite.queries).toHaveLength(2);
  });
});
