import { twoSided } from './normal.ts';

/** Laplace's trend test: do events come more (u > 0) or less (u < 0) often in (0, length)? Null without events. */
export function laplaceTrend(times: readonly number[], length: number): { u: number; p: number } | null {
  const n = times.length;
  if (n === 0) return null;
  const mean = times.reduce((total, each) => total + each, 0) / n;
  const u = (mean - length / 2) / (length * Math.sqrt(1 / (12 * n)));
  return { u, p: twoSided(u) };
}
