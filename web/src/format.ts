import { formatTime } from '../../src/charts/format/time.ts';

/** Dates and durations of the page. Numbers are formatted by src/charts/format, as in the charts. */

const whole = new Intl.NumberFormat('en-GB');

/** 21 Nov 2026 (UTC). */
export const dayText = (time: number | string): string => formatTime(new Date(time).getTime(), '%-d %b %Y');

/** 21 Nov 2026, 14:02 UTC. */
export const instantText = (time: number | string): string =>
  formatTime(new Date(time).getTime(), '%-d %b %Y, %H:%M UTC');

/** 14:02 today, otherwise 21 Nov 2026, 14:02. */
export function untilText(time: string, now: number): string {
  const format = dayText(time) === dayText(now) ? '%H:%M' : '%-d %b %Y, %H:%M';
  return formatTime(Date.parse(time), format);
}

/** 1,234. */
export const countText = (value: number): string => whole.format(value);

/** 3 minutes ago; in 2 hours. */
export function agoText(time: string | number, now: number): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return 'just now';
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['minute', 60],
    ['hour', 3_600],
    ['day', 86_400],
    ['month', 2_629_800],
    ['year', 31_557_600],
  ];
  const step = steps.findLast(([, length]) => size >= length * 0.95) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round(seconds / step[1]), step[0]);
}

/** 640 ms, 3.2 s, 4 min 10 s. */
export function durationText(ms: number): string {
  if (ms < 1) return '<1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** "3 charts", "1 chart". */
export const plural = (count: number, word: string): string => `${countText(count)} ${word}${count === 1 ? '' : 's'}`;

/** A column as a person would name it: "Pattern", "Local day". */
export function columnWords(name: string): string {
  const text = name.replaceAll('_', ' ');
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
