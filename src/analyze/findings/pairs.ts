import { Z95 } from '../statistics/interval.ts';
import { twoSided } from '../statistics/normal.ts';
import { type Candidate, type Material, spanOf } from './finding.ts';

/** Pairs that were applied together, and each without the other, less often than this are not tested. */
const TOGETHER_AT_LEAST = 30;
/** More patterns than this in one generation are a matter of their own: see over-fusion. */
const MANY = 5;
/** Stands between two names of a pair, and in no name. */
const BETWEEN = '\u0001';

interface Counted {
  successes: number;
  n: number;
}

/**
 * Pairs of patterns that go together better, or worse, than each of them does by itself: the ratio of two odds ratios,
 * "b or not" among generations with a, and among those without (Woolf 1955, with Haldane's half in every cell). What
 * each does alone is in both, and cancels. Written as lift: above 1 they help each other.
 */
export function pairCandidates(material: Material): Candidate[] {
  const { whole, counts } = countPairs(material);
  const counted = (key: string): Counted => counts.get(key) ?? NONE;
  // Others can be in no pair that is tested; a name is mostly rare where there are thousands, and pairs are its square.
  const names = [...counts.keys()]
    .filter((key) => !key.includes(BETWEEN) && counted(key).n >= 2 * TOGETHER_AT_LEAST)
    .toSorted();
  return names.flatMap((one, index) =>
    names.slice(index + 1).flatMap((other): Candidate[] => {
      const [both, withOne, withOther] = [counted(`${one}${BETWEEN}${other}`), counted(one), counted(other)];
      const onlyOne = minus(withOne, both);
      const onlyOther = minus(withOther, both);
      const cells = [both, onlyOne, onlyOther, minus(minus(minus(whole, both), onlyOne), onlyOther)];
      if (cells.some(({ n }) => n < TOGETHER_AT_LEAST)) return [];
      const [together, first, second, neither] = cells.map(logOdds);
      if (!together || !first || !second || !neither) return [];
      const size = together.value - first.value - second.value + neither.value;
      const error = Math.sqrt(together.variance + first.variance + second.variance + neither.variance);
      const better = size > 0;
      return [
        {
          kind: better ? 'patterns_together' : 'patterns_apart',
          where: { pattern: one, with: other },
          text: `${one} and ${other} in one generation are associated with ${better ? 'more' : 'less'} success than each by itself leads to expect`,
          size: Math.exp(size),
          unit: 'factor',
          interval: { low: Math.exp(size - Z95 * error), high: Math.exp(size + Z95 * error) },
          p: twoSided(size / error),
          ...spanOf(material),
        },
      ];
    }),
  );
}

const NONE: Counted = { successes: 0, n: 0 };
const minus = (one: Counted, other: Counted): Counted => ({
  successes: one.successes - other.successes,
  n: one.n - other.n,
});

/** Generations with each pattern, and with each pair in the order of names; in one pass. */
function countPairs(material: Material): { whole: Counted; counts: Map<string, Counted> } {
  const whole = { ...NONE };
  const counts = new Map<string, Counted>();
  const add = (key: string, success: boolean): void => {
    const counted = counts.get(key) ?? { ...NONE };
    counts.set(key, counted);
    counted.n++;
    if (success) counted.successes++;
  };
  for (const { patterns, success } of material.generations) {
    const own = [...new Set(patterns)].toSorted();
    if (success === null || own.length === 0 || own.length > MANY) continue;
    whole.n++;
    if (success) whole.successes++;
    for (const [index, one] of own.entries()) {
      add(one, success);
      for (const other of own.slice(index + 1)) add(`${one}${BETWEEN}${other}`, success);
    }
  }
  return { whole, counts };
}

function logOdds({ successes, n }: Counted): { value: number; variance: number } {
  const [yes, no] = [successes + 0.5, n - successes + 0.5];
  return { value: Math.log(yes / no), variance: 1 / yes + 1 / no };
}
