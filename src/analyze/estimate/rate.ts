import type { Estimator } from '../metric.ts';
import { sum } from '../statistics/forecasts.ts';
import { wilson } from '../statistics/wilson.ts';
import { hits, nothing, times, tries } from './cells.ts';

/** Share of units that hit, with Wilson's interval. */
export const rate: Estimator = (cells) => {
  const n = times(cells);
  if (n === 0) return nothing();
  const k = hits(cells);
  return { value: k / n, n, interval: wilson(k, n), details: { hits: k } };
};

/**
 * Hits over tries where one unit holds many tries that share their fate: tests of a run, patterns of a generation. The
 * interval is Wilson's for as many independent tries as would give the ratio estimator's variance (Cochran 1977, 6.3;
 * Kish 1965 calls the quotient the design effect).
 */
export const clusteredRate: Estimator = (cells) => {
  const n = tries(cells);
  if (n === 0) return nothing();
  const units = times(cells);
  const k = hits(cells);
  const p = k / n;
  const variance = sum(cells, (cell) => cell.times * ((cell.k ?? 0) - p * (cell.n ?? 0)) ** 2) / n ** 2;
  const effective = variance === 0 ? units : Math.min(n, (p * (1 - p)) / variance);
  return {
    value: p,
    n,
    interval: wilson(p * effective, effective),
    details: { hits: k, units, designEffect: n / effective },
  };
};

/** A share of all there are: nothing was sampled, so there is nothing uncertain in it. */
export const census: Estimator = (cells) => {
  const n = times(cells);
  if (n === 0) return nothing();
  const k = hits(cells);
  return { value: k / n, n, interval: { low: k / n, high: k / n }, details: { hits: k, missing: n - k } };
};
