import type { FormData } from '../../model/assets.ts';
import { columnsIn, isRecord, listOf, metricsIn, numberField, textField } from './form-fields.ts';
import { adhocFilters, splitFilters } from './filters.ts';
import { columnLabel, metricLabel, uniqueBy } from './labels.ts';
import type { AdhocColumn, QueryColumn, QueryFilter, QueryMetric, QueryObject, QueryOrder } from './types.ts';

/** Controls whose value joins another field of the query. */
const FIELD_OF: Readonly<Record<string, 'metrics' | 'columns' | 'orderby'>> = {
  metric: 'metrics',
  metric_2: 'metrics',
  metrics: 'metrics',
  secondary_metric: 'metrics',
  x: 'metrics',
  y: 'metrics',
  size: 'metrics',
  columns: 'columns',
  all_columns: 'columns',
  groupby: 'columns',
  series: 'columns',
  orderby: 'orderby',
  order_by_cols: 'orderby',
};

/** A grouping column in raw mode and a raw column in aggregate mode are kept in the chart, but not asked for. */
const ignoredIn: Readonly<Record<string, readonly string[]>> = {
  raw: ['groupby', 'series', 'metric', 'metrics', 'metric_2', 'secondary_metric', 'x', 'y', 'size'],
  aggregate: ['columns', 'all_columns'],
};

function orderEntry(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('[')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

interface Fields {
  columns: QueryColumn[];
  metrics: QueryMetric[] | undefined;
  orderby: QueryOrder[] | undefined;
}

function fieldsOf(form: FormData): Fields {
  const mode = typeof form.query_mode === 'string' ? form.query_mode : '';
  const gathered = { metrics: [] as unknown[], columns: [] as unknown[], orderby: [] as unknown[] };
  for (const [key, value] of Object.entries(form)) {
    const field = FIELD_OF[key];
    if (field === undefined || ignoredIn[mode]?.includes(key)) continue;
    gathered[field].push(...listOf(value));
  }
  const orderby = gathered.orderby.map(orderEntry) as QueryOrder[];
  return {
    columns: uniqueBy(columnsIn(gathered.columns), columnLabel),
    metrics: mode === 'raw' ? undefined : uniqueBy(metricsIn(gathered.metrics), metricLabel),
    orderby: orderby.length > 0 ? orderby : undefined,
  };
}

/** What native filters and cross-filters add: more filters, and values that replace the chart's own. */
function withExtraFormData(query: QueryObject, extra: Record<string, unknown>): QueryObject {
  const extras = { ...query.extras };
  if (typeof extra.time_grain_sqla === 'string') extras.time_grain_sqla = extra.time_grain_sqla;
  if (typeof extra.relative_start === 'string') extras.relative_start = extra.relative_start;
  if (typeof extra.relative_end === 'string') extras.relative_end = extra.relative_end;
  const granularity = extra.granularity_sqla ?? extra.granularity;
  return {
    ...query,
    extras,
    ...(typeof extra.time_range === 'string' ? { time_range: extra.time_range } : {}),
    ...(typeof granularity === 'string' ? { granularity } : {}),
  };
}

/** Removes keys without a value: JSON would, and two equal queries must be equal objects. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

/** The part of a query object that every chart type shares. */
export function baseQuery(form: FormData): QueryObject {
  const extra = isRecord(form.extra_form_data) ? form.extra_form_data : {};
  const { filters, extras } = splitFilters(form, adhocFilters(extra.adhoc_filters));
  const extraFilters = listOf(extra.filters).filter(isRecord) as unknown as QueryFilter[];
  const { columns, metrics, orderby } = fieldsOf(form);
  const grain = form.time_grain_sqla;
  const limit = numberField(form, 'limit');
  const limitMetric = metricsIn(form.series_limit_metric)[0] ?? metricsIn(form.timeseries_limit_metric)[0];
  const query: QueryObject = {
    filters: [...extraFilters, ...filters],
    // A grain that was taken away is sent as null, one that never was is not sent.
    extras:
      (typeof grain === 'string' && grain !== '') || grain === null ? { time_grain_sqla: grain, ...extras } : extras,
    applied_time_extras: {},
    columns,
    metrics: metrics as QueryMetric[],
    orderby: orderby as QueryOrder[],
    annotation_layers: listOf(form.annotation_layers),
    row_limit: numberField(form, 'row_limit') as number,
    series_limit: numberField(form, 'series_limit') ?? limit ?? 0,
    series_limit_metric: limitMetric as QueryMetric,
    group_others_when_limit_reached: form.group_others_when_limit_reached === true,
    order_desc: form.order_desc === undefined ? true : Boolean(form.order_desc),
    // Only on a dashboard: the page of a chart by itself makes a filter of these two.
    time_range: textField(form, 'time_range') as string,
    granularity: textField(form, 'granularity_sqla') as string,
    url_params: {},
    custom_params: {},
    custom_form_data: {},
  };
  return compact(withExtraFormData(query, extra));
}

const isOrder = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && Boolean(value[0]) && typeof value[1] === 'boolean';

/** The query with an order: its own, else by the limit's metric, else by the first metric. */
export function normaliseOrder(query: QueryObject): QueryObject {
  if (isOrder(query.orderby?.[0])) return query;
  const { series_limit_metric: limitMetric, order_desc: descending, orderby: _order, ...rest } = query;
  const by = limitMetric ?? query.metrics?.[0];
  return by === undefined ? rest : { ...rest, orderby: [[by, !descending]] };
}

/** Puts the grain on the x axis: the column of that name becomes Superset's BASE_AXIS column. */
export function normaliseTimeColumn(form: FormData, query: QueryObject): QueryObject {
  const axis = columnsIn(form.x_axis)[0];
  if (axis === undefined) return query;
  const label = columnLabel(axis);
  const index = query.columns.findIndex((column) =>
    typeof axis === 'string'
      ? column === axis
      : typeof column !== 'string' && column.sqlExpression === axis.sqlExpression,
  );
  if (index < 0) return query;
  const grain = query.extras.time_grain_sqla;
  const common = { ...(grain || grain === null ? { timeGrain: grain } : {}), columnType: 'BASE_AXIS' as const };
  const column: AdhocColumn =
    typeof axis === 'string'
      ? { ...common, sqlExpression: axis, label, expressionType: 'SQL', isColumnReference: true }
      : { ...common, ...axis };
  const { is_timeseries: _old, ...rest } = query;
  return { ...rest, columns: query.columns.map((each, at) => (at === index ? column : each)) };
}
