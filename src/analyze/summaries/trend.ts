import { mannKendall } from '../statistics/mann-kendall.ts';

export type TrendDirection = 'increasing' | 'decreasing' | 'stable';

/** A trend needs at least this many periods, and looks at no more than that many. */
const TREND_MINIMUM = 8;
const TREND_WINDOW = 13;
/** Chance of calling a trend where there is none. */
const TREND_ALPHA = 0.05;

/**
 * Direction of counts at equal steps by the test of Mann and Kendall, which asks nothing of their distribution. Null when
 * there are fewer than eight.
 */
export function trendOf(counts: readonly number[]): TrendDirection | null {
  const window = counts.slice(-TREND_WINDOW);
  const found = window.length < TREND_MINIMUM ? null : mannKendall(window);
  if (!found) return null;
  if (found.p >= TREND_ALPHA) return 'stable';
  return found.s > 0 ? 'increasing' : 'decreasing';
}
