import type { Interval } from './interval.ts';
import { wilson } from './wilson.ts';

interface Rate {
  successes: number;
  n: number;
}

/** Difference of two independent rates, first minus second, with its 95 % interval (Newcombe 1998, method 10). */
export function newcombe(first: Rate, second: Rate): { difference: number; interval: Interval } | null {
  const one = wilson(first.successes, first.n);
  const two = wilson(second.successes, second.n);
  if (!one || !two) return null;
  const p1 = first.successes / first.n;
  const p2 = second.successes / second.n;
  return {
    difference: p1 - p2,
    interval: {
      low: p1 - p2 - Math.hypot(p1 - one.low, two.high - p2),
      high: p1 - p2 + Math.hypot(one.high - p1, p2 - two.low),
    },
  };
}
