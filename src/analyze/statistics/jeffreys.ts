import { betaQuantile } from './beta.ts';
import type { Interval } from './interval.ts';

/**
 * 95 % interval of a rate under Jeffreys' prior: quantiles of Beta(k + 1/2, n - k + 1/2). Its lower end ranks patterns,
 * so that 3 of 3 does not stand above 90 of 100. Null without trials.
 */
export function jeffreys(successes: number, n: number, confidence = 0.95): Interval | null {
  if (n <= 0) return null;
  const tail = (1 - confidence) / 2;
  const a = successes + 0.5;
  const b = n - successes + 0.5;
  return { low: betaQuantile(tail, a, b), high: betaQuantile(1 - tail, a, b) };
}
