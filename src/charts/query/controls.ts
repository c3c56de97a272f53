/**
 * The controls of each panel in Superset 6.1 that shape a query, with their initial values (undefined: none). Seen in the
 * requests that its own page sends.
 */
type Controls = Readonly<Record<string, unknown>>;

const NONE = undefined;

const TIME_AXIS: Controls = { x_axis: NONE, time_grain_sqla: NONE };

const SERIES_QUERY: Controls = {
  metrics: NONE,
  groupby: [],
  contributionMode: NONE,
  limit: NONE,
  group_others_when_limit_reached: false,
  timeseries_limit_metric: NONE,
  order_desc: true,
  row_limit: 10000,
  truncate_metric: true,
  show_empty_columns: true,
};

const ANALYTICS: Controls = {
  rolling_type: NONE,
  rolling_periods: NONE,
  min_periods: NONE,
  time_compare: NONE,
  comparison_type: 'values',
  resample_rule: NONE,
  resample_method: NONE,
};

const FORECAST: Controls = {
  forecastEnabled: false,
  forecastPeriods: 10,
  forecastInterval: 0.8,
  forecastSeasonalityYearly: NONE,
  forecastSeasonalityWeekly: NONE,
  forecastSeasonalityDaily: NONE,
};

const TIMESERIES: Controls = {
  ...TIME_AXIS,
  ...SERIES_QUERY,
  ...ANALYTICS,
  ...FORECAST,
  x_axis_sort: NONE,
  x_axis_sort_asc: true,
};

const suffixed = (controls: Controls): Controls =>
  Object.fromEntries(Object.entries(controls).map(([key, value]) => [`${key}_b`, value]));

const MIXED_QUERY: Controls = {
  metrics: NONE,
  groupby: [],
  limit: NONE,
  group_others_when_limit_reached: false,
  timeseries_limit_metric: NONE,
  order_desc: true,
  row_limit: 10000,
  truncate_metric: true,
  ...ANALYTICS,
};

const TABLE: Controls = {
  query_mode: NONE,
  groupby: [],
  time_grain_sqla: NONE,
  temporal_columns_lookup: NONE,
  metrics: [],
  percent_metrics: [],
  percent_metric_calculation: 'row_limit',
  all_columns: [],
  timeseries_limit_metric: NONE,
  order_by_cols: [],
  server_pagination: false,
  server_page_length: 10,
  row_limit: 10000,
  order_desc: true,
  show_totals: false,
  time_compare: NONE,
  comparison_type: NONE,
  start_date_offset: NONE,
};

export const CONTROLS: Readonly<Record<string, Controls>> = {
  big_number_total: { metric: NONE },
  big_number: {
    ...TIME_AXIS,
    metric: NONE,
    aggregation: 'LAST_VALUE',
    rolling_type: NONE,
    rolling_periods: NONE,
    min_periods: NONE,
    resample_rule: NONE,
    resample_method: NONE,
  },
  echarts_timeseries: TIMESERIES,
  echarts_timeseries_line: TIMESERIES,
  echarts_timeseries_bar: TIMESERIES,
  echarts_timeseries_scatter: TIMESERIES,
  echarts_timeseries_smooth: TIMESERIES,
  echarts_timeseries_step: TIMESERIES,
  echarts_area: TIMESERIES,
  mixed_timeseries: { ...TIME_AXIS, ...MIXED_QUERY, ...suffixed(MIXED_QUERY), adhoc_filters_b: NONE },
  table: TABLE,
  handlebars: TABLE,
  pie: { groupby: [], metric: NONE, row_limit: 100, sort_by_metric: true },
  funnel: { groupby: [], metric: NONE, row_limit: 10, sort_by_metric: true },
  gauge_chart: { groupby: [], metric: NONE, row_limit: 10, sort_by_metric: NONE },
  treemap_v2: { groupby: [], metric: NONE, row_limit: 10000, sort_by_metric: NONE },
  sunburst_v2: { columns: [], metric: NONE, secondary_metric: NONE, row_limit: 10000, sort_by_metric: NONE },
  heatmap_v2: {
    ...TIME_AXIS,
    groupby: NONE,
    metric: NONE,
    row_limit: 10000,
    sort_x_axis: NONE,
    sort_y_axis: NONE,
    normalize_across: 'heatmap',
  },
  histogram_v2: { column: NONE, groupby: [], row_limit: 10000, bins: 5, normalize: false, cumulative: false },
  box_plot: {
    columns: NONE,
    time_grain_sqla: NONE,
    temporal_columns_lookup: NONE,
    groupby: [],
    metrics: NONE,
    series_limit: NONE,
    series_limit_metric: NONE,
    whiskerOptions: 'Tukey',
    row_limit: 10000,
  },
  bubble_v2: {
    series: NONE,
    entity: NONE,
    x: NONE,
    y: NONE,
    size: NONE,
    orderby: NONE,
    order_desc: true,
    row_limit: NONE,
  },
  sankey_v2: { source: NONE, target: NONE, metric: NONE, row_limit: 10000, sort_by_metric: NONE },
  gantt_chart: {
    start_time: NONE,
    end_time: NONE,
    y_axis: NONE,
    series: NONE,
    tooltip_columns: [],
    tooltip_metrics: [],
    order_by_cols: [],
    row_limit: 10000,
  },
  pivot_table_v2: {
    groupbyColumns: [],
    groupbyRows: [],
    time_grain_sqla: NONE,
    temporal_columns_lookup: NONE,
    metrics: NONE,
    metricsLayout: 'COLUMNS',
    row_limit: 10000,
    series_limit: NONE,
    series_limit_metric: NONE,
    order_desc: true,
  },
  radar: { groupby: [], metrics: NONE, timeseries_limit_metric: NONE, row_limit: 10 },
  waterfall: { ...TIME_AXIS, groupby: [], metric: NONE, row_limit: 10000 },
  graph_chart: {
    source: NONE,
    target: NONE,
    metric: NONE,
    source_category: NONE,
    target_category: NONE,
    row_limit: 10000,
  },
  tree_chart: { id: NONE, parent: NONE, name: NONE, root_node_id: NONE, metric: NONE, row_limit: 10000 },
  word_cloud: { series: NONE, metric: NONE, row_limit: 100, sort_by_metric: NONE },
  cal_heatmap: {
    domain_granularity: 'month',
    subdomain_granularity: 'day',
    metrics: NONE,
    metric: NONE,
  },
};
