/** Aggregates over numbers, as numpy has them; of no number they are null. Percentiles interpolate linearly. */

export const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number | null => {
  const total = sum(values);
  return total === null ? null : total / values.length;
};

export const minimum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((low, value) => Math.min(low, value));

export const maximum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((high, value) => Math.max(high, value));

/** Variance of a sample (ddof 1) or of a population (ddof 0). */
export function variance(values: readonly number[], ddof: 0 | 1): number | null {
  const average = mean(values);
  if (average === null || values.length <= ddof) return null;
  return values.reduce((total, value) => total + (value - average) ** 2, 0) / (values.length - ddof);
}

export const deviation = (values: readonly number[], ddof: 0 | 1): number | null => {
  const spread = variance(values, ddof);
  return spread === null ? null : Math.sqrt(spread);
};

/** `share` between 0 and 100. numpy's method "linear". */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (share / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

/** `share` between 0 and 100: halfway between the two values next to its place. numpy's method "midpoint". */
export function midpoint(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (share / 100) * (sorted.length - 1);
  return ((sorted[Math.floor(place)] ?? 0) + (sorted[Math.ceil(place)] ?? 0)) / 2;
}

export const median = (values: readonly number[]): number | null => percentile(values, 50);

export type Aggregate = (values: readonly number[]) => number | null;

export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  sum,
  mean,
  average: mean,
  min: minimum,
  max: maximum,
  median,
  std: (values) => deviation(values, 1),
  var: (values) => variance(values, 1),
  count: (values) => values.length,
  prod: (values) => values.reduce((product, value) => product * value, 1),
};
