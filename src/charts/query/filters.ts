import type { FormData } from '../../model/assets.ts';
import { isRecord, listOf } from './form-fields.ts';
import type { QueryColumn, QueryExtras, QueryFilter } from './types.ts';

/** A comment at the end of an expression must not swallow the closing bracket. */
const bracketed = (expression: string): string => `(${expression.includes('--') ? `${expression}\n` : expression})`;

const OPERATORS_WITHOUT_VALUE = new Set(['IS NOT NULL', 'IS NULL', 'IS TRUE', 'IS FALSE', 'LATEST PARTITION']);
const OPERATORS_WITH_LIST = new Set(['IN', 'NOT IN']);

function simpleFilter(filter: Record<string, unknown>): QueryFilter {
  const op = String(filter.operator);
  const col = filter.subject as QueryColumn;
  const extra = filter.isExtra ? { isExtra: true } : {};
  if (OPERATORS_WITHOUT_VALUE.has(op)) return { col, op, ...extra };
  if (OPERATORS_WITH_LIST.has(op)) return { col, op, val: listOf(filter.comparator), ...extra };
  return { col, op, val: filter.comparator, ...extra };
}

export const adhocFilters = (value: unknown): Record<string, unknown>[] => listOf(value).filter(isRecord);

/**
 * Splits adhoc filters as Superset's page does: simple ones become filters, SQL ones a text in extras. A simple filter
 * in HAVING is dropped there, so it is here.
 */
export function splitFilters(
  form: FormData,
  extraFilters: Record<string, unknown>[],
): { filters: QueryFilter[]; extras: QueryExtras } {
  const filters: QueryFilter[] = [];
  const where: string[] = typeof form.where === 'string' && form.where !== '' ? [form.where] : [];
  const having: string[] = [];
  for (const filter of [...adhocFilters(form.adhoc_filters), ...extraFilters]) {
    if (filter.expressionType === 'SIMPLE') {
      if (filter.clause === 'WHERE') filters.push(simpleFilter(filter));
    } else if (typeof filter.sqlExpression === 'string') {
      (filter.clause === 'WHERE' ? where : having).push(filter.sqlExpression);
    }
  }
  return {
    filters,
    extras: { having: having.map(bracketed).join(' AND '), where: where.map(bracketed).join(' AND ') },
  };
}
