import { Failure } from '../errors.ts';
import type { DatasetAsset } from '../model/assets.ts';
import type { SqlResult, SqlRunner, SqlValue } from '../model/sql-runner.ts';
import { timeOf } from './format/time.ts';
import type { Cell } from './picture.ts';
import { postProcess } from './post/apply.ts';
import { cellsKey, type Frame, frameOf } from './post/frame.ts';
import { flatten } from './post/shape.ts';
import { columnLabel, isTimeFilter, metricLabel } from './query/labels.ts';
import type { QueryColumn, QueryObject } from './query/types.ts';
import { buildSql, type BuiltSql } from './sql/build-sql.ts';
import type { ValueKind } from './sql/dialect.ts';
import type { Expression } from './sql/source.ts';
import { DAY_MS, startOf } from './time/calendar.ts';
import { shiftedBy, timeRange, type TimeRange } from './time/time-range.ts';

const MOST_OFFSETS = 24;

/** What one query answered: rows after post-processing, with the paths of pivoted columns, and the SQL that was run. */
export interface Answer {
  query: QueryObject;
  frame: Frame;
  /** The frame with plain columns. */
  flat: Frame;
  /** What each column of the database's answer holds, by name. */
  kinds: ReadonlyMap<string, ValueKind>;
  queries: { sql: string; rowcount: number; ms: number }[];
}

interface QueryRun {
  dataset: DatasetAsset;
  runner: SqlRunner;
  now: number;
  signal?: AbortSignal;
}

const isAxis = (column: QueryColumn): boolean => typeof column !== 'string' && column.columnType === 'BASE_AXIS';
const NUMERIC_TEXT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const FULL_TIME = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}/;

/** A number that the database answers as text or as a bigint, where it fits. */
function plain(value: SqlValue): Cell {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return value;
}

