import { gammaQuantile } from './gamma.ts';
import type { Interval } from './interval.ts';

/**
 * Exact 95 % interval of the mean behind a count (Garwood 1936). `dispersion` above 1 widens it for events that come in
 * clumps: variance over mean of the counts per day, at least 1 (quasi-likelihood, Wedderburn 1974).
 */
export function poissonInterval(count: number, dispersion = 1): Interval {
  const scale = Math.max(1, dispersion);
  const effective = count / scale;
  return {
    low: effective === 0 ? 0 : scale * gammaQuantile(0.025, effective),
    high: scale * gammaQuantile(0.975, effective + 1),
  };
}

/** Variance over mean of counts at equal steps; 1 when there is too little to tell. */
export function dispersionOf(counts: readonly number[]): number {
  if (counts.length < 2) return 1;
  const mean = counts.reduce((total, each) => total + each, 0) / counts.length;
  if (mean === 0) return 1;
  return counts.reduce((total, each) => total + (each - mean) ** 2, 0) / (counts.length - 1) / mean;
}
