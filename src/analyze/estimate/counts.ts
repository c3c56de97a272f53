import type { Cell, Estimator, Span } from '../metric.ts';
import { mannKendall } from '../statistics/mann-kendall.ts';
import { dispersionOf, poissonInterval } from '../statistics/poisson-interval.ts';
import { addDays, daysBetween, mondayOf } from '../summaries/calendar.ts';
import { byItem, hits, nothing, tries } from './cells.ts';

/** Days without any event after which nobody can tell quiet from a pipeline that stopped. */
const SILENCE = 7;

/** The day before which the organization was observed: what was asked, unless it fell silent long before. */
function observedUntil({ lastDay, wholeDays: { to } }: Span): string {
  return lastDay !== null && daysBetween(lastDay, to) > SILENCE ? addDays(lastDay, 1) : to;
}

/** The whole days that were observed: from the first event of the organization on, as far as asked. */
function observedDays(span: Span): string[] {
  if (span.firstDay === null) return [];
  const { from } = span.wholeDays;
  const to = observedUntil(span);
  const first = from > span.firstDay ? from : span.firstDay;
  const length = daysBetween(first, to);
  return Array.from({ length: Math.max(0, length) }, (_, index) => addDays(first, index));
}

/** Length of the observed time in days, parts included. */
function observedLength(span: Span): number {
  if (span.firstDay === null) return 0;
  const first = Math.max(span.since.getTime(), Date.parse(`${span.firstDay}T00:00:00Z`));
  const last = observedUntil(span);
  const until = last < span.wholeDays.to ? Date.parse(`${last}T00:00:00Z`) : span.until.getTime();
  return Math.max(0, (until - first) / 86_400_000);
}

function dailyCounts(cells: readonly Cell[], span: Span): number[] {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (cell.day !== null) counts.set(cell.day, (counts.get(cell.day) ?? 0) + (cell.k ?? 0) * cell.times);
  }
  return observedDays(span).map((day) => counts.get(day) ?? 0);
}

/** Events per week, with the exact interval of a count, widened when events come in clumps. */
export const perWeek: Estimator = (cells, span) => {
  const weeks = observedLength(span) / 7;
  if (weeks === 0) return nothing();
  const count = hits(cells);
  const dispersion = Math.max(1, dispersionOf(dailyCounts(cells, span)));
  const interval = poissonInterval(count, dispersion);
  return {
    value: count / weeks,
    n: count,
    interval: { low: interval.low / weeks, high: interval.high / weeks },
    details: { count, weeks, dispersion },
  };
};

/** Applications per item and thirty days. */
export const perItemAndMonth: Estimator = (cells, span) => {
  const items = byItem(cells).length;
  const months = observedLength(span) / 30;
  if (items === 0 || months === 0) return nothing();
  const count = hits(cells);
  const dispersion = Math.max(1, dispersionOf(dailyCounts(cells, span)));
  const interval = poissonInterval(count, dispersion);
  const scale = items * months;
  return {
    value: count / scale,
    n: count,
    interval: { low: interval.low / scale, high: interval.high / scale },
    details: { items, months, dispersion },
  };
};

/** Hits per hundred tries, where hits are counts that may exceed the tries. */
export const perHundred: Estimator = (cells, span) => {
  const n = tries(cells);
  if (n === 0) return nothing();
  const count = hits(cells);
  const dispersion = Math.max(1, dispersionOf(dailyCounts(cells, span)));
  const interval = poissonInterval(count, dispersion);
  const scale = n / 100;
  return {
    value: count / scale,
    n,
    interval: { low: interval.low / scale, high: interval.high / scale },
    details: { count, dispersion },
  };
};

/**
 * Change per week of weekly counts: the slope of Theil and Sen over whole weeks, its interval after Sen (1968), and the
 * test of Mann and Kendall.
 */
export const weeklyTrend: Estimator = (cells, span) => {
  const weeks = weeklyCounts(cells, span);
  // Where there was nothing at all, nothing became less or more.
  if (weeks.every((count) => count === 0)) return nothing(weeks.length);
  const trend = mannKendall(weeks);
  if (!trend) return nothing(weeks.length);
  const slopes = weeks
    .flatMap((later, index) => weeks.slice(0, index).map((earlier, before) => (later - earlier) / (index - before)))
    .toSorted((left, right) => left - right);
  const reach = 1.959963984540054 * Math.sqrt(trend.variance);
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? 0;
  return {
    value: trend.slope,
    n: weeks.length,
    interval: { low: at((slopes.length - reach) / 2 - 1), high: at((slopes.length + reach) / 2) },
    details: { p: trend.p, s: trend.s, weeks },
  };
};

/** Counts of the whole weeks inside the observed time. */
function weeklyCounts(cells: readonly Cell[], span: Span): number[] {
  const days = observedDays(span);
  const counts = dailyCounts(cells, span);
  const weeks: number[] = [];
  for (let index = 0; index + 7 <= days.length; ) {
    const day = days[index] ?? '';
    if (mondayOf(day) !== day) index++;
    else {
      weeks.push(counts.slice(index, index + 7).reduce((total, each) => total + each, 0));
      index += 7;
    }
  }
  return weeks;
}
