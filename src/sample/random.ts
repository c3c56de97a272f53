import { seededUniform } from '../util/seeded-uniform.ts';

/** Draws of the usual distributions from one seeded stream. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [low, high]. */
  integer(low: number, high: number): number;
  /** True with probability p. */
  chance(p: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, by their weights. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  /** Log-normal with the given median; sigma is that of the logarithm. */
  lognormal(median: number, sigma: number): number;
  /** Poisson count (Knuth 1969, vol. 2, 3.4.1); for small means. */
  poisson(mean: number): number;
  /** `count` different items, in random order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** Lower-case hex of the given length. */
  hex(length: number): string;
}

/** A stream of random numbers; the same parts give the same stream. */
export function random(...seed: (string | number)[]): Random {
  const next = seededUniform(seed.join('/'));
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[integer(0, items.length - 1)];
    if (item === undefined) throw new TypeError('nothing to pick from');
    return item;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    integer,
    pick,
    normal,
    chance: (p) => next() < p,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return pick(items)[0];
    },
    lognormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson: (mean) => {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count++;
      return count;
    },
    sample: (items, count) => {
      const rest = [...items];
      for (let index = 0; index < Math.min(count, rest.length); index++) {
        const other = integer(index, rest.length - 1);
        [rest[index], rest[other]] = [rest[other] as (typeof rest)[number], rest[index] as (typeof rest)[number]];
      }
      return rest.slice(0, count);
    },
    hex: (length) => Array.from({ length }, () => integer(0, 15).toString(16)).join(''),
  };
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
export const logit = (p: number): number => Math.log(p / (1 - p));
