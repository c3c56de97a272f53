import { binomialTest, clopperPearson } from './binomial.ts';
import type { Interval } from './interval.ts';

export interface CountInTime {
  events: number;
  /** Length or exposure; the unit cancels. */
  exposure: number;
}

export interface RateRatio {
  /** Rate of the second over the rate of the first; null when the first has no event. */
  ratio: number | null;
  interval: Interval | null;
  /** Exact two-sided p-value that both rates are the same. */
  p: number;
}

/**
 * Two counts compared exactly: given their sum, the second is binomial (Przyborowski and Wilenski 1940). The interval
 * comes from Clopper and Pearson's. Assumes independent events.
 */
export function rateRatio(first: CountInTime, second: CountInTime): RateRatio {
  const n = first.events + second.events;
  const share = second.exposure / (first.exposure + second.exposure);
  const rate = clopperPearson(second.events, n);
  if (!rate) return { ratio: null, interval: null, p: 1 };
  const toRatio = (p: number): number => (p / (1 - p)) * (first.exposure / second.exposure);
  return {
    ratio: first.events === 0 ? null : second.events / second.exposure / (first.events / first.exposure),
    interval: first.events === 0 ? null : { low: toRatio(rate.low), high: toRatio(rate.high) },
    p: binomialTest(second.events, n, share),
  };
}
