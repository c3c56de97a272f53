import type { ChartAsset, DatasetAsset } from '../../src/model/assets.ts';
import { memoryRunner } from '../support/memory-runner.ts';

/** One small chart of every type that is drawn, over one small table. */

const HOSTILE = '<img src=x onerror=alert(1)>';

const rows = [
  ['2026-11-01 08:00:00', '2026-11-02 08:00:00', 'alpha', 'one', null, 10, 1.5],
  ['2026-11-02 09:30:00', '2026-11-04 09:30:00', 'alpha', 'two', 'one', 20, -2.5],
  ['2026-11-03 10:00:00', '2026-11-05 10:00:00', HOSTILE, 'three', 'one', 5, 3],
  ['2026-11-04 11:00:00', '2026-11-04 18:00:00', 'beta', 'four', 'two', 15, 4.25],
  ['2026-11-05 12:00:00', '2026-11-09 12:00:00', null, 'five', 'two', 40, 9],
];

const literal = (value: string | number | null): string =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`;

export const galleryRunner = (): ReturnType<typeof memoryRunner> =>
  memoryRunner(
    `CREATE TABLE work (at TEXT, until TEXT, team TEXT, task TEXT, parent TEXT, size INTEGER, gain REAL);
     INSERT INTO work VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')};`,
  );

export const galleryDataset: DatasetAsset = {
  uuid: 'd',
  table_name: 'work',
  database_uuid: 'b',
  main_dttm_col: 'at',
  columns: [
    { column_name: 'at', type: 'DATETIME', is_dttm: true, verbose_name: 'Started' },
    { column_name: 'until', type: 'DATETIME', is_dttm: true },
    { column_name: 'team', type: 'TEXT', verbose_name: 'Team' },
    { column_name: 'task', type: 'TEXT' },
    { column_name: 'parent', type: 'TEXT' },
    { column_name: 'size', type: 'INTEGER' },
    { column_name: 'gain', type: 'REAL' },
  ],
  metrics: [
    { metric_name: 'count', expression: 'COUNT(*)', verbose_name: 'Tasks', d3format: ',d' },
    { metric_name: 'total', expression: 'SUM(size)', verbose_name: 'Size' },
    { metric_name: 'gained', expression: 'SUM(gain)' },
  ],
};

const overTime = {
  x_axis: 'at',
  time_grain_sqla: 'P1D',
  metrics: ['total'],
  groupby: ['team'],
  show_empty_columns: true,
  truncate_metric: true,
};

const PARAMS: Readonly<Record<string, Record<string, unknown>>> = {
  big_number_total: { metric: 'total', subtitle: 'all of it' },
  big_number: {
    x_axis: 'at',
    time_grain_sqla: 'P1D',
    metric: 'total',
    compare_lag: '1',
    compare_suffix: 'against the day before',
  },
  echarts_timeseries: { ...overTime, seriesType: 'smooth' },
  echarts_timeseries_line: overTime,
  echarts_timeseries_bar: {
    ...overTime,
    stack: 'Stack',
    show_value: true,
    orientation: 'horizontal',
    x_axis: 'team',
    groupby: [],
  },
  echarts_timeseries_scatter: overTime,
  echarts_timeseries_smooth: overTime,
  echarts_timeseries_step: overTime,
  echarts_area: { ...overTime, stack: 'Expand', zoomable: true },
  mixed_timeseries: {
    ...overTime,
    metrics_b: ['count'],
    groupby_b: [],
    seriesType: 'bar',
    seriesTypeB: 'line',
    yAxisIndexB: 1,
  },
  table: {
    query_mode: 'aggregate',
    groupby: ['team', 'at'],
    metrics: ['total'],
    percent_metrics: ['count'],
    show_totals: true,
  },
  pie: { groupby: ['team'], metric: 'total', donut: true, show_total: true, label_type: 'key_value_percent' },
  funnel: { groupby: ['team'], metric: 'total' },
  gauge_chart: { groupby: [], metric: 'total', intervals: '50,100', interval_color_indices: '6,3', max_val: 100 },
  treemap_v2: { groupby: ['team', 'task'], metric: 'total' },
  sunburst_v2: { columns: ['team', 'task'], metric: 'total' },
  heatmap_v2: { x_axis: 'team', groupby: 'task', metric: 'total', show_values: true },
  histogram_v2: { column: 'size', groupby: ['team'], bins: 3 },
  box_plot: { columns: ['task'], groupby: ['team'], metrics: ['total'] },
  cal_heatmap: { granularity_sqla: 'at', metrics: ['count'] },
  sankey_v2: { source: 'team', target: 'task', metric: 'total' },
  bubble_v2: { entity: 'task', series: 'team', x: 'total', y: 'gained', size: 'count' },
  gantt_chart: { start_time: 'at', end_time: 'until', y_axis: 'task', series: 'team', tooltip_columns: ['size'] },
  pivot_table_v2: {
    groupbyRows: ['team'],
    groupbyColumns: ['task'],
    metrics: ['total', 'count'],
    rowTotals: true,
    colTotals: true,
  },
  handlebars: {
    query_mode: 'aggregate',
    groupby: ['team'],
    metrics: ['total'],
    handlebarsTemplate: '<ul>{{#each data}}<li>{{this.team}}: {{this.total}}</li>{{/each}}</ul>',
  },
  radar: { groupby: ['team'], metrics: ['total', 'count', 'gained'] },
  waterfall: { x_axis: 'at', time_grain_sqla: 'P1D', metric: 'gained', show_value: true },
  graph_chart: { source: 'team', target: 'task', metric: 'total' },
  tree_chart: { id: 'task', parent: 'parent', metric: 'total' },
  word_cloud: { series: 'team', metric: 'total' },
};

export const galleryCharts = (): ChartAsset[] =>
  Object.entries(PARAMS).map(([viz_type, params]) => ({
    uuid: viz_type,
    slice_name: viz_type,
    viz_type,
    dataset_uuid: 'd',
    params,
  }));

export const galleryChart = (vizType: string, more: Record<string, unknown> = {}): ChartAsset => ({
  uuid: vizType,
  slice_name: vizType,
  viz_type: vizType,
  dataset_uuid: 'd',
  params: { ...PARAMS[vizType], ...more },
});
