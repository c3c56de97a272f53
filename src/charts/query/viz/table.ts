import type { FormData } from '../../../model/assets.ts';
import { baseQuery, compact, normaliseOrder } from '../base-query.ts';
import { listOf, metricsIn, numberField, stringsIn, textField, isRecord } from '../form-fields.ts';
import { metricLabel, uniqueBy } from '../labels.ts';
import { comparesTime, compareOperator } from '../operators/time-compare.ts';
import type { AdhocColumn, PostProcessing, QueryColumn, QueryObject } from '../types.ts';
import type { BuildQueries } from './types.ts';

function queryMode(form: FormData): 'raw' | 'aggregate' {
  if (form.query_mode === 'raw' || form.query_mode === 'aggregate') return form.query_mode;
  return listOf(form.all_columns).length > 0 ? 'raw' : 'aggregate';
}

/** The first temporal column comes first, cut to the grain. */
export function withGrain(form: FormData, columns: QueryColumn[], first: boolean): QueryColumn[] {
  const grain = textField(form, 'time_grain_sqla');
  const temporal = isRecord(form.temporal_columns_lookup) ? form.temporal_columns_lookup : {};
  if (grain === undefined) return columns;
  const cut = (column: string): AdhocColumn => ({
    timeGrain: grain,
    columnType: 'BASE_AXIS',
    sqlExpression: column,
    label: column,
    expressionType: 'SQL',
  });
  const isTemporal = (column: QueryColumn): column is string => typeof column === 'string' && Boolean(temporal[column]);
  if (!first) return columns.map((column) => (isTemporal(column) ? cut(column) : column));
  const found = columns.find(isTemporal);
  return found === undefined ? columns : [cut(found), ...columns.filter((column) => column !== found)];
}

function offsetsOf(form: FormData, query: QueryObject): string[] {
  if (!comparesTime(form, query)) return [];
  const shifts = stringsIn(form.time_compare);
  const plain = shifts.filter((shift) => shift !== 'custom' && shift !== 'inherit');
  const custom = shifts.includes('custom') ? stringsIn(form.start_date_offset) : [];
  return [...plain, ...custom, ...(shifts.includes('inherit') ? ['inherit'] : [])];
}

function aggregateQuery(form: FormData, base: QueryObject): { query: QueryObject; contribution: PostProcessing[] } {
  const sortBy = metricsIn(form.timeseries_limit_metric)[0];
  const percent = metricsIn(form.percent_metrics);
  const offsets = offsetsOf(form, base);
  const first = base.metrics?.[0];
  const labels = uniqueBy(
    percent.map(metricLabel).flatMap((label) => [label, ...offsets.map((offset) => `${label}__${offset}`)]),
    (label) => label,
  );
  const contribution: PostProcessing[] =
    percent.length === 0
      ? []
      : [
          {
            operation: 'contribution',
            options: { columns: labels, rename_columns: labels.map((label) => `%${label}`) },
          },
        ];
  const compare = offsets.length > 0 ? compareOperator(form, base) : undefined;
  const query: QueryObject = {
    ...base,
    columns: withGrain(form, base.columns, true),
    metrics: uniqueBy([...(base.metrics ?? []), ...percent], metricLabel),
    orderby:
      sortBy !== undefined
        ? [[sortBy, !form.order_desc]]
        : first !== undefined
          ? [[first, false]]
          : (base.orderby ?? []),
    post_processing: compare === undefined ? contribution : [...contribution, compare],
    time_offsets: offsets,
  };
  return { query, contribution };
}

/** The table: raw rows or groups; more queries count all rows and make the totals. */
export const table: BuildQueries = (form) => {
  const mode = queryMode(form);
  // The query mode decides which fields count, but a chart that never set it asks for all of them.
  const base = baseQuery(form);
  const { query, contribution } =
    mode === 'aggregate'
      ? aggregateQuery(form, base)
      : { query: { ...base, orderby: base.orderby ?? [], post_processing: [], time_offsets: [] }, contribution: [] };
  const paged = Boolean(form.server_pagination);
  const limit = numberField(form, 'row_limit') ?? 0;
  const page = numberField(form, 'server_page_length') ?? 0;
  const first: QueryObject = paged
    ? { ...query, row_limit: limit > 0 ? Math.min(page, limit) : page, row_offset: 0 }
    : query;
  const queries = [first];
  if (paged) {
    queries.push({
      ...first,
      time_offsets: [],
      row_limit: limit,
      row_offset: 0,
      post_processing: [],
      is_rowcount: true,
    });
  }
  const percent = metricsIn(form.percent_metrics);
  if (mode === 'aggregate' && form.percent_metric_calculation === 'all_records' && percent.length > 0) {
    queries.push({
      ...first,
      columns: [],
      metrics: percent,
      post_processing: [],
      row_limit: 0,
      row_offset: 0,
      orderby: [],
      is_timeseries: false,
    });
  }
  if (mode === 'aggregate' && form.show_totals && (query.metrics?.length ?? 0) > 0) {
    const { order_desc: _desc, orderby: _order, ...rest } = first;
    queries.push({ ...rest, columns: [], row_limit: 0, row_offset: 0, post_processing: contribution });
  }
  return queries.map(compact);
};

/** Handlebars asks for what a table asks for, without its totals. */
export const handlebars: BuildQueries = (form) => {
  const base = baseQuery(form);
  const order = normaliseOrder(base).orderby;
  return [order === undefined ? base : { ...base, orderby: order }];
};
