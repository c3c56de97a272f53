import { sum } from './forecasts.ts';

interface Rate {
  successes: number;
  n: number;
}

/**
 * Rates of groups, each drawn towards the common one by as much as its n is small: beta-binomial, its spread by the method
 * of moments (Kleinman 1973). What differs by no more than chance becomes the common rate. Null for groups without trials.
 */
export function shrunkRates(groups: readonly Rate[]): (number | null)[] {
  const known = groups.filter(({ n }) => n > 0);
  const total = sum(known, ({ n }) => n);
  if (total === 0) return groups.map(() => null);
  const mean = sum(known, ({ successes }) => successes) / total;
  const variance = mean * (1 - mean);
  const freedom = known.length - 1;
  const spread = sum(known, ({ successes, n }) => n * (successes / n - mean) ** 2);
  const scale = variance * (total - sum(known, ({ n }) => n * n) / total - freedom);
  const correlation = scale <= 0 ? 0 : Math.min(1, Math.max(0, (spread - freedom * variance) / scale));
  // How many trials the common rate weighs.
  const weight = correlation === 0 ? Number.POSITIVE_INFINITY : (1 - correlation) / correlation;
  return groups.map(({ successes, n }) => {
    if (n === 0) return null;
    return Number.isFinite(weight) ? (successes + mean * weight) / (n + weight) : mean;
  });
}
