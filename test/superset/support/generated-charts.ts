import { DRAWN_TYPES } from '../../../src/charts/picture-of/build-picture.ts';
import type { ChartAsset, DatasetAsset } from '../../../src/model/assets.ts';
import { uuidOf } from './bundle.ts';
import { fc } from '../../support/property.ts';

/** Charts of every type that is drawn, with controls that a seed varies, over one table of orders. */

const TEAMS = ['north', 'south', 'east', null];
const PRODUCTS = ['apple', 'pear', "farmer's", 'quince', 'ünïcode'];

const quoted = (value: string | number | null): string =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

/** 400 orders of two years; the same at every call. */
export function ordersTable(): string {
  const rows = Array.from({ length: 400 }, (_, at) => {
    const day = Date.UTC(2025, 0, 3) + at * 37 * 3_600_000 + (at % 7) * 600_000;
    const text = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
    const product = PRODUCTS[(at * 7) % PRODUCTS.length] ?? null;
    const values = [
      text(day),
      text(day + ((at % 11) + 1) * 86_400_000),
      TEAMS[(at * 5) % 4] ?? null,
      product,
      at % 3 === 0 ? 'web' : 'shop',
      at % 13 === 0 ? null : (at * 17) % 40,
      ((at * 31) % 200) / 8,
      at % 6 === 0 ? null : `task ${at % 9}`,
      `task ${(at * 4) % 9}`,
    ];
    return `(${values.map(quoted).join(', ')})`;
  });
  return `CREATE TABLE orders (at DATETIME, shipped DATETIME, team TEXT, product TEXT, channel TEXT, qty INTEGER, price REAL,
    parent TEXT, task TEXT); INSERT INTO orders VALUES ${rows.join(', ')};`;
}

export const ordersDataset = (uuid: string, database: string): DatasetAsset => ({
  uuid,
  table_name: 'orders',
  schema: 'main',
  database_uuid: database,
  main_dttm_col: 'at',
  version: '1.0.0',
  columns: [
    { column_name: 'at', type: 'DATETIME', is_dttm: true },
    { column_name: 'shipped', type: 'DATETIME', is_dttm: true },
    ...['team', 'product', 'channel', 'parent', 'task'].map((column_name) => ({ column_name, type: 'TEXT' })),
    { column_name: 'qty', type: 'INTEGER' },
    { column_name: 'price', type: 'REAL' },
    { column_name: 'value', type: 'REAL', expression: 'qty * price' },
  ].map((each) => ({ is_active: true, groupby: true, filterable: true, is_dttm: false, ...each })),
  metrics: [
    { metric_name: 'count', expression: 'COUNT(*)', metric_type: 'count', verbose_name: 'Orders' },
    { metric_name: 'revenue', expression: 'SUM(qty * price)', metric_type: null, verbose_name: null, d3format: ',.1f' },
  ],
});

const simple = (aggregate: string, name: string) => ({
  expressionType: 'SIMPLE',
  aggregate,
  column: { column_name: name },
  label: `${aggregate}(${name})`,
});
const metric = fc.constantFrom<unknown>(
  'count',
  'revenue',
  simple('AVG', 'price'),
  simple('COUNT_DISTINCT', 'product'),
  simple('MAX', 'qty'),
  { expressionType: 'SQL', sqlExpression: 'SUM(qty) / 2', label: 'half' },
);
const metrics = fc.uniqueArray(metric, { minLength: 1, maxLength: 2, selector: (each) => JSON.stringify(each) });
const dimension = fc.constantFrom('team', 'product', 'channel');
const groupby = fc.uniqueArray(dimension, { maxLength: 2 });
const one = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const range = one(
  '2025-02-01 : 2026-02-01',
  '2025-06-01 : 2025-12-01',
  'DATEADD(DATETIME("2026-01-01"), -6, month) : 2026-03-01',
);

const where = (subject: string, operator: string, comparator: unknown) => ({
  clause: 'WHERE',
  expressionType: 'SIMPLE',
  subject,
  operator,
  comparator,
});
const condition = one<unknown>(
  where('channel', '==', 'web'),
  where('product', 'IN', ['apple', "farmer's"]),
  where('product', 'NOT IN', ['pear']),
  where('qty', '>=', 5),
  where('team', 'IS NOT NULL', null),
  where('product', 'ILIKE', '%N%'),
  { clause: 'WHERE', expressionType: 'SQL', sqlExpression: "qty > 3 OR channel = 'web'" },
  { clause: 'HAVING', expressionType: 'SQL', sqlExpression: 'COUNT(*) > 1' },
);
const raw = (each: unknown): boolean => (each as { clause?: string }).clause !== 'HAVING';
const filters = (time: string | undefined, more: unknown[]) => [
  ...(time === undefined ? [] : [where('at', 'TEMPORAL_RANGE', time)]),
  ...more,
];
const adhoc = (timed: fc.Arbitrary<string | undefined>) =>
  fc.tuple(timed, fc.array(condition, { maxLength: 2 })).map(([time, more]) => filters(time, more));
