import { Failure } from '../../errors.ts';
import type { Dialect } from '../../model/sql-runner.ts';

/** A column's text in, the text of the start of its grain out. */
type GrainSql = (column: string) => string;

/** Moments every `step` of the unit that `field` (strftime) counts, behind the part that `head` keeps. */
const liteStep =
  (head: string, field: string, step: number, tail: string): GrainSql =>
  (c) =>
    `strftime('${head}', ${c}) || printf('%02d${tail}', CAST(strftime('${field}', ${c}) AS INTEGER) / ${step} * ${step})`;

const lite =
  (format: string): GrainSql =>
  (c) =>
    `strftime('${format}', ${c})`;

/** Equivalent to Superset 6.1's expressions on every valid time; Superset's P1W starts on Sunday here. */
const SQLITE: Readonly<Record<string, GrainSql>> = {
  PT1S: lite('%Y-%m-%d %H:%M:%S'),
  PT5S: liteStep('%Y-%m-%d %H:%M:', '%S', 5, ''),
  PT30S: liteStep('%Y-%m-%d %H:%M:', '%S', 30, ''),
  PT1M: lite('%Y-%m-%d %H:%M:00'),
  PT5M: liteStep('%Y-%m-%d %H:', '%M', 5, ':00'),
  PT10M: liteStep('%Y-%m-%d %H:', '%M', 10, ':00'),
  PT15M: liteStep('%Y-%m-%d %H:', '%M', 15, ':00'),
  PT30M: liteStep('%Y-%m-%d %H:', '%M', 30, ':00'),
  'PT0.5H': liteStep('%Y-%m-%d %H:', '%M', 30, ':00'),
  PT1H: lite('%Y-%m-%d %H:00:00'),
  PT6H: liteStep('%Y-%m-%d ', '%H', 6, ':00:00'),
  P1D: lite('%Y-%m-%d 00:00:00'),
  P1W: (c) => `datetime(${c}, 'start of day', '-6 days', 'weekday 0')`,
  P1M: lite('%Y-%m-01 00:00:00'),
  P3M: (c) =>
    `strftime('%Y-', ${c}) || printf('%02d-01 00:00:00', (CAST(strftime('%m', ${c}) AS INTEGER) - 1) / 3 * 3 + 1)`,
  'P0.25Y': (c) =>
    `strftime('%Y-', ${c}) || printf('%02d-01 00:00:00', (CAST(strftime('%m', ${c}) AS INTEGER) - 1) / 3 * 3 + 1)`,
  P1Y: lite('%Y-01-01 00:00:00'),
  '1969-12-28T00:00:00Z/P1W': (c) => `datetime(${c}, 'start of day', '-6 days', 'weekday 0')`,
  '1969-12-29T00:00:00Z/P1W': (c) => `datetime(${c}, 'start of day', '-6 days', 'weekday 1')`,
  'P1W/1970-01-03T00:00:00Z': (c) => `datetime(${c}, 'start of day', 'weekday 6')`,
  'P1W/1970-01-04T00:00:00Z': (c) => `datetime(${c}, 'start of day', 'weekday 0')`,
};

const trunc =
  (unit: string): GrainSql =>
  (c) =>
    `date_trunc('${unit}', ${c})`;

const pgStep =
  (outer: string, inner: string, step: number): GrainSql =>
  (c) =>
    `date_trunc('${outer}', ${c}) + INTERVAL '${step} ${inner}s' * FLOOR(EXTRACT(${inner.toUpperCase()} FROM ${c}) / ${step})`;

/** Superset's own, and the anchored weeks and six hours that Superset has on SQLite only. Its P1W starts on Monday. */
const POSTGRESQL: Readonly<Record<string, GrainSql>> = {
  PT1S: trunc('second'),
  PT5S: pgStep('minute', 'second', 5),
  PT30S: pgStep('minute', 'second', 30),
  PT1M: trunc('minute'),
  PT5M: pgStep('hour', 'minute', 5),
  PT10M: pgStep('hour', 'minute', 10),
  PT15M: pgStep('hour', 'minute', 15),
  PT30M: pgStep('hour', 'minute', 30),
  'PT0.5H': pgStep('hour', 'minute', 30),
  PT1H: trunc('hour'),
  PT6H: pgStep('day', 'hour', 6),
  P1D: trunc('day'),
  P1W: trunc('week'),
  P1M: trunc('month'),
  P3M: trunc('quarter'),
  'P0.25Y': trunc('quarter'),
  P1Y: trunc('year'),
  '1969-12-28T00:00:00Z/P1W': (c) => `date_trunc('week', ${c} + INTERVAL '1 day') - INTERVAL '1 day'`,
  '1969-12-29T00:00:00Z/P1W': trunc('week'),
  'P1W/1970-01-03T00:00:00Z': (c) => `date_trunc('week', ${c} + INTERVAL '1 day') + INTERVAL '5 days'`,
  'P1W/1970-01-04T00:00:00Z': (c) => `date_trunc('week', ${c}) + INTERVAL '6 days'`,
};

const BY_DIALECT: Record<Dialect, Readonly<Record<string, GrainSql>>> = { sqlite: SQLITE, postgresql: POSTGRESQL };

/**
 * SQL of the start of the grain that a time lies in. `grain` is Superset's: an ISO 8601 duration, or a week with its anchor.
 * @throws Failure CHART_INVALID for a grain that does not exist
 */
export function grainSql(dialect: Dialect, grain: string, column: string): string {
  const build = Object.hasOwn(BY_DIALECT[dialect], grain) ? BY_DIALECT[dialect][grain] : undefined;
  if (build === undefined) {
    throw new Failure('CHART_INVALID', `There is no time grain ${grain}`, {
      hint: `Use one of ${Object.keys(SQLITE).join(', ')}.`,
    });
  }
  return build(column);
}
