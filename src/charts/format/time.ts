import { utcFormat } from 'd3-time-format';

/** All times are UTC, as everywhere in this product. */
const DAY = utcFormat('%-d %b %Y');
const MINUTE = utcFormat('%-d %b %Y, %H:%M');
const SECOND = utcFormat('%-d %b %Y, %H:%M:%S');

const onDay = (time: number): boolean => time % 86_400_000 === 0;

/** A time nobody can misread: "21 Nov 2026", with hours and seconds when it has some. */
function unambiguous(time: number): string {
  const date = new Date(time);
  if (onDay(time)) return DAY(date);
  return time % 60_000 === 0 ? MINUTE(date) : SECOND(date);
}

const NAMED: Readonly<Record<string, (time: number) => string>> = {
  smart_date: unambiguous,
  smart_date_verbose: unambiguous,
  smart_date_detailed: unambiguous,
};

/**
 * An instant (milliseconds since 1970) by a d3 time format (`%Y-%m-%d`) or `smart_date`, in UTC.
 * https://d3js.org/d3-time-format
 */
export function formatTime(time: number, format = 'smart_date'): string {
  if (!Number.isFinite(time)) return '–';
  const named = NAMED[format];
  return named === undefined ? utcFormat(format)(new Date(time)) : named(time);
}

const STEPS: readonly [(date: Date) => boolean, (date: Date) => string][] = [
  [(date) => date.getUTCMilliseconds() !== 0, utcFormat('.%L')],
  [(date) => date.getUTCSeconds() !== 0, utcFormat(':%S')],
  [(date) => date.getUTCMinutes() !== 0 || date.getUTCHours() !== 0, utcFormat('%H:%M')],
  [(date) => date.getUTCDate() !== 1, utcFormat('%-d %b')],
  [(date) => date.getUTCMonth() !== 0, utcFormat('%b')],
];

const YEAR = utcFormat('%Y');

/** The label of a tick on a time axis: only as much as changes there (14:30, 21 Nov, Nov, 2026). */
export function formatAxisTime(time: number, format = 'smart_date'): string {
  if (!format.startsWith('smart_date')) return formatTime(time, format);
  const date = new Date(time);
  const step = STEPS.find(([holds]) => holds(date));
  return step === undefined ? YEAR(date) : step[1](date);
}

/** Milliseconds of a time as a database answers it: a number, or text in UTC with or without a zone. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
    value.trim(),
  );
  if (match === null) return null;
  const [, day = '', clock = '00:00:00', fraction = '', zone = 'Z'] = match;
  const time = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(time) ? null : time;
}
