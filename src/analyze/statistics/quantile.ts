/**
 * Quantile of sorted values by linear interpolation: type 7 of Hyndman and Fan (1996), the percentile_cont of
 * PostgreSQL. Null without values.
 */
export function quantile(sorted: readonly number[], probability: number): number | null {
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * probability;
  const below = Math.floor(at);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (at - below) * (high - low);
}

export const ascending = (values: readonly number[]): number[] => values.toSorted((left, right) => left - right);

export const median = (values: readonly number[]): number | null => quantile(ascending(values), 0.5);
