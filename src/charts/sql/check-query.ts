import { Failure } from '../../errors.ts';
import { isRecord } from '../query/form-fields.ts';
import type { QueryObject } from '../query/types.ts';

const isText = (value: unknown): boolean => value === null || value === undefined || typeof value === 'string';

/** A name, or an expression with texts where texts are read. */
function isTarget(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (!isRecord(value)) return false;
  const { column } = value;
  const named = column === null || column === undefined || (isRecord(column) && isText(column.column_name));
  return named && ['label', 'aggregate', 'sqlExpression', 'timeGrain'].every((key) => isText(value[key]));
}

const isColumn = (value: unknown): boolean =>
  isTarget(value) && (!isRecord(value) || typeof value.sqlExpression === 'string');

/** By a column, by an expression, or by a metric that is made of a column. */
const isOrder = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false;
  const by: unknown = value[0];
  return isColumn(by) || (isTarget(by) && isRecord(by) && by.expressionType === 'SIMPLE');
};

const isFilter = (value: unknown): boolean => isRecord(value) && isColumn(value.col) && typeof value.op === 'string';

/**
 * The controls of a chart are checked by nobody: what cannot be a column, metric, order or filter is said here, before it
 * is read as one.
 * @throws Failure CHART_INVALID
 */
export function checkQuery(query: QueryObject): void {
  const lists: [string, unknown, (value: unknown) => boolean][] = [
    ['column', query.columns, isColumn],
    ['column', query.groupby, isColumn],
    ['metric', query.metrics, isTarget],
    ['column of series', query.series_columns, isColumn],
    ['metric of the series limit', [query.series_limit_metric ?? ''], isTarget],
    ['order', query.orderby, isOrder],
    ['filter', query.filters, isFilter],
  ];
  for (const [what, values, holds] of lists) {
    for (const value of Array.isArray(values) ? values : []) {
      if (holds(value)) continue;
      const shown = (JSON.stringify(value) ?? String(value)).slice(0, 80);
      throw new Failure('CHART_INVALID', `The chart has a ${what} that is none: ${shown}`, {
        hint: 'Open the chart in Superset, choose it again and save.',
      });
    }
  }
}
