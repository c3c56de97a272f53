import type { FormData } from '../../../model/assets.ts';
import { baseQuery, compact, normaliseOrder } from '../base-query.ts';
import { columnsIn, metricsIn, textField } from '../form-fields.ts';
import { metricLabel } from '../labels.ts';
import type { QueryObject, QueryOrder } from '../types.ts';
import type { BuildQueries } from './types.ts';

const byMetric = (metric: unknown): QueryOrder[] => metricsIn(metric).map((each): QueryOrder => [each, false]);

const alphabetical = (columns: QueryObject['columns']): QueryOrder[] =>
  columns.map((column): QueryOrder => [column, true]);

/** By the metric if it is wanted, then by name, so that a limit always cuts the same rows; no order without a limit. */
function orderWhereLimited(
  form: FormData,
  columns: QueryObject['columns'],
  limit: number | undefined,
): { orderby?: QueryOrder[] } {
  if (!limit) return {};
  return { orderby: [...(form.sort_by_metric ? byMetric(form.metric) : []), ...alphabetical(columns)] };
}

/** Each slice with its share of the whole. */
export const pie: BuildQueries = (form) => {
  const base = baseQuery(form);
  const label = metricsIn(form.metric).map(metricLabel)[0] ?? '';
  const share = {
    operation: 'contribution',
    options: { columns: [label], rename_columns: [`${label}__contribution`] },
  };
  return [{ ...base, ...(form.sort_by_metric ? { orderby: byMetric(form.metric) } : {}), post_processing: [share] }];
};

/** Largest first when the chart sorts by its metric; otherwise as the database answers. */
export const byMetricWhenSorted: BuildQueries = (form) => {
  const base = baseQuery(form);
  return [form.sort_by_metric ? { ...base, orderby: byMetric(form.metric) } : base];
};

/** Largest first when the chart sorts by its metric; otherwise by name, so that a cut-off answer is the same each time. */
export const byMetricOrName: BuildQueries = (form) => {
  const base = baseQuery(form);
  return [{ ...base, ...orderWhereLimited(form, base.columns, base.row_limit) }];
};

export const sankey: BuildQueries = (form) => {
  const base = baseQuery(form);
  const groupby = [...columnsIn(form.source), ...columnsIn(form.target)];
  return [{ ...base, groupby, ...orderWhereLimited(form, groupby, base.row_limit) }];
};

export const graph: BuildQueries = (form) => {
  const base = baseQuery(form);
  const columns = ['source', 'target', 'source_category', 'target_category'].flatMap((key) => columnsIn(form[key]));
  return [{ ...base, columns, orderby: alphabetical(columns.slice(0, 2)) }];
};

export const tree: BuildQueries = (form) => {
  const base = baseQuery(form);
  const columns = ['id', 'parent', 'name'].flatMap((key) => columnsIn(form[key]));
  const sorted = ['parent', 'id', 'name'].flatMap((key) => columnsIn(form[key]));
  return [{ ...base, columns, orderby: alphabetical(sorted) }];
};

/** By its first metric, whatever metric limits it. */
export const radar: BuildQueries = (form) => {
  const base = baseQuery(form);
  const by = base.metrics?.[0];
  return [by === undefined ? base : { ...base, orderby: [[by, false]] }];
};

export const bubble: BuildQueries = (form) => {
  const base = baseQuery(form);
  const by = metricsIn(form.orderby)[0];
  const columns = [...columnsIn(form.entity), ...columnsIn(form.series)];
  const { orderby: _order, ...rest } = base;
  return [{ ...rest, columns, ...(by === undefined ? {} : { orderby: [[by, !base.order_desc]] as QueryOrder[] }) }];
};

/** The limit's metric decides the order; the columns keep the order of the table, columns before rows. */
export const gantt: BuildQueries = (form) => {
  const base = baseQuery(form);
  const order = (base.orderby ?? []).filter(([by]) => by !== undefined);
  const wanted = [
    ...['start_time', 'end_time', 'y_axis', 'series', 'tooltip_columns'].flatMap((key) => columnsIn(form[key])),
    ...columnsIn(order.map(([by]) => by)),
  ];
  const columns = [...new Set(wanted)];
  return [
    {
      ...base,
      columns,
      metrics: metricsIn(form.tooltip_metrics),
      orderby: order,
      series_columns: columnsIn(form.series),
    },
  ];
};

/** Superset draws this one from its old interface; this is the same question asked in the new one. */
export const calendar: BuildQueries = (form) => {
  const { time_range: _range, ...base } = baseQuery(form);
  const grains: Record<string, string> = {
    min: 'PT1M',
    hour: 'PT1H',
    day: 'P1D',
    week: 'P1W',
    month: 'P1M',
    year: 'P1Y',
  };
  const grain = grains[textField(form, 'subdomain_granularity') ?? 'day'] ?? 'P1D';
  const axis =
    textField(form, 'x_axis') ?? base.granularity ?? base.filters.find((filter) => filter.op === 'TEMPORAL_RANGE')?.col;
  if (axis === undefined) return [base];
  const label = typeof axis === 'string' ? axis : (axis.label ?? axis.sqlExpression);
  return [
    compact({
      ...normaliseOrder({ ...base, orderby: [[label, true]] }),
      extras: { ...base.extras, time_grain_sqla: grain },
      columns: [
        {
          timeGrain: grain,
          columnType: 'BASE_AXIS',
          sqlExpression: label,
          label,
          expressionType: 'SQL',
          isColumnReference: true,
        },
      ],
    }),
  ];
};
