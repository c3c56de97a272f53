/**
 * Forecasts that were stated with the same probability, and how they ended. Calibration statistics take lists of these:
 * equal confidences are one group, so that a million events are a hundred groups.
 */
export interface ForecastGroup {
  /** Stated probability, 0..1. */
  p: number;
  n: number;
  successes: number;
}

export const countOf = (groups: readonly ForecastGroup[]): number => sum(groups, (group) => group.n);
export const successesOf = (groups: readonly ForecastGroup[]): number => sum(groups, (group) => group.successes);

export function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}

/** Single forecasts as groups of one. */
export const forecastsOf = (p: readonly number[], y: readonly (0 | 1)[]): ForecastGroup[] =>
  p.map((each, index) => ({ p: each, n: 1, successes: y[index] ?? 0 }));
