import { countOf, type ForecastGroup, successesOf, sum } from './forecasts.ts';
import { binOf } from './reliability.ts';

export interface BrierScore {
  /** Mean squared distance of forecast and outcome: 0 is perfect. */
  brier: number;
  /** Murphy (1973): distance of the bins' confidence from their success rate (lower is better). */
  reliability: number;
  /** Murphy (1973): how far the bins' success rates lie from the overall one (higher is better). */
  resolution: number;
  uncertainty: number;
  /** Stephenson, Coelho and Jolliffe (2008): what the bins hide, so that the parts add up to the score. */
  withinBinVariance: number;
  withinBinCovariance: number;
  /** 1 - brier / uncertainty; null when every outcome is the same. */
  skill: number | null;
  /** Mean negative log-likelihood, forecasts clipped to [1e-15, 1 - 1e-15]. */
  logLoss: number;
}

/** The Brier score (1950) with its decomposition over bins of equal width. Null without forecasts. */
export function brierScore(groups: readonly ForecastGroup[], bins = 10): BrierScore | null {
  const n = countOf(groups);
  if (n === 0) return null;
  const base = successesOf(groups) / n;
  const brier =
    sum(groups, ({ p, n: count, successes }) => successes * (1 - p) ** 2 + (count - successes) * p ** 2) / n;
  const byBin = inBins(groups, bins);
  let reliability = 0;
  let resolution = 0;
  let variance = 0;
  let covariance = 0;
  for (const members of byBin.values()) {
    const size = countOf(members);
    const mean = sum(members, (group) => group.p * group.n) / size;
    const rate = successesOf(members) / size;
    reliability += size * (mean - rate) ** 2;
    resolution += size * (rate - base) ** 2;
    variance += sum(members, (group) => group.n * (group.p - mean) ** 2);
    covariance += sum(members, ({ p, n: count, successes }) => (p - mean) * (successes - count * rate));
  }
  const uncertainty = base * (1 - base);
  return {
    brier,
    reliability: reliability / n,
    resolution: resolution / n,
    uncertainty,
    withinBinVariance: variance / n,
    withinBinCovariance: (2 * covariance) / n,
    skill: uncertainty === 0 ? null : 1 - brier / uncertainty,
    logLoss: -sum(groups, logLikelihood) / n,
  };
}

function inBins(groups: readonly ForecastGroup[], bins: number): Map<number, ForecastGroup[]> {
  const byBin = new Map<number, ForecastGroup[]>();
  for (const group of groups) {
    const bin = binOf(group.p, bins);
    const members = byBin.get(bin);
    if (members) members.push(group);
    else byBin.set(bin, [group]);
  }
  return byBin;
}

function logLikelihood({ p, n, successes }: ForecastGroup): number {
  const clipped = Math.min(1 - 1e-15, Math.max(1e-15, p));
  return successes * Math.log(clipped) + (n - successes) * Math.log1p(-clipped);
}
