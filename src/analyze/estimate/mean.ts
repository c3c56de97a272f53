import type { Cell, Estimator } from '../metric.ts';
import { sum } from '../statistics/forecasts.ts';
import { meanInterval } from '../statistics/mean-interval.ts';
import { medianInterval } from '../statistics/median-interval.ts';
import { quantile } from '../statistics/quantile.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { byItem, nothing, times } from './cells.ts';

const ascendingCells = (cells: readonly Cell[]): Cell[] =>
  cells.toSorted((left, right) => (left.value ?? 0) - (right.value ?? 0) || (left.k ?? 0) - (right.k ?? 0));

/** Mean of the units' values, with Student's interval. */
export const mean: Estimator = (cells) => {
  const found = meanInterval(ascendingCells(cells).map((cell) => ({ value: cell.value ?? 0, n: cell.times })));
  return found ? { value: found.mean, n: found.n, interval: found.interval, details: {} } : nothing();
};

/** Mean of values between 0 and 1: neither is its interval beyond them. */
export const meanProbability: Estimator = (cells, span) => {
  const found = mean(cells, span);
  const { interval } = found;
  return interval
    ? { ...found, interval: { low: Math.max(0, interval.low), high: Math.min(1, interval.high) } }
    : found;
};

/** Mean of stated probability minus outcome: above 0 is over-confident. */
export const bias: Estimator = (cells) => {
  const differences = ascendingCells(cells).map((cell) => ({
    value: (cell.value ?? 0) - (cell.k ?? 0),
    n: cell.times,
  }));
  const found = meanInterval(differences);
  return found ? { value: found.mean, n: found.n, interval: found.interval, details: {} } : nothing();
};

/**
 * Median of durations in seconds, as hours or minutes; with the interval by order statistics, the 75th and 90th
 * percentile, and the median of Kaplan and Meier where k = 0 marks what has not ended.
 */
export const medianOf =
  (secondsPerUnit: number): Estimator =>
  (cells) => {
    const sorted = ascendingCells(cells);
    const expand = (of: readonly Cell[]): number[] =>
      of.flatMap((cell) => Array.from({ length: cell.times }, () => (cell.value ?? 0) / secondsPerUnit));
    const ended = expand(sorted.filter((cell) => cell.k !== 0));
    if (ended.length === 0) return nothing(0);
    const interval = medianInterval(ended);
    const open = times(sorted.filter((cell) => cell.k === 0));
    const survival = kaplanMeier(
      sorted.flatMap((cell) => expand([cell]).map((time) => ({ time, ended: cell.k !== 0 }))),
    );
    return {
      value: quantile(ended, 0.5),
      n: ended.length,
      interval: interval && { low: interval.low, high: interval.high },
      details: {
        p75: quantile(ended, 0.75),
        p90: quantile(ended, 0.9),
        open,
        ...(open > 0 ? { medianWithOpen: survival.median } : {}),
      },
    };
  };

/**
 * Hours per item: the mean over items of the sum of their values in seconds. The interval lets the number of values per
 * item vary as a Poisson count (compound Poisson: the variance of a sum is the sum of squares).
 */
export const hoursPerItem: Estimator = (cells) => {
  const items = byItem(cells);
  if (items.length === 0) return nothing();
  const total = sum(ascendingCells(cells), (cell) => (cell.value ?? 0) * cell.times) / 3600;
  const squares = sum(ascendingCells(cells), (cell) => cell.times * ((cell.value ?? 0) / 3600) ** 2);
  const half = (1.959963984540054 * Math.sqrt(squares)) / items.length;
  const value = total / items.length;
  return {
    value,
    n: times(cells),
    interval: { low: Math.max(0, value - half), high: value + half },
    details: { items: items.length, totalHours: total },
  };
};

/** Patterns applied less often than this say too little about themselves. */
export const ITEM_MINIMUM = 10;

/**
 * Mean over items of their success rates, each item counting once. The interval is that of a mean of independent
 * binomial rates, each with the variance of its Jeffreys posterior.
 */
export const meanOverItems: Estimator = (cells) => {
  const all = byItem(cells).map(([item, own]) => {
    const n = times(own);
    return { item, n, successes: sum(own, (cell) => (cell.k ?? 0) * cell.times) };
  });
  const items = all.filter(({ n }) => n >= ITEM_MINIMUM);
  if (items.length === 0) return nothing();
  const value = sum(items, ({ successes, n }) => successes / n) / items.length;
  const variance =
    sum(items, ({ successes, n }) => {
      const p = (successes + 0.5) / (n + 1);
      return (p * (1 - p)) / (n + 2);
    }) /
    items.length ** 2;
  const half = 1.959963984540054 * Math.sqrt(variance);
  return {
    value,
    n: sum(items, ({ n }) => n),
    interval: { low: Math.max(0, value - half), high: Math.min(1, value + half) },
    details: { items: items.length, tooFewApplications: all.length - items.length },
  };
};
