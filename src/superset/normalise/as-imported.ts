import type { Bundle, ChartAsset, FormData } from '../../model/assets.ts';
import { listOf } from '../../charts/query/form-fields.ts';
import { storedVizType } from './legacy-viz.ts';

/** How one old chart type becomes the one that replaced it. */
interface Change {
  /** Controls set before the others are renamed; they may take the place of old ones. */
  before?: (form: FormData) => FormData;
  renamed?: Readonly<Record<string, string>>;
  dropped?: readonly string[];
  /** Old time column and grain become the x axis. */
  timeAxis?: true;
  /** The new type where it depends on a control. */
  type?: (form: FormData) => string;
}

const has = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false;

/** A title of an axis needs room, unless the chart says how much. */
const marginFor = (form: FormData, title: string, margin: string): FormData =>
  has(form[title]) && (!has(form[margin]) || form[margin] === 'auto') ? { [margin]: 30 } : {};

const labelAngle = (form: FormData): FormData =>
  has(form.x_ticks_layout) ? { x_ticks_layout: form.x_ticks_layout === '45°' ? 45 : 0 } : {};

const ago = (value: unknown): string => {
  const text = String(value).trim();
  return text === '' || text.endsWith(' ago') ? text : `${text} ago`;
};

const timeseriesControls = (form: FormData): FormData => ({
  contributionMode: has(form.contribution) ? 'row' : null,
  zoomable: form.show_brush === 'yes',
  markerEnabled: form.show_markers ?? false,
  y_axis_showminmax: true,
  ...marginFor(form, 'x_axis_label', 'bottom_margin'),
  ...marginFor(form, 'y_axis_label', 'left_margin'),
  ...(form.time_compare === undefined || form.time_compare === null
    ? {}
    : { time_compare: listOf(form.time_compare).map(ago).filter(Boolean) }),
  comparison_type:
    form.comparison_type === 'absolute' ? 'difference' : has(form.comparison_type) ? form.comparison_type : 'values',
  ...labelAngle(form),
});

const TIMESERIES_NAMES: Readonly<Record<string, string>> = {
  bottom_margin: 'x_axis_title_margin',
  left_margin: 'y_axis_title_margin',
  show_controls: 'show_extra_controls',
  x_axis_label: 'x_axis_title',
  x_axis_format: 'x_axis_time_format',
  x_axis_showminmax: 'truncateXAxis',
  x_ticks_layout: 'xAxisLabelRotation',
  y_axis_label: 'y_axis_title',
  y_axis_showminmax: 'truncateYAxis',
  y_log_scale: 'logAxis',
};

const timeseries = (own: Change = {}): Change => ({
  before: (form) => ({ ...timeseriesControls(form), ...own.before?.(form) }),
  renamed: { ...TIMESERIES_NAMES, ...own.renamed },
  dropped: [
    'contribution',
    'line_interpolation',
    'reduce_x_ticks',
    'show_brush',
    'show_markers',
    ...(own.dropped ?? []),
  ],
  ...(own.type ? { type: own.type } : {}),
});

const stacked = (form: FormData): FormData => ({ stack: has(form.bar_stacked) ? 'Stack' : null });

const STEPS: Readonly<Record<string, string>> = { 'step-before': 'start', 'step-after': 'end' };
const AGGREGATES: Readonly<Record<string, string>> = {
  sum: 'Sum',
  mean: 'Average',
  median: 'Median',
  min: 'Minimum',
  max: 'Maximum',
  std: 'Sample Standard Deviation',
  var: 'Sample Variance',
};
const within = (table: Readonly<Record<string, string>>, key: unknown): string | undefined =>
  typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;

