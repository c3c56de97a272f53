import { gammaQuantile } from './gamma.ts';
import type { Interval } from './interval.ts';

/**
 * Exact 95 % interval of the mean behind a count (Garwood 1936). `dispersion` above 1 widens it for events that come in
 * clumps (quasi-likelihood, Wedderburn 1974).
 */
export function poissonInterval(count: number, dispersion = 1): Interval {
  const scale = Math.max(1, dispersion);
  const effective = count / scale;
  return {
    low: effective === 0 ? 0 : scale * gammaQuantile(0.025, effective),
    high: scale * gammaQuantile(0.975, effective + 1),
  };
}

/**
 * Variance over mean of daily counts, against the mean of their own day of the week: that Sundays are quiet is no clump.
 * 1 when there are fewer than three weeks to tell.
 */
export function dispersionOf(daily: readonly number[]): number {
  if (daily.length < 21) return 1;
  let squares = 0;
  let seen = 0;
  for (let weekday = 0; weekday < 7; weekday++) {
    const own = daily.filter((_, index) => index % 7 === weekday);
    const mean = own.reduce((total, each) => total + each, 0) / own.length;
    if (mean === 0) continue;
    squares += own.reduce((total, each) => total + (each - mean) ** 2, 0) / mean;
    seen++;
  }
  const freedom = (daily.length / 7) * seen - seen;
  return seen === 0 || freedom <= 0 ? 1 : squares / freedom;
}
