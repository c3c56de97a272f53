import { countOf, type ForecastGroup, successesOf, sum } from './forecasts.ts';
import { type ReliabilityBin, reliability } from './reliability.ts';

export interface CalibrationError {
  /** Expected calibration error (Naeini 2015; Guo et al. 2017): mean distance of accuracy and confidence over the bins. */
  ece: number;
  /** Largest distance of a bin. */
  mce: number;
  /** Mean confidence minus success rate: above 0 is over-confident. */
  inTheLarge: number;
  bins: ReliabilityBin[];
}

/** Calibration error over ten bins of equal width, or over the bins given. Null without forecasts. */
export function calibrationError(groups: readonly ForecastGroup[], bins?: ReliabilityBin[]): CalibrationError | null {
  const n = countOf(groups);
  if (n === 0) return null;
  const own = bins ?? reliability(groups);
  const gaps = own.map((bin) => ({ weight: bin.n / n, gap: Math.abs(bin.accuracy - bin.confidence) }));
  return {
    ece: sum(gaps, ({ weight, gap }) => weight * gap),
    mce: Math.max(...gaps.map(({ gap }) => gap)),
    inTheLarge: sum(groups, (group) => group.p * group.n) / n - successesOf(groups) / n,
    bins: own,
  };
}
