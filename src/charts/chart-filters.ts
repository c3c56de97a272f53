import type { ChartAsset, DatasetAsset, FormData } from '../model/assets.ts';
import { isRecord, listOf } from './query/form-fields.ts';
import { columnLabel, isTimeFilter } from './query/labels.ts';
import type { QueryColumn, QueryFilter, QueryObject } from './query/types.ts';

/** What a dashboard adds to a chart. */
export interface ChartFilters {
  /** Superset's words; replaces the range of every time filter that the chart has. */
  timeRange?: string;
  /** ISO 8601 duration; replaces the grain of a chart that has one. */
  timeGrain?: string;
  /** Another time column for the chart's axis and its time filters. */
  timeColumn?: string;
  /** extra_form_data of native filters, in order. */
  extraFormData?: readonly Record<string, unknown>[];
  /** Conditions from clicks on other charts. */
  crossFilters?: readonly QueryFilter[];
}

const OVERRIDES = [
  'time_range',
  'time_grain_sqla',
  'granularity_sqla',
  'granularity',
  'relative_start',
  'relative_end',
];

/** Later filters override earlier ones; conditions add up. */
function merged(all: readonly Record<string, unknown>[]): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const each of all) for (const key of OVERRIDES) if (each[key] !== undefined) answer[key] = each[key];
  return {
    ...answer,
    filters: all.flatMap((each) => listOf(each.filters)),
    adhoc_filters: all.flatMap((each) => listOf(each.adhoc_filters)),
  };
}

const columnOf = (filter: Record<string, unknown>): string => {
  const column = filter.col ?? filter.subject;
  return typeof column === 'string' ? column : isRecord(column) ? columnLabel(column as unknown as QueryColumn) : '';
};

/** The chart with the dashboard's filters in its form data; conditions on columns the dataset does not have are left out. */
export function withFilters(chart: ChartAsset, dataset: DatasetAsset, filters: ChartFilters): ChartAsset {
  const known = new Set(dataset.columns.map((column) => column.column_name));
  const own = isRecord(chart.params.extra_form_data) ? [chart.params.extra_form_data] : [];
  const extra = merged([
    ...own,
    // Clicks stand before the native filters, as on Superset's page.
    { filters: [...(filters.crossFilters ?? [])] },
    ...(filters.extraFormData ?? []),
    {
      ...(filters.timeRange === undefined ? {} : { time_range: filters.timeRange }),
      // The page's own grain is for charts that have one; that of a native filter goes to all in its scope.
      ...(filters.timeGrain === undefined || !chart.params.time_grain_sqla
        ? {}
        : { time_grain_sqla: filters.timeGrain }),
      ...(filters.timeColumn === undefined ? {} : { granularity_sqla: filters.timeColumn }),
    },
  ]);
  const applies = (filter: unknown): boolean =>
    isRecord(filter) && (filter.expressionType === 'SQL' || known.has(columnOf(filter)));
  const form: FormData = {
    ...chart.params,
    extra_form_data: {
      ...extra,
      filters: listOf(extra.filters).filter(applies),
      adhoc_filters: listOf(extra.adhoc_filters).filter(applies),
    },
  };
  return { ...chart, params: form };
}

const on = (filter: QueryFilter, column: string): boolean => columnLabel(filter.col) === column;

/**
 * What Superset's server does with a time column beside the filters (an old chart's, or that of a native filter): it takes
 * the place of a temporal x axis and of the filters on the column that held the chart's time until then.
 */
function withTimeColumn(query: QueryObject, granularity: string, dataset: DatasetAsset): QueryObject {
  const temporal = new Set(dataset.columns.filter((column) => column.is_dttm).map((column) => column.column_name));
  const axis = query.columns.find(
    (column) =>
      typeof column !== 'string' &&
      column.columnType === 'BASE_AXIS' &&
      column.isColumnReference &&
      temporal.has(column.sqlExpression),
  );
  const named = typeof axis === 'object' ? axis.sqlExpression : undefined;
  const timed = query.filters.filter(isTimeFilter);
  const held = timed.find((filter) => on(filter, named ?? granularity)) ?? timed[0];
  const replaced = named ?? (held === undefined ? undefined : columnLabel(held.col));
  const range = query.time_range ?? (typeof held?.val === 'string' ? held.val : undefined);
  return {
    ...query,
    ...(range === undefined ? {} : { time_range: range }),
    // A time column that the dataset does not have stands for its own.
    granularity: temporal.has(granularity) ? granularity : (dataset.main_dttm_col ?? granularity),
    filters: query.filters.filter((filter) => replaced === undefined || !on(filter, replaced)),
    // The label stays the chart's own, so that its post-processing still finds the axis.
    columns: query.columns.map((column) =>
      column === axis && typeof column === 'object' ? { ...column, sqlExpression: granularity } : column,
    ),
  };
}

/** What Superset's server does with the overrides when a query object arrives. */
export function applyOverrides(query: QueryObject, dataset: DatasetAsset): QueryObject {
  const { time_range: range, granularity } = query;
  const filters = query.filters.map((filter) =>
    isTimeFilter(filter) && range !== undefined ? { ...filter, val: range } : filter,
  );
  return granularity === undefined
    ? { ...query, filters }
    : withTimeColumn({ ...query, filters }, granularity, dataset);
}
