import type { Store } from '../store/store.ts';
import { metricOf } from './catalog.ts';
import { isWindowed } from './cells.ts';
import { computeMetric } from './compute.ts';
import { controlLimits, type Limits } from './control.ts';
import { organizationCalendar } from './organization-calendar.ts';
import type { MetricResult } from './result.ts';
import type { Interval } from './statistics/interval.ts';

export interface HistoryPoint {
  /** ISO 8601. */
  since: string;
  until: string;
  value: number | null;
  n: number;
  interval: Interval | null;
  /** Control limits from the weeks before the last four; null where there are too few. */
  limits: Limits | null;
}

const WEEK = 7 * 86_400_000;

/**
 * The value of a metric week by week, oldest first, ending at `until`: seven days each, so that the last is whole. Empty
 * for a trend over weeks and for what only knows the present.
 * @throws Failure as computeMetric
 */
export async function metricHistory(
  store: Store,
  id: string,
  options: { until: Date; weeks: number },
): Promise<HistoryPoint[]> {
  const metric = metricOf(id);
  if (!isWindowed(metric, store.dialect) || metric.unit === 'per week, each week') return [];
  const calendar = await organizationCalendar(store);
  const results: MetricResult[] = [];
  for (let back = options.weeks; back > 0; back--) {
    const since = new Date(options.until.getTime() - back * WEEK);
    const until = new Date(since.getTime() + WEEK);
    results.push(await computeMetric(store, id, { now: options.until, since, until, calendar }));
  }
  const limits = controlLimits(results);
  return results.map(({ since, until, value, n, interval }, index) => ({
    since,
    until,
    value,
    n,
    interval,
    limits: limits[index] ?? null,
  }));
}
