/**
 * Random numbers that are the same on every machine: sfc32 of Chris Doty-Humphrey's PractRand (public domain), seeded by
 * hashing the seed's text. Never for secrets.
 */
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

/** FNV-1a over the text, then avalanche: four words of state. */
function stateOf(seed: string): [number, number, number, number] {
  let hash = 2166136261;
  for (let index = 0; index < seed.length; index++) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 16777619);
  }
  const word = (): number => {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = hash ^ (hash >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [word(), word(), word(), 1];
}

/** A stream of random numbers; the same parts give the same stream. */
export function random(...seed: (string | number)[]): Random {
  let [a, b, c, counter] = stateOf(seed.join('/'));
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 12; warm++) next();
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