/** What the import of Superset 4.1 to 6.1 makes of each old type (superset/migrations/shared/migrate_viz of 6.1.0). */
const CHANGES: Readonly<Record<string, Change>> = {
  treemap: {
    before: ({ metrics }) => (Array.isArray(metrics) && metrics.length > 0 ? { metric: metrics[0] } : {}),
    renamed: { order_desc: 'sort_by_metric' },
    dropped: ['metrics'],
  },
  pivot_table: {
    before: (form) => ({
      ...(has(form.pivot_margins) ? { colTotals: form.pivot_margins, colSubTotals: form.pivot_margins } : {}),
      ...(has(form.pandas_aggfunc)
        ? { pandas_aggfunc: within(AGGREGATES, form.pandas_aggfunc) ?? form.pandas_aggfunc }
        : {}),
      rowOrder: 'value_z_to_a',
    }),
    renamed: {
      columns: 'groupbyColumns',
      combine_metric: 'combineMetric',
      groupby: 'groupbyRows',
      number_format: 'valueFormat',
      pandas_aggfunc: 'aggregateFunction',
      row_limit: 'series_limit',
      timeseries_limit_metric: 'series_limit_metric',
      transpose_pivot: 'transposePivot',
    },
    dropped: ['pivot_margins'],
  },
  dual_line: {
    before: (form) => ({
      yAxisIndex: 0,
      yAxisIndexB: 1,
      truncateYAxis: true,
      metrics: [form.metric],
      metrics_b: [form.metric_2],
    }),
    renamed: {
      x_axis_format: 'x_axis_time_format',
      y_axis_2_format: 'y_axis_format_secondary',
      y_axis_2_bounds: 'y_axis_bounds_secondary',
    },
    dropped: ['metric', 'metric_2'],
    timeAxis: true,
  },
  sunburst: { renamed: { groupby: 'columns' } },
  line: {
    ...timeseries({
      before: (form) => {
        const step = within(STEPS, form.line_interpolation);
        return step === undefined ? {} : { seriesType: step };
      },
      type: (form) => {
        if (form.line_interpolation === 'cardinal') return 'echarts_timeseries_smooth';
        return within(STEPS, form.line_interpolation) === undefined
          ? 'echarts_timeseries_line'
          : 'echarts_timeseries_step';
      },
    }),
    timeAxis: true,
  },
  area: {
    ...timeseries({
      before: ({ stacked_style: style }) => ({
        stack: within({ expand: 'Expand', stack: 'Stack', stream: 'Stream' }, has(style) ? style : 'stack') ?? null,
        opacity: 0.7,
      }),
      dropped: ['stacked_style'],
    }),
    timeAxis: true,
  },
  bar: {
    ...timeseries({ before: stacked, renamed: { show_bar_value: 'show_value' }, dropped: ['bar_stacked'] }),
    timeAxis: true,
  },
  // Its axis is the first grouping, not time; what is left of the groupings makes the series.
  dist_bar: timeseries({
    before: (form) => {
      const [axis, ...others] = listOf(form.groupby);
      return {
        ...(axis === undefined ? {} : { x_axis: axis }),
        groupby: [...others, ...listOf(form.columns)],
        ...stacked(form),
        x_ticks_layout: 45,
      };
    },
    renamed: { show_bar_value: 'show_value' },
    dropped: ['columns', 'bar_stacked'],
  }),
  bubble: {
    before: (form) => ({
      ...marginFor(form, 'x_axis_label', 'bottom_margin'),
      ...labelAngle(form),
      y_axis_showminmax: true,
    }),
    renamed: {
      bottom_margin: 'x_axis_title_margin',
      left_margin: 'y_axis_title_margin',
      limit: 'row_limit',
      x_axis_format: 'xAxisFormat',
      x_log_scale: 'logXAxis',
      x_ticks_layout: 'xAxisLabelRotation',
      y_axis_showminmax: 'truncateYAxis',
      y_log_scale: 'logYAxis',
    },
    dropped: ['x_axis_showminmax'],
  },
  heatmap: {
    before: () => ({ legend_type: 'continuous' }),
    renamed: {
      all_columns_x: 'x_axis',
      all_columns_y: 'groupby',
      y_axis_bounds: 'value_bounds',
      show_perc: 'show_percentage',
    },
    dropped: ['sort_by_metric', 'canvas_image_rendering'],
  },
  histogram: {
    before: (form) => {
      const [column] = listOf(form.all_columns_x);
      const bins = Math.trunc(Number(form.link_length));
      return {
        ...(column === undefined ? {} : { column }),
        bins: has(form.link_length) && Number.isFinite(bins) ? bins : 5,
        ...(listOf(form.groupby).length > 0 ? {} : { groupby: [] }),
      };
    },
    renamed: { x_axis_label: 'x_axis_title', y_axis_label: 'y_axis_title', normalized: 'normalize' },
    dropped: ['all_columns_x', 'link_length', 'queryFields'],
  },
  sankey: {
    before: ({ groupby }) =>
      Array.isArray(groupby) && groupby.length > 1 ? { source: groupby[0], target: groupby[1] } : {},
    dropped: ['groupby'],
  },
};

/** The old time controls become a filter, and the axis of charts over time. */
function withTime({ granularity_sqla: column, time_range: range, ...form }: FormData, isAxis: boolean): FormData {
  if (!has(column)) return form;
  const comparator = has(range) ? range : 'No filter';
  const filter = {
    clause: 'WHERE',
    subject: column,
    operator: 'TEMPORAL_RANGE',
    comparator,
    expressionType: 'SIMPLE',
  };
  return {
    ...form,
    ...(isAxis ? { x_axis: column, time_grain_sqla: has(form.time_grain_sqla) ? form.time_grain_sqla : 'P1D' } : {}),
    adhoc_filters: [...listOf(form.adhoc_filters), filter],
  };
}

/**
 * A chart as Superset holds it after an import: an old type has become the one that replaced it, its controls renamed.
 * Charts of other types are the same object.
 */
export function importedChart(chart: ChartAsset): ChartAsset {
  const change = Object.hasOwn(CHANGES, chart.viz_type) ? CHANGES[chart.viz_type] : undefined;
  if (change === undefined) return chart;
  const type = change.type?.(chart.params) ?? storedVizType(chart.viz_type);
  const before: FormData = { ...chart.params, ...change.before?.(chart.params) };
  // Superset renames only where the form says of itself that it is of the old type.
  const named = before.viz_type === chart.viz_type;
  const params = named ? withTime(renamed(before, change), change.timeAxis === true) : before;
  if (chart.viz_type === 'dual_line') params.adhoc_filters_b = params.adhoc_filters ?? [];
  const { query_context: _, ...rest } = chart;
  return { ...rest, viz_type: type, params: { ...params, viz_type: type } };
}

function renamed(form: FormData, { renamed: names = {}, dropped = [] }: Change): FormData {
  const result: FormData = {};
  const taken = new Set(Object.keys(names).flatMap((from) => (from in form ? [names[from]] : [])));
  for (const [key, value] of Object.entries(form)) {
    const name = within(names, key);
    if (name !== undefined) result[name] = value;
    else if (!dropped.includes(key) && !taken.has(key)) result[key] = value;
  }
  return result;
}

/** A bundle as it would be in Superset after an import; what an import leaves alone stays as it is. */
export const asImported = (bundle: Bundle): Bundle => ({ ...bundle, charts: bundle.charts.map(importedChart) });
