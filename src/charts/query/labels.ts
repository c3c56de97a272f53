import type { FormData } from '../../model/assets.ts';
import { columnsIn } from './form-fields.ts';
import type { QueryColumn, QueryFilter, QueryMetric } from './types.ts';

/** The name under which the database answers a metric. */
export function metricLabel(metric: QueryMetric): string {
  if (typeof metric === 'string') return metric;
  if (metric.label) return metric.label;
  return metric.expressionType === 'SQL'
    ? (metric.sqlExpression ?? '')
    : `${metric.aggregate ?? ''}(${metric.column?.column_name ?? ''})`;
}

/** The name under which the database answers a column. */
export const columnLabel = (column: QueryColumn): string =>
  typeof column === 'string' ? column : (column.label ?? column.sqlExpression);

/** Whether a filter holds a time range, in Superset's words, for a column. */
export const isTimeFilter = ({ op }: Pick<QueryFilter, 'op'>): boolean => op.toUpperCase() === 'TEMPORAL_RANGE';

/** The first of each label stays. */
export function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const label = key(value);
    if (seen.has(label)) return false;
    seen.add(label);
    return true;
  });
}

/** The column of the x axis control; none in a chart that was saved before there was one. */
export const xAxisColumn = (form: FormData): QueryColumn | undefined => columnsIn(form.x_axis)[0];

/** The name of the x axis in the answer: the control's column, or what Superset calls the old time column. */
export const xAxisLabel = (form: FormData): string | undefined => {
  const column = xAxisColumn(form);
  if (column !== undefined) return columnLabel(column);
  return form.granularity_sqla ? '__timestamp' : undefined;
};