const anyTime = fc.option(range, { nil: undefined });

const common = { adhoc_filters: adhoc(anyTime), row_limit: one(1000, 50) };
const sorted = { sort_by_metric: fc.boolean() };
const overTime = {
  ...common,
  x_axis: fc.constant('at'),
  time_grain_sqla: one('P1D', 'P1W', 'P1M', 'P3M', 'P1Y'),
  metrics,
  groupby,
  order_desc: fc.boolean(),
  truncate_metric: fc.boolean(),
  show_empty_columns: fc.constant(true),
  row_limit: fc.constant(10_000),
};

/** One thing that a chart over time does with its rows after the query. */
const treatment = one<Record<string, unknown>>(
  {},
  { limit: 2, timeseries_limit_metric: 'revenue' },
  { limit: 1, group_others_when_limit_reached: true },
  { rolling_type: 'mean', rolling_periods: 3, min_periods: 1 },
  { rolling_type: 'sum', rolling_periods: 2, min_periods: 2 },
  { rolling_type: 'cumsum' },
  { contributionMode: 'row' },
  { contributionMode: 'column' },
  { resample_rule: '1D', resample_method: 'asfreq', groupby: [] },
  { resample_rule: '7D', resample_method: 'ffill', groupby: [] },
  { resample_rule: '1D', resample_method: 'zerofill', groupby: [] },
  { x_axis_sort_asc: true, sort_series_type: 'sum' },
);
const comparison = one<Record<string, unknown>>(
  { time_compare: ['1 year ago'], comparison_type: 'values' },
  { time_compare: ['28 days ago'], comparison_type: 'difference' },
  { time_compare: ['1 month ago'], comparison_type: 'percentage' },
  { time_compare: ['1 week ago', '1 month ago'], comparison_type: 'ratio' },
);

type Params = Record<string, unknown>;
const shaped = (of: Record<string, fc.Arbitrary<unknown>>, ...more: fc.Arbitrary<Params>[]): fc.Arbitrary<Params> =>
  fc.tuple(fc.record(of), ...more).map((parts) => Object.assign({}, ...parts) as Params);
const line = fc.oneof(shaped(overTime, treatment), shaped({ ...overTime, adhoc_filters: adhoc(range) }, comparison));

