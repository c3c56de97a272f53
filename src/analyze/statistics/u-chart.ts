import type { ControlPoint, Counted } from './p-chart.ts';

/** Chart of events per unit of exposure (NIST/SEMATECH e-Handbook 6.3.3.1): three standard errors around the mean rate. */
export function uChart(points: readonly Counted[], baseline: readonly Counted[] = points): ControlPoint[] {
  const exposure = baseline.reduce((total, each) => total + each.n, 0);
  if (exposure === 0) return [];
  const centre = baseline.reduce((total, each) => total + each.count, 0) / exposure;
  return points.map((point) => {
    const half = 3 * Math.sqrt(centre / point.n);
    const value = point.count / point.n;
    const low = Math.max(0, centre - half);
    const high = centre + half;
    return { value, centre, low, high, out: value < low || value > high };
  });
}
