import { betaCdf, betaQuantile } from './beta.ts';
import { logGamma } from './gamma.ts';
import type { Interval } from './interval.ts';

/** P(X = k) for X binomial. */
function binomialMass(k: number, n: number, p: number): number {
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  return Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X <= k) for X binomial, as an incomplete beta function (DLMF 8.17.5). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : 1 - betaCdf(p, k + 1, n - k);
}

/** Exact 95 % interval of a rate (Clopper and Pearson 1934). */
export function clopperPearson(k: number, n: number, confidence = 0.95): Interval | null {
  if (n <= 0) return null;
  const tail = (1 - confidence) / 2;
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  };
}

/**
 * Exact two-sided test that the chance is p: the sum of all outcomes no likelier than the one seen (Fay 2010 calls it the
 * minimum likelihood method; it is what R's binom.test does).
 */
export function binomialTest(k: number, n: number, p: number): number {
  if (n === 0) return 1;
  const limit = binomialMass(k, n, p) * (1 + 1e-7);
  const mode = n * p;
  if (k === mode) return 1;
  if (k < mode) {
    // Outcomes on the other side that are no likelier: they start where the mass falls under the limit.
    const from = firstNoLikelier(Math.ceil(mode), n, (x) => binomialMass(x, n, p) <= limit);
    return Math.min(1, binomialCdf(k, n, p) + 1 - binomialCdf(from - 1, n, p));
  }
  const to = -firstNoLikelier(-Math.floor(mode), 0, (x) => binomialMass(-x, n, p) <= limit);
  return Math.min(1, 1 - binomialCdf(k - 1, n, p) + binomialCdf(to, n, p));
}

/** Smallest whole number in [low, high] that holds, high + 1 when none does; what holds once holds from there on. */
function firstNoLikelier(low: number, high: number, holds: (x: number) => boolean): number {
  let left = low;
  let right = high + 1;
  while (left < right) {
    const middle = Math.floor((left + right) / 2);
    if (holds(middle)) right = middle;
    else left = middle + 1;
  }
  return left;
}
