import { addDays, calendarText, type Day, mondayOf } from './calendar.ts';
import { ALWAYS, type Range } from './ranges.ts';
import { trendOf, type TrendDirection } from './trend.ts';

/** Occurrences of a kind on a day, by severity and pattern; '' where there is none. */
export interface KindDay {
  kind: string;
  day: Day;
  /** Monday of its week. */
  week: Day;
  severity: string;
  pattern: string;
  occurrences: number;
}

export interface SummaryRow {
  metric_type: string;
  period_kind: 'day' | 'week';
  summary_date: string;
  total_count: number;
  critical_severity_count: number;
  high_severity_count: number;
  medium_severity_count: number;
  low_severity_count: number;
  top_pattern: string | null;
  top_pattern_count: number | null;
  trend_direction: TrendDirection | null;
  week_over_week_change: number | null;
}

const ofDay = (each: KindDay): Day => each.day;
const ofWeek = (each: KindDay): Day => each.week;

export interface SummarySpan {
  /** First and last day with any event at all: between them, no event of a kind is a true zero. */
  first: Day;
  last: Day;
  /** First day that is not over yet. */
  today: Day;
}

/** Figures per kind and day and week. `applications` are the patterns of generations, which those themselves do not name. */
export function summaryRows(days: readonly KindDay[], applications: readonly KindDay[], today: Day): SummaryRow[] {
  const all = days.map((each) => each.day).toSorted();
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return [];
  return summaryRowsIn(days, applications, { first, last, today }, ALWAYS);
}

/** Weeks before a range whose counts its trends look back on. */
export const WEEKS_LOOKED_BACK = 14;

/**
 * The figures of the whole weeks in `range` only. `days` must hold what happened in it and in the weeks looked back on
 * before it, as far as the collection reaches.
 */
export function summaryRowsIn(
  days: readonly KindDay[],
  applications: readonly KindDay[],
  span: SummarySpan,
  range: Range,
): SummaryRow[] {
  const [from, to] = [calendarText(range.from), calendarText(range.to)];
  return [...new Set(days.map((each) => each.kind))].toSorted().flatMap((kind) => {
    const own = days.filter((each) => each.kind === kind);
    const rows = rowsOfKind(kind, own, kind === 'code_generation' ? applications : own, span);
    return rows.filter(({ summary_date: date }) => date >= from && date < to);
  });
}

function rowsOfKind(
  kind: string,
  days: readonly KindDay[],
  named: readonly KindDay[],
  span: SummarySpan,
): SummaryRow[] {
  const daily = totals(days, ofDay);
  const weekly = totals(days, ofWeek);
  const trends = weeklyTrends(weekly, span);
  const grouped = { day: byStart(days, ofDay), week: byStart(days, ofWeek) };
  const patterns = { day: byStart(named, ofDay), week: byStart(named, ofWeek) };
  const row = (period: 'day' | 'week', start: Day, total: number): SummaryRow => {
    const inside = grouped[period].get(start) ?? [];
    const severity = (name: string): number => sumOf(inside.filter((each) => each.severity === name));
    const top = topPattern(patterns[period].get(start) ?? []);
    const counts = period === 'day' ? daily : weekly;
    return {
      metric_type: kind,
      period_kind: period,
      summary_date: calendarText(start),
      total_count: total,
      critical_severity_count: severity('critical'),
      high_severity_count: severity('high'),
      medium_severity_count: severity('medium'),
      low_severity_count: severity('low'),
      top_pattern: top?.[0] ?? null,
      top_pattern_count: top?.[1] ?? null,
      trend_direction: trends.get(lastWholeWeek(start, period, span)) ?? null,
      week_over_week_change: change(counts, period, start, span),
    };
  };
  return [
    ...[...daily].map(([start, total]) => row('day', start, total)),
    ...[...weekly].map(([start, total]) => row('week', start, total)),
  ];
}

/** The trend up to each week that is over, from the first whole week of the collection on. */
function weeklyTrends(weekly: ReadonlyMap<Day, number>, span: SummarySpan): Map<Day, TrendDirection | null> {
  const trends = new Map<Day, TrendDirection | null>();
  const firstMonday = mondayOf(span.first);
  const start = span.first === firstMonday ? firstMonday : addDays(firstMonday, 7);
  const counts: number[] = [];
  for (let week = start; isOver(week, 'week', span); week = addDays(week, 7)) {
    counts.push(weekly.get(week) ?? 0);
    trends.set(week, trendOf(counts));
  }
  return trends;
}

/** A period is over when the day after it has begun, and the data reach that far. */
const isOver = (start: Day, period: 'day' | 'week', span: SummarySpan): boolean => {
  const end = addDays(start, period === 'day' ? 1 : 7);
  return end <= span.today && start <= span.last;
};

function lastWholeWeek(start: Day, period: 'day' | 'week', span: SummarySpan): Day {
  const week = mondayOf(start);
  const ends = period === 'day' ? addDays(week, 6) === start : true;
  return ends && isOver(week, 'week', span) ? week : addDays(week, -7);
}

function change(
  counts: ReadonlyMap<Day, number>,
  period: 'day' | 'week',
  start: Day,
  span: SummarySpan,
): number | null {
  const before = counts.get(addDays(start, -7)) ?? 0;
  // A period that still runs is no match for one that is over; before the collection nothing is known.
  const wholeBefore = addDays(start, -7) >= span.first;
  if (before === 0 || !wholeBefore || !isOver(start, period, span)) return null;
  return (((counts.get(start) ?? 0) - before) / before) * 100;
}

function totals(days: readonly KindDay[], startOf: (each: KindDay) => Day): Map<Day, number> {
  const sums = new Map<Day, number>();
  for (const each of days) sums.set(startOf(each), (sums.get(startOf(each)) ?? 0) + each.occurrences);
  return sums;
}

function byStart(days: readonly KindDay[], startOf: (each: KindDay) => Day): Map<Day, KindDay[]> {
  const groups = new Map<Day, KindDay[]>();
  for (const each of days) {
    const start = startOf(each);
    const own = groups.get(start);
    if (own) own.push(each);
    else groups.set(start, [each]);
  }
  return groups;
}

const sumOf = (days: readonly KindDay[]): number => days.reduce((total, each) => total + each.occurrences, 0);

/** The most frequent pattern; of equals the first by name. */
function topPattern(days: readonly KindDay[]): [string, number] | undefined {
  const sums = new Map<string, number>();
  for (const { pattern, occurrences } of days) {
    if (pattern !== '') sums.set(pattern, (sums.get(pattern) ?? 0) + occurrences);
  }
  return [...sums].toSorted(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))[0];
}