const BY_TYPE: Readonly<Record<string, fc.Arbitrary<Params>>> = {
  big_number: shaped({
    ...common,
    x_axis: fc.constant('at'),
    time_grain_sqla: one('P1D', 'P1M'),
    metric,
    aggregation: one('LAST_VALUE', 'sum', 'mean', 'max'),
  }),
  big_number_total: shaped({ ...common, metric }),
  mixed_timeseries: shaped({
    ...overTime,
    metrics_b: metrics,
    groupby_b: groupby,
    adhoc_filters_b: adhoc(anyTime),
    row_limit_b: fc.constant(10_000),
    truncate_metric_b: fc.boolean(),
    order_desc_b: fc.boolean(),
  }),
  table: fc.oneof(
    shaped({
      ...common,
      query_mode: fc.constant('aggregate'),
      groupby: fc.uniqueArray(dimension, { minLength: 1, maxLength: 2 }),
      metrics,
      percent_metrics: one([], ['revenue']),
      show_totals: fc.boolean(),
      order_desc: fc.boolean(),
      timeseries_limit_metric: one(undefined, 'count'),
    }),
    shaped({
      query_mode: fc.constant('raw'),
      all_columns: one(['at', 'product', 'qty'], ['team', 'value'], ['task', 'parent', 'price', 'at']),
      order_by_cols: one([], ['["qty", false]', '["at", true]', '["task", true]', '["price", true]']),
      adhoc_filters: adhoc(anyTime).map((all) => all.filter(raw)),
      row_limit: fc.constant(1000),
    }),
  ),
  handlebars: shaped({
    ...common,
    query_mode: fc.constant('aggregate'),
    groupby: fc.constant(['product']),
    metrics,
    handlebarsTemplate: fc.constant('{{#each data}}<p>{{product}}</p>{{/each}}'),
  }),
  pie: shaped({ ...common, ...sorted, groupby: fc.uniqueArray(dimension, { minLength: 1, maxLength: 2 }), metric }),
  funnel: shaped({ ...common, ...sorted, groupby: fc.constant(['product']), metric }),
  gauge_chart: shaped({ ...common, ...sorted, groupby: one([], ['team']), metric }),
  treemap_v2: shaped({ ...common, groupby: one(['team'], ['team', 'product']), metric }),
  sunburst_v2: shaped({
    ...common,
    ...sorted,
    columns: one(['team'], ['team', 'product']),
    metric,
    secondary_metric: metric,
  }),
  heatmap_v2: shaped({
    ...common,
    x_axis: one('team', 'product'),
    groupby: fc.constant('channel'),
    metric,
    normalize_across: one('heatmap', 'x', 'y'),
    sort_x_axis: one('alpha_asc', 'value_desc', undefined),
    sort_y_axis: one('alpha_desc', 'value_asc', undefined),
  }),
  histogram_v2: shaped({
    adhoc_filters: adhoc(anyTime).map((all) => all.filter(raw)),
    column: one('price', 'qty'),
    groupby: one([], ['channel']),
    bins: one(5, 12),
    normalize: fc.boolean(),
    cumulative: fc.boolean(),
    row_limit: fc.constant(10_000),
  }),
  box_plot: shaped({
    ...common,
    columns: fc.constant(['product']),
    groupby: one([], ['channel'], ['team']),
    metrics,
    whiskerOptions: one('Tukey', 'Min/max (no outliers)', '2/98 percentiles', '9/91 percentiles'),
  }),
  cal_heatmap: shaped({
    adhoc_filters: adhoc(range).map((all) => all.filter(raw)),
    granularity_sqla: fc.constant('at'),
    time_range: range,
    metrics,
    domain_granularity: fc.constant('month'),
    subdomain_granularity: fc.constant('day'),
  }),
  sankey_v2: shaped({ ...common, source: fc.constant('team'), target: fc.constant('product'), metric, ...sorted }),
  bubble_v2: shaped({
    ...common,
    entity: fc.constant('product'),
    series: one(undefined, 'channel'),
    x: fc.constant('count'),
    y: fc.constant('revenue'),
    size: fc.constant(simple('MAX', 'qty')),
    order_desc: fc.boolean(),
    // A saved metric here ends the whole dashboard page of Superset with an error.
    orderby: one(undefined, simple('SUM', 'qty')),
  }),
  gantt_chart: shaped({
    start_time: fc.constant('at'),
    end_time: fc.constant('shipped'),
    y_axis: fc.constant('task'),
    series: one(undefined, 'channel'),
    tooltip_columns: one([], ['product']),
    adhoc_filters: adhoc(anyTime).map((all) => all.filter(raw)),
    row_limit: fc.constant(1000),
  }),
  pivot_table_v2: shaped({
    ...common,
    groupbyColumns: one([], ['channel']),
    groupbyRows: fc.constant(['team', 'product']),
    metrics,
    metricsLayout: one('COLUMNS', 'ROWS'),
    aggregateFunction: one('Sum', 'Average'),
    rowTotals: fc.boolean(),
    colTotals: fc.boolean(),
    series_limit: one(0, 2),
    order_desc: fc.boolean(),
    row_limit: fc.constant(1000),
  }),
  radar: shaped({
    ...common,
    groupby: fc.constant(['team']),
    metrics,
    timeseries_limit_metric: one(undefined, 'count'),
  }),
  waterfall: shaped({ ...common, x_axis: one('channel', 'product'), groupby: one([], ['team']), metric }),
  graph_chart: shaped({ ...common, source: fc.constant('team'), target: fc.constant('product'), metric }),
  tree_chart: shaped({
    ...common,
    id: fc.constant('task'),
    parent: fc.constant('parent'),
    metric: one(undefined, 'count'),
  }),
  word_cloud: shaped({ ...common, ...sorted, series: fc.constant('product'), metric }),
};

/** `count` charts, each type in its turn; the same at every call with one seed. */
export function generatedCharts(count: number, seed: number, dataset: string): ChartAsset[] {
  const seen = new Map<string, number>();
  return Array.from({ length: count }, (_, at) => {
    const type = DRAWN_TYPES[at % DRAWN_TYPES.length] ?? '';
    const nth = (seen.get(type) ?? 0) + 1;
    seen.set(type, nth);
    const [params = {}] = fc.sample(BY_TYPE[type] ?? line, { numRuns: 1, seed: seed * 1_000 + at });
    return {
      uuid: uuidOf(`generated ${seed}`, `${type} ${nth}`),
      slice_name: `generated ${type} ${nth}`,
      viz_type: type,
      dataset_uuid: dataset,
      version: '1.0.0',
      params: JSON.parse(JSON.stringify({ viz_type: type, ...params })) as Params,
    };
  });
}
