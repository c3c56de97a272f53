import { Failure } from '../../errors.ts';
import type { Dialect } from '../../model/sql-runner.ts';

/** A name, always in quotes: no name of a bundle can end the quote or be a keyword. */
export const quoteName = (name: string): string => `"${name.replaceAll('\0', '').replaceAll('"', '""')}"`;

/** A text as a literal of the standard: both databases read a backslash as a backslash. */
export const quoteText = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;

export type ValueKind = 'number' | 'text' | 'time' | 'boolean';

/** What kind of values a column of this database type holds. */
export function valueKind(type: string | null | undefined, temporal: boolean | null | undefined): ValueKind {
  const name = (type ?? '').toUpperCase();
  if (temporal || /DATE|TIME/.test(name)) return 'time';
  if (/BOOL/.test(name)) return 'boolean';
  return /INT|NUMERIC|DECIMAL|REAL|DOUBLE|FLOAT|SERIAL|MONEY|NUMBER/.test(name) ? 'number' : 'text';
}

/** The years 1 to 9999, which both databases and Superset's dates end with. */
const FIRST_MOMENT = Date.UTC(2000, 0, 1) - 63_082_281_600_000;
const LAST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const isoParts = (time: number): { day: string; clock: string; micros: string } => {
  const iso = new Date(time).toISOString();
  const at = iso.indexOf('T');
  return { day: iso.slice(0, at), clock: iso.slice(at + 1, at + 9), micros: `${iso.slice(at + 10, at + 13)}000` };
};

/**
 * A moment as Superset 6.1 writes it into SQL for a column of this type and format. SQLite compares texts, so the literal
 * has to look like what is stored: seconds for DATETIME and text, microseconds for DATE.
 * @throws Failure CHART_INVALID outside the years 1 to 9999
 */
export function timeLiteral(
  dialect: Dialect,
  time: number,
  column: { type?: string | null; python_date_format?: string | null },
): string {
  if (!(time >= FIRST_MOMENT && time <= LAST_MOMENT))
    throw new Failure('CHART_INVALID', 'A time range of the chart leads out of the years 1 to 9999');
  const format = column.python_date_format;
  if (format === 'epoch_s') return String(Math.floor(time / 1000));
  if (format === 'epoch_ms') return String(time);
  if (format) return quoteText(strftime(time, format));
  const { day, clock, micros } = isoParts(time);
  const isDate = /^DATE$/i.test((column.type ?? '').trim());
  if (dialect === 'sqlite') return isDate ? `'${day} ${clock}.${micros}'` : `'${day} ${clock}'`;
  if (isDate) return `TO_DATE('${day}', 'YYYY-MM-DD')`;
  return `TO_TIMESTAMP('${day} ${clock}.${micros}', 'YYYY-MM-DD HH24:MI:SS.US')`;
}

/** The few directives that a column's python_date_format uses. */
function strftime(time: number, format: string): string {
  const { day, clock, micros } = isoParts(time);
  const [year = '', month = '', date = ''] = day.split('-');
  const [hour = '', minute = '', second = ''] = clock.split(':');
  const parts: Record<string, string> = {
    Y: year,
    m: month,
    d: date,
    H: hour,
    M: minute,
    S: second,
    f: micros,
    y: year.slice(-2),
    '%': '%',
  };
  return format.replaceAll(/%([YmdHMSfy%])/g, (_whole, key: string) => parts[key] ?? '');
}

/** A column of numbers or text that holds moments, as moments. */
export function asMoment(dialect: Dialect, sql: string, format: string | null | undefined): string {
  if (format === 'epoch_s' || format === 'epoch_ms') {
    const seconds = format === 'epoch_ms' ? `(${sql} / 1000)` : sql;
    return dialect === 'sqlite'
      ? `datetime(${seconds}, 'unixepoch')`
      : `(TIMESTAMP 'epoch' + ${seconds} * INTERVAL '1 second')`;
  }
  return sql;
}

export const asText = (sql: string): string => `CAST(${sql} AS TEXT)`;
