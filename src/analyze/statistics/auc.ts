import { countOf, type ForecastGroup, successesOf } from './forecasts.ts';

/**
 * Chance that a success was given a higher probability than a failure, ties counting half (Hanley and McNeil 1982).
 * Null unless there is one of each.
 */
export function auc(groups: readonly ForecastGroup[]): number | null {
  const successes = successesOf(groups);
  const failures = countOf(groups) - successes;
  if (successes === 0 || failures === 0) return null;
  const sorted = groups.toSorted((left, right) => left.p - right.p);
  let wins = 0;
  let failuresBelow = 0;
  for (let index = 0; index < sorted.length; ) {
    const p = sorted[index]?.p;
    let own = 0;
    let ownFailures = 0;
    for (; sorted[index]?.p === p && index < sorted.length; index++) {
      const group = sorted[index];
      if (!group) break;
      own += group.successes;
      ownFailures += group.n - group.successes;
    }
    wins += own * (failuresBelow + ownFailures / 2);
    failuresBelow += ownFailures;
  }
  return wins / (successes * failures);
}
