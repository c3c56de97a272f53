import { clampTo01 } from './interval.ts';

export interface ControlPoint {
  value: number;
  centre: number;
  low: number;
  high: number;
  /** Outside its limits. */
  out: boolean;
}

export interface Counted {
  count: number;
  n: number;
}

/**
 * Chart of a rate (NIST/SEMATECH e-Handbook 6.3.3.2): three standard errors around the mean rate of the baseline. The
 * baseline should not hold the points that are judged.
 */
export function pChart(points: readonly Counted[], baseline: readonly Counted[] = points): ControlPoint[] {
  const n = baseline.reduce((total, each) => total + each.n, 0);
  if (n === 0) return [];
  const centre = baseline.reduce((total, each) => total + each.count, 0) / n;
  return points.map((point) => {
    const half = 3 * Math.sqrt((centre * (1 - centre)) / point.n);
    const low = clampTo01(centre - half);
    const high = clampTo01(centre + half);
    const value = point.count / point.n;
    return { value, centre, low, high, out: value < low || value > high };
  });
}
