import { jeffreys } from '../statistics/jeffreys.ts';
import { addDays, calendarText, type Day, mondayOf, monthOf, nextMonth } from './calendar.ts';

/** Applications of a pattern on a day whose outcome is known. */
export interface PatternDay {
  pattern: string;
  day: Day;
  successes: number;
  failures: number;
}

export interface EffectivenessRow {
  pattern_name: string;
  period_kind: 'week' | 'month';
  period_start: string;
  period_end: string;
  application_count: number;
  success_count: number;
  failure_count: number;
  effectiveness_score: number;
  effectiveness_lower: number;
  effectiveness_upper: number;
}

export const EFFECTIVENESS_PERIODS = [
  { kind: 'week', startOf: mondayOf, endOf: (start: Day) => addDays(start, 7) },
  { kind: 'month', startOf: monthOf, endOf: nextMonth },
] as const;

/** Per pattern and week and month: how often it was applied, how often that succeeded, with Jeffreys' interval. */
export function effectivenessRows(
  days: readonly PatternDay[],
  periods = EFFECTIVENESS_PERIODS.slice(),
): EffectivenessRow[] {
  return periods.flatMap(({ kind, startOf, endOf }) => {
    const sums = new Map<string, PatternDay>();
    for (const each of days) {
      const start = startOf(each.day);
      const key = `${start}\u0001${each.pattern}`;
      const sum = sums.get(key) ?? { pattern: each.pattern, day: start, successes: 0, failures: 0 };
      sum.successes += each.successes;
      sum.failures += each.failures;
      sums.set(key, sum);
    }
    return [...sums.values()].flatMap((sum): EffectivenessRow[] => {
      const n = sum.successes + sum.failures;
      const interval = jeffreys(sum.successes, n);
      // Applied, but nobody said how it ended: there is nothing to publish.
      if (!interval) return [];
      return [
        {
          pattern_name: sum.pattern,
          period_kind: kind,
          period_start: calendarText(sum.day),
          period_end: calendarText(endOf(sum.day)),
          application_count: n,
          success_count: sum.successes,
          failure_count: sum.failures,
          effectiveness_score: sum.successes / n,
          effectiveness_lower: interval.low,
          effectiveness_upper: interval.high,
        },
      ];
    });
  });
}
