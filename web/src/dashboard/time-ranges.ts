import { formatTime } from '../../../src/charts/format/time.ts';

/** Time ranges in Superset's words, and how a person reads them. Days are days in UTC. */

export const PRESETS: readonly { value: string; label: string }[] = [
  { value: 'Last day', label: 'Last day' },
  { value: 'Last 7 days', label: 'Last 7 days' },
  { value: 'Last 14 days', label: 'Last 14 days' },
  { value: 'Last 30 days', label: 'Last 30 days' },
  { value: 'Last 90 days', label: 'Last 90 days' },
  { value: 'Last 180 days', label: 'Last 180 days' },
  { value: 'Last year', label: 'Last year' },
  { value: 'No filter', label: 'All time' },
];

export const GRAINS: readonly { value: string; label: string }[] = [
  { value: 'PT1H', label: 'Hour' },
  { value: 'P1D', label: 'Day' },
  { value: 'P1W', label: 'Week' },
  { value: 'P1M', label: 'Month' },
  { value: 'P3M', label: 'Quarter' },
  { value: 'P1Y', label: 'Year' },
];

export const grainLabel = (grain: string): string => GRAINS.find((each) => each.value === grain)?.label ?? grain;

const FULL = '%-d %b %Y';
const MINUTE = '%-d %b %H:%M';
const DAY = 86_400_000;

const parse = (text: string): number =>
  Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text.replace('Z', '')}Z`);

/** Start and end (exclusive) of `A : B`; null for Superset's other words. */
export function absolute(range: string): { from: number; to: number } | null {
  const [from, to] = range.split(' : ').map(parse);
  return from !== undefined && to !== undefined && !Number.isNaN(from + to) ? { from, to } : null;
}

/** How a range is shown: "Last 30 days", "1 – 20 Nov 2026", "All time". */
export function rangeLabel(range: string): string {
  const preset = PRESETS.find((each) => each.value === range);
  if (preset) return preset.label;
  const span = absolute(range);
  if (!span) return range;
  const wholeDays = span.from % DAY === 0 && span.to % DAY === 0;
  if (!wholeDays) return `${formatTime(span.from, MINUTE)} – ${formatTime(span.to, MINUTE)}`;
  const last = span.to - DAY;
  if (last <= span.from) return formatTime(span.from, FULL);
  const sameYear = new Date(span.from).getUTCFullYear() === new Date(last).getUTCFullYear();
  return `${formatTime(span.from, sameYear ? '%-d %b' : FULL)} – ${formatTime(last, FULL)}`;
}

/** A selection on a chart as a range: whole days when it spans some, else minutes. */
export function rangeOf(from: number, to: number): string {
  const start = Math.min(from, to);
  const end = Math.max(from, to);
  if (end - start >= 2 * DAY) {
    return `${isoDay(Math.round(start / DAY) * DAY)} : ${isoDay(Math.max(Math.round(end / DAY), Math.round(start / DAY) + 1) * DAY)}`;
  }
  const minute = (time: number): string => new Date(time).toISOString().slice(0, 16);
  return `${minute(start)}:00 : ${minute(end)}:00`;
}

export const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);
