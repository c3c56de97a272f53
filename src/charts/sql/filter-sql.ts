import { Failure } from '../../errors.ts';
import { listOf } from '../query/form-fields.ts';
import { isTimeFilter } from '../query/labels.ts';
import type { QueryFilter } from '../query/types.ts';
import { timeOf } from '../format/time.ts';
import { type RangeOptions, timeRange, type TimeRange } from '../time/time-range.ts';
import { asText, quoteText, timeLiteral } from './dialect.ts';
import type { Expression, Source } from './source.ts';

/** How Superset's page writes what a database has no text for. */
const NULL_TEXT = '<NULL>';
const EMPTY_TEXT = '<empty string>';

const invalid = (message: string): never => {
  throw new Failure('CHART_INVALID', message);
};

/** One value of a filter as SQL, by what the column holds; null for no value. */
function valueSql(source: Source, target: Expression, value: unknown): string | null {
  if (value === null || value === undefined || value === NULL_TEXT) return null;
  const text =
    value === EMPTY_TEXT ? '' : String(value as string | number | boolean).replaceAll(/^[\t\n]+|[\t\n]+$/g, '');
  switch (target.kind) {
    case 'number': {
      const number = Number(text);
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (/^\s*-?\d+\s*$/.test(text)) return text.trim();
      return text.trim() !== '' && Number.isFinite(number) ? String(number) : quoteText(text);
    }
    case 'boolean': {
      const yes = /^(true|1|1\.0|t|yes)$/i.test(text);
      return source.dialect === 'sqlite' ? (yes ? '1' : '0') : yes ? 'TRUE' : 'FALSE';
    }
    case 'time': {
      const time = typeof value === 'number' ? value : timeOf(text);
      return time === null ? quoteText(text) : timeLiteral(source.dialect, time, target.column ?? {});
    }
    default:
      return typeof value === 'boolean' ? quoteText(value ? 'true' : 'false') : quoteText(text);
  }
}

function inList(source: Source, target: Expression, values: unknown[]): string {
  const sqls = values.map((value) => valueSql(source, target, value));
  const some = sqls.filter((sql) => sql !== null);
  const list = some.length > 0 ? `${target.sql} IN (${some.join(', ')})` : undefined;
  const none = some.length < sqls.length ? `${target.sql} IS NULL` : undefined;
  if (list && none) return `(${none} OR ${list})`;
  return list ?? none ?? '1 = 0';
}

function like(source: Source, target: Expression, op: string, value: unknown): string {
  const pattern = quoteText(String((value ?? '') as string));
  const text = target.kind === 'text' ? target.sql : asText(target.sql);
  const not = op.startsWith('NOT ') ? 'NOT ' : '';
  if (!op.endsWith('ILIKE')) return `${text} ${not}LIKE ${pattern}`;
  return source.dialect === 'sqlite' ? `lower(${text}) ${not}LIKE lower(${pattern})` : `${text} ${not}ILIKE ${pattern}`;
}

/** `col >= since AND col < until` on the column itself, not on its grain. */
export function rangeSql(source: Source, target: Expression, range: TimeRange): string | undefined {
  const column = target.column ?? {};
  const parts: string[] = [];
  if (range.since !== null) parts.push(`${target.sql} >= ${timeLiteral(source.dialect, range.since, column)}`);
  if (range.until !== null) parts.push(`${target.sql} < ${timeLiteral(source.dialect, range.until, column)}`);
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

/** Moves a range, for a comparison with another time. */
export type Shift = (range: TimeRange) => TimeRange;

/**
 * One filter as a condition; undefined when it filters nothing. Operators are Superset's, in either case.
 * @throws Failure CHART_INVALID for an operator that does not exist or a value that is missing
 */
export async function filterSql(
  source: Source,
  filter: QueryFilter,
  options: RangeOptions,
  shift?: Shift,
): Promise<string | undefined> {
  const op = filter.op.toUpperCase();
  if (isTimeFilter(filter)) {
    if (typeof filter.val !== 'string') return undefined;
    const range = timeRange(filter.val, options);
    return rangeSql(source, await source.column(filter.col, filter.grain), shift ? shift(range) : range);
  }
  const isMetric = typeof filter.col === 'string' && !source.hasColumn(filter.col) && source.hasMetric(filter.col);
  const target = isMetric ? await source.metric(filter.col as string) : await source.column(filter.col);
  switch (op) {
    case 'IS NULL':
    case 'IS NOT NULL':
      return `${target.sql} ${op}`;
    case 'IS TRUE':
    case 'IS FALSE':
      return source.dialect === 'sqlite' ? `${target.sql} = ${op === 'IS TRUE' ? 1 : 0}` : `${target.sql} ${op}`;
    case 'IN':
      return inList(source, target, listOf(filter.val));
    case 'NOT IN':
      return listOf(filter.val).length === 0 ? undefined : `NOT (${inList(source, target, listOf(filter.val))})`;
    case 'LIKE':
    case 'NOT LIKE':
    case 'ILIKE':
    case 'NOT ILIKE':
      return like(source, target, op, filter.val);
    case '==':
    case '!=':
    case '>':
    case '<':
    case '>=':
    case '<=': {
      const value = valueSql(source, target, listOf(filter.val)[0]);
      if (value !== null) return `${target.sql} ${op === '==' ? '=' : op} ${value}`;
      if (op === '==') return `${target.sql} IS NULL`;
      return op === '!=' ? `${target.sql} IS NOT NULL` : invalid(`The filter ${target.label} ${op} needs a value`);
    }
    default:
      return invalid(`There is no filter operator ${filter.op}`);
  }
}
