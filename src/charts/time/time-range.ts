import { addUnits, type CalendarUnit, calendarUnit, startOf } from './calendar.ts';
import { timeExpression } from './expression.ts';

/** From `since` (included) to `until` (not included), in milliseconds; null is open. */
export interface TimeRange {
  since: number | null;
  until: number | null;
}

export interface RangeOptions {
  now: number;
  /** What `Last …` is counted from and ends at; Superset's default is today's midnight for both. */
  relativeStart?: string;
  relativeEnd?: string;
}

const SEPARATOR = ' : ';

const unitPattern = '(second|minute|hour|day|week|month|quarter|year)';

function part(text: string, options: RangeOptions): number | null {
  if (text === '') return null;
  const { now, relativeStart = 'today', relativeEnd = 'today' } = options;
  const match = new RegExp(`^(last|next)\\s+(?:(\\d+)\\s+)?${unitPattern}s?$`, 'i').exec(text);
  if (match === null) return timeExpression(text, now);
  const [, direction = '', count, word = ''] = match;
  const last = direction.toLowerCase() === 'last';
  const from = timeExpression(last ? relativeStart : relativeEnd, now);
  const amount = Number(count ?? 1);
  return addUnits(from, last ? -amount : amount, calendarUnit(word) as CalendarUnit);
}

function whole(unit: CalendarUnit, step: number, now: number): TimeRange {
  const start = addUnits(startOf(now, unit), step, unit);
  return { since: start, until: addUnits(start, 1, unit) };
}

/**
 * Superset's time_range: `No filter`, `Last 7 days`, `Last week`, `Next month`, `previous calendar month`,
 * `Current quarter`, `A : B` with dates, words and functions on either side, or a single start. Nothing is `No filter`.
 * @throws Failure CHART_INVALID when a side is not understood
 */
export function timeRange(text: string | undefined, options: RangeOptions): TimeRange {
  const range = text?.trim() ?? '';
  const { relativeStart = 'today', relativeEnd = 'today' } = options;
  if (range === '' || /^no filter$/i.test(range)) return { since: null, until: null };
  const calendar = /^(previous calendar|current) (day|week|month|quarter|year)$/i.exec(range);
  if (calendar !== null) {
    const step = calendar[1]?.toLowerCase() === 'current' ? 0 : -1;
    return whole(calendarUnit(calendar[2] ?? '') as CalendarUnit, step, options.now);
  }
  // The separator may stand at an edge, where trimming took its space away.
  const padded = ` ${range} `;
  const at = padded.indexOf(SEPARATOR);
  if (at >= 0) {
    const since = part(padded.slice(0, at).trim(), options);
    return { since, until: part(padded.slice(at + SEPARATOR.length).trim(), options) };
  }
  if (/^last\b/i.test(range)) return { since: part(range, options), until: part(relativeEnd, options) };
  if (/^next\b/i.test(range)) return { since: part(relativeStart, options), until: part(range, options) };
  // A single moment is a start; Superset leaves the end open at its relative end.
  return { since: part(range, options), until: part(relativeEnd, options) };
}

/** A moment moved by words such as `1 year ago`, `7 days ago`, `1 week`: what a time offset does to a range. */
export function shiftedBy(time: number, offset: string): number {
  const match = new RegExp(`^(\\d+)\\s*${unitPattern}s?(\\s+ago|\\s+later|\\s+from now)?$`, 'i').exec(offset.trim());
  if (match === null) return timeExpression(offset, time);
  const amount = Number(match[1]);
  const later = /later|from now/.test(match[3] ?? '');
  return addUnits(time, later ? amount : -amount, calendarUnit(match[2] ?? 'day') as CalendarUnit);
}
