import { studentQuantile } from './beta.ts';
import { sum } from './forecasts.ts';
import type { Interval } from './interval.ts';

/** Values that were the same, and how often. */
export interface WeightedValue {
  value: number;
  n: number;
}

/** Mean with its 95 % interval by Student (1908). The interval is null for fewer than two values. */
export function meanInterval(
  values: readonly WeightedValue[],
): { mean: number; n: number; interval: Interval | null } | null {
  const n = sum(values, (each) => each.n);
  if (n === 0) return null;
  const mean = sum(values, (each) => each.value * each.n) / n;
  if (n < 2) return { mean, n, interval: null };
  const deviation = Math.sqrt(sum(values, (each) => each.n * (each.value - mean) ** 2) / (n - 1));
  const half = studentQuantile(0.975, n - 1) * (deviation / Math.sqrt(n));
  return { mean, n, interval: { low: mean - half, high: mean + half } };
}
