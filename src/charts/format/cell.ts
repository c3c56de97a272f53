import { formatNumber } from './number.ts';
import { formatTime, timeOf } from './time.ts';
import type { Cell, PictureColumn } from '../picture.ts';

/** A cell as text. "–" is no data; 0 is a measurement. */
export function cellText(value: Cell | undefined, column: Pick<PictureColumn, 'kind' | 'format'>): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (column.kind === 'time') {
    const time = timeOf(value);
    return time === null ? String(value) : formatTime(time, column.format ?? 'smart_date');
  }
  if (typeof value === 'number') return formatNumber(value, column.format ?? 'SMART_NUMBER');
  // SQLite has no type for moments: a chart that lists them writes them as text, to the minute.
  if (MOMENT.test(value)) return formatTime(timeOf(value) ?? Number.NaN, '%-d %b %Y, %H:%M');
  return COMMIT.test(value) ? value.slice(0, 10) : value;
}

const MOMENT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
const COMMIT = /^[0-9a-f]{40}$/;

type Rule = NonNullable<PictureColumn['rules']>[number];

const HOLDS: Record<string, (value: number, rule: Rule) => boolean> = {
  '>': (value, { target = 0 }) => value > target,
  '<': (value, { target = 0 }) => value < target,
  '≥': (value, { target = 0 }) => value >= target,
  '≤': (value, { target = 0 }) => value <= target,
  '=': (value, { target = 0 }) => value === target,
  '≠': (value, { target = 0 }) => value !== target,
  '< x <': (value, { targetLow = 0, targetHigh = 0 }) => value > targetLow && value < targetHigh,
  '≤ x ≤': (value, { targetLow = 0, targetHigh = 0 }) => value >= targetLow && value <= targetHigh,
  '≤ x <': (value, { targetLow = 0, targetHigh = 0 }) => value >= targetLow && value < targetHigh,
  '< x ≤': (value, { targetLow = 0, targetHigh = 0 }) => value > targetLow && value <= targetHigh,
  None: () => true,
};

/** Colour of the last rule of conditional formatting that holds. */
export const ruleColor = (value: Cell | undefined, column: PictureColumn): string | undefined =>
  typeof value === 'number'
    ? column.rules?.findLast((rule) => HOLDS[rule.operator]?.(value, rule) ?? false)?.color
    : undefined;

const DAY = 86_400_000;

/** Moments as ISO 8601 in UTC, without the clock where the whole column has days only: what every reader takes for a date. */
function momentWriter(name: string, rows: readonly Record<string, Cell>[]): (value: Cell) => Cell {
  const days = rows.every((row) => (timeOf(row[name] ?? null) ?? 0) % DAY === 0);
  return (value) => {
    const time = timeOf(value);
    if (time === null || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return value;
    const iso = new Date(time).toISOString();
    return days ? iso.slice(0, -14) : iso.replace('.000Z', 'Z');
  };
}

/** Rows as CSV after RFC 4180; a text that a spreadsheet would run as a formula is kept from it by an apostrophe. */
export function toCsv(columns: readonly PictureColumn[], rows: readonly Record<string, Cell>[]): string {
  const field = (value: Cell | undefined): string => {
    if (value === null || value === undefined) return '';
    const raw = String(value);
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(raw) ? `'${raw}` : raw;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const writers = columns.map(({ name, kind }) => {
    const moment = kind === 'time' ? momentWriter(name, rows) : undefined;
    return (row: Record<string, Cell>): string => {
      const value = row[name];
      return field(moment && value !== null && value !== undefined ? moment(value) : value);
    };
  });
  const lines = [
    columns.map((column) => field(column.label)),
    ...rows.map((row) => writers.map((write) => write(row))),
  ];
  return lines.map((line) => line.join(',')).join('\r\n');
}
