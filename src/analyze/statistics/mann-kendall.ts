import { twoSided } from './normal.ts';
import { median } from './quantile.ts';

export interface MannKendall {
  /** Pairs that rise minus pairs that fall. */
  s: number;
  variance: number;
  z: number;
  /** Two-sided; exact for up to ten values without ties, where the normal approximation is wrong. */
  p: number;
  /** Theil-Sen (Sen 1968): the median slope over all pairs, per step. */
  slope: number;
}

const EXACT_UP_TO = 10;

/**
 * Mann (1945) and Kendall (1975): a trend that need not be straight, in values at equal steps, with the correction for
 * ties. Null for fewer than four values.
 */
export function mannKendall(values: readonly number[]): MannKendall | null {
  const n = values.length;
  if (n < 4) return null;
  let s = 0;
  const slopes: number[] = [];
  for (let later = 1; later < n; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const rise = (values[later] ?? 0) - (values[earlier] ?? 0);
      s += Math.sign(rise);
      slopes.push(rise / (later - earlier));
    }
  }
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  const spread = (count: number): number => count * (count - 1) * (2 * count + 5);
  const variance = (spread(n) - [...ties.values()].reduce((total, count) => total + spread(count), 0)) / 18;
  const z = variance === 0 || s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  const exact = n <= EXACT_UP_TO && ties.size === n;
  return { s, variance, z, p: exact ? exactP(n, s) : twoSided(z), slope: median(slopes) ?? 0 };
}

/** Kendall (1938): the number of orders of n values with each s, by the recurrence over n. */
function exactP(n: number, s: number): number {
  // counts[k]: orders with k falling pairs.
  let counts = [1];
  for (let size = 2; size <= n; size++) {
    const next = Array.from({ length: counts.length + size - 1 }, () => 0);
    for (const [k, ways] of counts.entries()) {
      for (let more = 0; more < size; more++) next[k + more] = (next[k + more] ?? 0) + ways;
    }
    counts = next;
  }
  const pairs = counts.length - 1;
  const falling = (pairs - Math.abs(s)) / 2;
  const total = counts.reduce((all, ways) => all + ways, 0);
  const tail = counts.slice(0, falling + 1).reduce((all, ways) => all + ways, 0) / total;
  return s === 0 ? 1 : Math.min(1, 2 * tail);
}
