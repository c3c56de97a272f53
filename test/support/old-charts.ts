import type { ChartAsset } from '../../src/model/assets.ts';

const OVER_TIME = {
  metrics: ['count'],
  groupby: ['name'],
  granularity_sqla: 'at',
  time_grain_sqla: 'P1W',
  time_range: 'Last year',
  x_axis_label: 'when',
  y_axis_label: 'how many',
  bottom_margin: 'auto',
  x_ticks_layout: '45°',
  y_log_scale: true,
  show_brush: 'yes',
  contribution: false,
  time_compare: ['1 week', '1 year ago'],
  comparison_type: 'absolute',
  rolling_type: 'mean',
  rolling_periods: 3,
};

/** Form data of charts as Superset saved them before version 3, by type; some types in two forms. */
const OLD_FORMS: readonly [string, Record<string, unknown>][] = [
  ['line', { ...OVER_TIME, line_interpolation: 'cardinal', show_markers: true }],
  ['line', { metrics: ['count'], granularity_sqla: 'at', line_interpolation: 'step-after' }],
  ['area', { ...OVER_TIME, stacked_style: 'expand' }],
  ['area', { metrics: ['count'], granularity_sqla: 'at', time_range: 'No filter' }],
  ['bar', { ...OVER_TIME, bar_stacked: true, show_bar_value: true, reduce_x_ticks: true }],
  ['dist_bar', { metrics: ['count'], groupby: ['name', 'kind'], columns: ['place'], bar_stacked: true, row_limit: 50 }],
  ['dist_bar', { metrics: ['count'], groupby: ['name'], granularity_sqla: 'at', time_range: 'Last week' }],
  [
    'dual_line',
    { metric: 'count', metric_2: 'total', granularity_sqla: 'at', y_axis_2_format: '.1f', adhoc_filters: [] },
  ],
  ['heatmap', { metric: 'count', all_columns_x: 'name', all_columns_y: 'kind', show_perc: true, sort_by_metric: true }],
  ['histogram', { all_columns_x: ['amount'], link_length: '12', normalized: true, x_axis_label: 'amount' }],
  ['histogram', { all_columns_x: ['amount'], groupby: ['name'] }],
  ['treemap', { metrics: ['count'], groupby: ['name', 'kind'], order_desc: true }],
  ['sunburst', { metric: 'count', groupby: ['name', 'kind'] }],
  ['sankey', { metric: 'count', groupby: ['name', 'kind'], row_limit: 100 }],
  [
    'bubble',
    { x: 'count', y: 'total', size: 'count', entity: 'name', limit: 20, x_ticks_layout: 'flat', y_log_scale: true },
  ],
  [
    'pivot_table',
    { metrics: ['count'], groupby: ['name'], columns: ['kind'], pandas_aggfunc: 'mean', pivot_margins: true },
  ],
];

export const oldCharts = (uuid: (name: string) => string, dataset: string): ChartAsset[] =>
  OLD_FORMS.map(([type, params], nth) => ({
    slice_name: `old ${nth} ${type}`,
    description: null,
    certified_by: null,
    certification_details: null,
    viz_type: type,
    params: { ...params, viz_type: type },
    query_context: null,
    cache_timeout: null,
    uuid: uuid(`old ${nth}`),
    version: '1.0.0',
    dataset_uuid: dataset,
  }));