/** A year (or whatever the column's format says) that stands for a moment. */
function formatted(value: Cell, format: string): number | null {
  if (value === null) return null;
  const text = String(value);
  if (format === '%Y') return timeOf(`${text.padStart(4, '0')}-01-01`);
  if (format === '%Y%m%d') return timeOf(text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  if (format === '%Y-%m' || format === '%Y%m') return timeOf(text.replace(/^(\d{4})-?(\d{2})$/, '$1-$2-01'));
  return timeOf(text);
}

/**
 * Whether a year or the like is read as a moment: only on the axis or as the chart's time column, as in Superset. In a list or a group it stays what the
 * column holds.
 */
const staysWritten = (column: Expression, axes: ReadonlySet<string>): boolean => {
  const format = column.column?.python_date_format;
  return Boolean(format) && !format?.startsWith('epoch') && !axes.has(column.label);
};

/** A cell as both databases mean it: times are milliseconds, numbers numbers, truths truths. */
function normalised(value: SqlValue, column: Expression, axes: ReadonlySet<string>): Cell {
  const cell = plain(value);
  if (cell === null) return null;
  switch (column.kind) {
    case 'time': {
      if (typeof cell === 'number' && staysWritten(column, axes)) return cell;
      const format = column.column?.python_date_format;
      return (format && !format.startsWith('epoch') ? formatted(cell, format) : timeOf(cell)) ?? cell;
    }
    case 'boolean':
      return typeof cell === 'number' ? cell !== 0 : cell;
    case 'number':
      if (typeof cell === 'string' && NUMERIC_TEXT.test(cell)) return Number(cell);
      return typeof cell === 'string' && FULL_TIME.test(cell) ? (timeOf(cell) ?? cell) : cell;
    default:
      return cell;
  }
}

const axesOf = ({ columns, granularity }: QueryObject): Set<string> =>
  new Set(['__timestamp', ...(granularity ? [granularity] : []), ...columns.filter(isAxis).map(columnLabel)]);

function cellsOf(built: BuiltSql, result: SqlResult, axes: ReadonlySet<string>): Cell[][] {
  return result.rows.map((row) => built.columns.map((column, at) => normalised(row[at] ?? null, column, axes)));
}

/** MIN or MAX of a time is a time, whatever the metric was declared as. */
function kindsOf(built: BuiltSql, result: SqlResult, axes: ReadonlySet<string>): Map<string, ValueKind> {
  return new Map(
    built.columns.map((column, at) => {
      const sample = result.rows.find((row) => row[at] !== null)?.[at];
      const isYear = column.kind === 'time' && typeof sample === 'number' && staysWritten(column, axes);
      const isTime =
        column.kind === 'number' &&
        (result.columns[at]?.coltype === 2 || (typeof sample === 'string' && FULL_TIME.test(sample)));
      const isText = column.kind === 'number' && typeof sample === 'string' && !NUMERIC_TEXT.test(sample);
      return [column.label, isTime ? 'time' : isText || isYear ? 'text' : column.kind];
    }),
  );
}

/** Units in which two rows of different times meet: the start of the grain that the moved time lies in. */
function meetingPoint(time: number, grain: string | undefined): number {
  if (grain === 'P1M') return startOf(time, 'month');
  if (grain === 'P3M' || grain === 'P0.25Y') return startOf(time, 'quarter');
  if (grain === 'P1Y') return startOf(time, 'year');
  if (grain?.includes('P1W')) return Math.floor(time / (7 * DAY_MS));
  return grain === 'P1D' ? startOf(time, 'day') : time;
}

function enclosedRange(query: QueryObject, now: number): TimeRange & { since: number; until: number } {
  const filter = query.filters.find(isTimeFilter);
  const text = query.granularity === undefined && typeof filter?.val === 'string' ? filter.val : query.time_range;
  const range = timeRange(text, { now });
  if (range.since === null || range.until === null) {
    throw new Failure('CHART_INVALID', 'A comparison with another time needs a time range with both ends');
  }
  return { since: range.since, until: range.until };
}

const backwards = (time: number, offset: string, length: number): number =>
  offset === 'inherit' ? time - length : shiftedBy(time, offset);

/** Adds `metric__offset` columns: the same query over the range moved back, joined on the moved time and the groups. */
async function withOffsets(
  run: QueryRun,
  query: QueryObject,
  frame: Frame,
  built: BuiltSql,
  queries: Answer['queries'],
): Promise<Frame> {
  const offsets = query.time_offsets ?? [];
  if (offsets.length === 0) return frame;
  // Each is a query of its own.
  if (offsets.length > MOST_OFFSETS)
    throw new Failure(
      'CHART_INVALID',
      `The chart compares ${offsets.length} times, at most ${MOST_OFFSETS} are asked for`,
    );
  const { since, until } = enclosedRange(query, run.now);
  const length = until - since;
  const metrics = new Set((query.metrics ?? []).map(metricLabel));
  const groups = built.columns.flatMap((column, at) => (metrics.has(column.label) ? [] : [at]));
  const values = built.columns.flatMap((column, at) => (metrics.has(column.label) ? [at] : []));
  const axis = query.columns.find(isAxis);
  const axisLabel = axis === undefined ? '__timestamp' : columnLabel(axis);
  const grain = (typeof axis === 'object' ? axis.timeGrain : query.extras.time_grain_sqla) ?? undefined;
  const key = (row: Cell[], move: (time: number) => number): string =>
    cellsKey(
      groups.map((at) => {
        const cell = row[at] ?? null;
        return built.columns[at]?.label === axisLabel && typeof cell === 'number'
          ? meetingPoint(move(cell), grain)
          : cell;
      }),
    );
  let joined = frame;
  for (const offset of offsets) {
    const shift = (range: TimeRange): TimeRange => ({
      since: range.since === null ? null : backwards(range.since, offset, length),
      until: range.until === null ? null : backwards(range.until, offset, length),
    });
    const other = await buildSql(query, run.dataset, { dialect: run.runner.dialect, now: run.now, shift });
    const result = await run.runner.run(other.sql, run.signal ? { signal: run.signal } : {});
    queries.push({ sql: other.sql, rowcount: result.rows.length, ms: result.ms });
    const before = new Map(cellsOf(other, result, axesOf(query)).map((row) => [key(row, (time) => time), row]));
    joined = {
      index: joined.index,
      columns: [...joined.columns, ...values.map((at): Cell[] => [`${built.columns[at]?.label ?? ''}__${offset}`])],
      rows: joined.rows.map((row) => {
        const match = before.get(key(row, (time) => backwards(time, offset, length)));
        return [...row, ...values.map((at) => match?.[at] ?? null)];
      }),
    };
  }
  return joined;
}

/**
 * Asks the database one query object and does its post-processing. The rows are the same on every dialect.
 * @throws Failure CHART_INVALID, CHART_UNSUPPORTED, SQL_REFUSED, DB_TIMEOUT, DB_QUERY_FAILED
 */
export async function runQuery(query: QueryObject, run: QueryRun): Promise<Answer> {
  const built = await buildSql(query, run.dataset, { dialect: run.runner.dialect, now: run.now });
  const result = await run.runner.run(built.sql, run.signal ? { signal: run.signal } : {});
  const axes = axesOf(query);
  const queries = [{ sql: built.sql, rowcount: result.rows.length, ms: result.ms }];
  const raw = frameOf(
    built.columns.map((column) => column.label),
    cellsOf(built, result, axes),
  );
  const joined = await withOffsets(run, query, raw, built, queries);
  // The paths of pivoted columns are worth more to a picture than the one name that flatten makes of them.
  const steps = (query.post_processing ?? []).filter((step) => step.operation !== 'flatten');
  const frame = postProcess(joined, steps);
  return { query, frame, flat: flatten(frame), kinds: kindsOf(built, result, axes), queries };
}
