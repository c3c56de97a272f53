import { clampTo01, type Interval, Z95 } from './interval.ts';

/**
 * 95 % score interval of a rate of `successes` in `n` (Wilson 1927; Brown, Cai and DasGupta 2001). Null without trials.
 */
export function wilson(successes: number, n: number, z = Z95): Interval | null {
  if (n <= 0) return null;
  const p = successes / n;
  const z2 = z * z;
  const scale = 1 + z2 / n;
  const centre = (p + z2 / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return {
    low: successes === 0 ? 0 : clampTo01(centre - half),
    high: successes === n ? 1 : clampTo01(centre + half),
  };
}
