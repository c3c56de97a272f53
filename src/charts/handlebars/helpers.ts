import { formatNumber } from '../format/number.ts';
import { formatTime, timeOf } from '../format/time.ts';

/** What a helper gets: its parameters and the words behind them (`sep=", "`). */
export type Helper = (values: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown;

const number = (value: unknown): number => (typeof value === 'number' ? value : Number(value ?? Number.NaN));

const text = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value as string);

/** As in Handlebars: an empty list is nothing. */
export const isTruthy = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** moment's words for dates, as far as templates use them, in d3's. Longer words first. */
const DATE_WORDS: readonly [RegExp, string][] = [
  [/YYYY/g, '%Y'],
  [/YY/g, '%y'],
  [/MMMM/g, '%B'],
  [/MMM/g, '%b'],
  [/MM/g, '%m'],
  [/DD/g, '%d'],
  [/dddd/g, '%A'],
  [/HH/g, '%H'],
  [/mm/g, '%M'],
  [/ss/g, '%S'],
];

const d3Format = (format: string): string =>
  format.includes('%')
    ? format
    : DATE_WORDS.reduce((known, [word, directive]) => known.replace(word, directive), format);

/** The helpers that Superset registers (its own and just-handlebars-helpers'), those that charts use. All are pure. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  eq: ([a, b]) => a === b,
  eqw: ([a, b]) => text(a) === text(b),
  neq: ([a, b]) => a !== b,
  ne: ([a, b]) => a !== b,
  lt: ([a, b]) => number(a) < number(b),
  lte: ([a, b]) => number(a) <= number(b),
  gt: ([a, b]) => number(a) > number(b),
  gte: ([a, b]) => number(a) >= number(b),
  and: (values) => values.every(isTruthy),
  or: (values) => values.some(isTruthy),
  not: ([value]) => !isTruthy(value),
  ifx: ([condition, yes, no]) => (isTruthy(condition) ? yes : no),
  sum: (values) => values.reduce<number>((total, value) => total + number(value), 0),
  difference: ([a, b]) => number(a) - number(b),
  subtract: ([a, b]) => number(a) - number(b),
  multiplication: ([a, b]) => number(a) * number(b),
  multiply: ([a, b]) => number(a) * number(b),
  division: ([a, b]) => number(a) / number(b),
  divide: ([a, b]) => number(a) / number(b),
  remainder: ([a, b]) => number(a) % number(b),
  add: ([a, b]) => number(a) + number(b),
  abs: ([a]) => Math.abs(number(a)),
  ceil: ([a]) => Math.ceil(number(a)),
  floor: ([a]) => Math.floor(number(a)),
  round: ([a]) => Math.round(number(a)),
  count: ([value]) => listed(value).length,
  length: ([value]) => (typeof value === 'string' ? value.length : listed(value).length),
  first: ([value]) => listed(value)[0],
  last: ([value]) => listed(value).at(-1),
  join: ([value, glue]) => listed(value).map(text).join(text(glue)),
  includes: ([value, item]) => listed(value).includes(item),
  empty: ([value]) => !isTruthy(value),
  excerpt: ([value, length]) => text(value).slice(0, Math.max(0, number(length) || 50)),
  lowercase: ([value]) => text(value).toLowerCase(),
  uppercase: ([value]) => text(value).toUpperCase(),
  capitalizeFirst: ([value]) => text(value).slice(0, 1).toUpperCase() + text(value).slice(1),
  concat: (values) => values.map(text).join(''),
  stringify: ([value]) => JSON.stringify(value),
  toString: (values: readonly unknown[]) => text(values[0]),
  toFloat: ([value]) => number(value),
  toInt: ([value]) => Math.trunc(number(value)),
  formatNumber: ([value, format]) =>
    formatNumber(number(value), typeof format === 'string' && format !== 'en-US' ? format : ',.2~f'),
  dateFormat: ([value], { format }) => {
    const time = timeOf(value);
    return time === null ? text(value) : formatTime(time, d3Format(text(format) || '%Y-%m-%d'));
  },
  formatDate: ([format, value]) => {
    const time = timeOf(value);
    return time === null ? text(value) : formatTime(time, d3Format(text(format)));
  },
};

/** Helpers that go through all that a list or record holds. */
export const WALKING: ReadonlySet<string> = new Set(
  'eqw join lowercase uppercase capitalizeFirst concat stringify toString dateFormat formatDate'.split(' '),
);

export { text as textOf };
