import { binomialCdf } from './binomial.ts';
import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';
import { ascending } from './quantile.ts';

export interface MedianInterval extends Interval {
  /** Which of the sorted values the ends are, from 1. */
  ranks: [number, number];
  /** The confidence really reached, at least 0.95. */
  coverage: number;
}

/**
 * Interval of the median by order statistics (David and Nagaraja 2003, 7.1): true for any distribution. Null for fewer
 * than six values, where no such interval reaches 95 %.
 */
export function medianInterval(values: readonly number[]): MedianInterval | null {
  const n = values.length;
  if (n < 6) return null;
  const coverage = (rank: number): number => 1 - 2 * binomialCdf(rank - 1, n, 0.5);
  // Near the answer by the normal approximation, then exactly.
  let rank = Math.max(1, Math.floor(n / 2 + normalQuantile(0.025) * (Math.sqrt(n) / 2)) + 2);
  while (rank > 1 && coverage(rank) < 0.95) rank--;
  const sorted = ascending(values);
  const other = n + 1 - rank;
  return {
    low: sorted[rank - 1] ?? 0,
    high: sorted[other - 1] ?? 0,
    ranks: [rank, other],
    coverage: coverage(rank),
  };
}
