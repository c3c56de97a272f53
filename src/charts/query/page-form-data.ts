import type { ChartAsset, DatasetAsset, FormData } from '../../model/assets.ts';
import { CONTROLS } from './controls.ts';
import { adhocFilters } from './filters.ts';
import { columnsIn, isRecord, listOf } from './form-fields.ts';

/** Controls that every panel has, or that travel with the form data whatever the panel. */
const ALWAYS = ['adhoc_filters', 'extra_form_data', 'annotation_layers', 'where', 'datasource'];

/** since and until were merged into time_range long ago; the server of Superset does it when a chart is opened. */
function timeRangeOf(params: FormData): unknown {
  if (!('since' in params) && !('until' in params)) return params.time_range;
  const text = (key: string): string => (typeof params[key] === 'string' ? params[key] : '');
  return `${text('since')} : ${text('until')}`;
}

/** An old chart's time column and time range, as the filter that replaced them. */
function withTimeFilter(filters: Record<string, unknown>[], column: unknown, range: unknown): unknown[] {
  if (typeof column !== 'string' || column === '') return filters;
  if (filters.some((filter) => filter.operator === 'TEMPORAL_RANGE')) return filters;
  const comparator = typeof range === 'string' && range !== '' ? range : 'No filter';
  return [
    ...filters,
    { clause: 'WHERE', expressionType: 'SIMPLE', subject: column, operator: 'TEMPORAL_RANGE', comparator },
  ];
}

/** The column that a dataset's time is in, where it has one. */
export const timeColumnOf = (dataset: DatasetAsset | undefined): string | undefined =>
  dataset?.main_dttm_col ?? dataset?.columns.find((column) => column.is_dttm)?.column_name;

/** The page shows the direction of an order only beside a metric to order by, and forgets it where it is not shown. */
const directed = (form: FormData): boolean =>
  !('timeseries_limit_metric' in (CONTROLS[String(form.viz_type)] ?? {})) ||
  form.viz_type === 'mixed_timeseries' ||
  listOf(form.timeseries_limit_metric).length > 0;

/** Where the grain of a table goes: the page hides the control, and forgets its value, where no such column is chosen. */
const GRAINED: Readonly<Record<string, readonly string[]>> = {
  table: ['groupby'],
  handlebars: ['groupby'],
  pivot_table_v2: ['groupbyColumns', 'groupbyRows'],
};

function hasGrain(form: FormData, dataset: DatasetAsset | undefined): boolean {
  const places = GRAINED[String(form.viz_type)];
  if (places === undefined) return true;
  if (form.viz_type !== 'pivot_table_v2' && form.query_mode === 'raw') return false;
  const lookup = isRecord(form.temporal_columns_lookup) ? form.temporal_columns_lookup : {};
  const isTime = (name: string): boolean =>
    Boolean(lookup[name]) || (dataset?.columns.some((each) => each.column_name === name && each.is_dttm) ?? false);
  return places.flatMap((key) => columnsIn(form[key])).some((column) => typeof column !== 'string' || isTime(column));
}

/**
 * What the page of Superset 6.1 holds after it opened the chart: controls that the chart's panel has, with the panel's
 * defaults; anything else in params is dropped (a `limit` left over in a pie changes nothing). The old time controls
 * become a filter. Given the dataset, a chart without a time filter gets one on the dataset's time column, as the page
 * adds it when the chart is opened by itself (on a dashboard it does not).
 */
export function pageFormData(chart: ChartAsset, dataset?: DatasetAsset): FormData {
  const { params } = chart;
  const controls = CONTROLS[chart.viz_type];
  const form: FormData = {};
  for (const key of ALWAYS) if (params[key] !== undefined) form[key] = params[key];
  if (controls === undefined) Object.assign(form, params);
  else {
    for (const [key, initial] of Object.entries(controls)) {
      // A grain that was taken away stays taken away.
      const value = key === 'time_grain_sqla' && params[key] === null ? null : (params[key] ?? initial);
      if (value !== undefined) form[key] = value;
    }
  }
  const column = params.granularity_sqla ?? timeColumnOf(dataset);
  const range = timeRangeOf(params);
  form.adhoc_filters = withTimeFilter(adhocFilters(params.adhoc_filters), column, range);
  if (controls !== undefined && 'adhoc_filters_b' in controls) {
    form.adhoc_filters_b = withTimeFilter(adhocFilters(params.adhoc_filters_b), column, range);
  }
  delete form.granularity_sqla;
  delete form.time_range;
  const old = params.granularity_sqla;
  if (controls !== undefined && typeof old === 'string') {
    if ('x_axis' in controls && !form.x_axis) form.x_axis = old;
    if (chart.viz_type === 'box_plot' && listOf(form.columns).length === 0) form.columns = [old];
  }
  const held: FormData = { ...form, viz_type: chart.viz_type };
  if (!hasGrain(held, dataset)) delete held.time_grain_sqla;
  if (!directed(held)) delete held.order_desc;
  return held;
}

/**
 * What a dashboard page of Superset 6.1 holds of a chart: all of its params, whether its panel has the control or not, with
 * the panel's defaults where a control was never set. What was emptied stays empty, and the old time controls stay what
 * they were: there a chart asks for its time column and range beside its filters.
 */
export function dashboardFormData(chart: ChartAsset): FormData {
  const { params } = chart;
  const form: FormData = {};
  for (const [key, initial] of Object.entries(CONTROLS[chart.viz_type] ?? {})) {
    const value = params[key] === undefined ? initial : params[key];
    if (value !== undefined) form[key] = value;
  }
  for (const [key, value] of Object.entries(params)) if (value !== undefined) form[key] = value;
  const range = timeRangeOf(params);
  if (range !== undefined) form.time_range = range;
  return { ...form, viz_type: chart.viz_type };
}
