/**
 * The query object of Superset 6.1: what its page sends to POST /api/v1/chart/data, one or more for each chart. Names and
 * shapes are Superset's, because the compiler writes these objects into a chart's query_context.
 */

export interface AdhocColumn {
  expressionType: 'SQL';
  sqlExpression: string;
  label?: string;
  columnType?: 'BASE_AXIS' | 'SERIES';
  timeGrain?: string | null;
  /** The expression is the name of a column, not SQL. */
  isColumnReference?: boolean;
  [key: string]: unknown;
}

export type QueryColumn = string | AdhocColumn;

export interface AdhocMetric {
  expressionType: 'SIMPLE' | 'SQL';
  label?: string;
  aggregate?: string | null;
  column?: { column_name: string; [key: string]: unknown } | null;
  sqlExpression?: string | null;
  [key: string]: unknown;
}

export type QueryMetric = string | AdhocMetric;

export interface QueryFilter {
  col: QueryColumn;
  op: string;
  val?: unknown;
  grain?: string;
  isExtra?: boolean;
}

export type QueryOrder = [QueryColumn | QueryMetric, boolean];

export interface PostProcessing {
  operation: string;
  options?: Record<string, unknown>;
}

export interface QueryExtras {
  where?: string;
  having?: string;
  time_grain_sqla?: string | null;
  relative_start?: string;
  relative_end?: string;
}

export interface QueryObject {
  filters: QueryFilter[];
  extras: QueryExtras;
  columns: QueryColumn[];
  metrics?: QueryMetric[];
  orderby?: QueryOrder[];
  annotation_layers?: unknown[];
  row_limit?: number;
  row_offset?: number;
  series_columns?: QueryColumn[];
  series_limit?: number;
  series_limit_metric?: QueryMetric;
  group_others_when_limit_reached?: boolean;
  order_desc?: boolean;
  time_range?: string;
  granularity?: string;
  is_timeseries?: boolean;
  is_rowcount?: boolean;
  time_offsets?: string[];
  post_processing?: PostProcessing[];
  /** Older name of columns, still sent by the Sankey. */
  groupby?: QueryColumn[];
  applied_time_extras?: Record<string, unknown>;
  url_params?: Record<string, unknown>;
  custom_params?: Record<string, unknown>;
  custom_form_data?: Record<string, unknown>;
}
