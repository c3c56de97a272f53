import { seededUniform } from '../../util/seeded-uniform.ts';
import { drawBinomial } from './draws.ts';
import { type ForecastGroup, sum } from './forecasts.ts';
import { quantile } from './quantile.ts';
import { binOf } from './reliability.ts';

export interface NoiseFloor {
  /** Mean calibration error of perfectly calibrated forecasts with these probabilities. */
  mean: number;
  /** Its 95th percentile: an error below it is no evidence of miscalibration. */
  p95: number;
}

const REPLICATES = 400;
/** Probabilities are rounded to this many steps first, so that the work does not grow with the events. */
const STEPS = 500;

/**
 * What the expected calibration error is by chance alone: a parametric bootstrap that draws outcomes from the stated
 * probabilities (Efron 1979; for calibration Vaicenavicius et al. 2019). The seed is fixed: the same data, the same answer.
 */
export function noiseFloor(groups: readonly ForecastGroup[], bins = 10, seed = 'noise floor'): NoiseFloor | null {
  const coarse = coarsened(groups);
  const n = sum(coarse, (group) => group.n);
  if (n === 0) return null;
  const uniform = seededUniform(seed);
  const members = coarse.map((group) => ({ ...group, bin: binOf(group.p, bins) }));
  const errors = Array.from({ length: REPLICATES }, () => {
    // Per bin: drawn successes minus expected ones; their absolute sum over n is the error.
    const gap = Array.from({ length: bins }, () => 0);
    for (const { p, n: count, bin } of members)
      gap[bin] = (gap[bin] ?? 0) + drawBinomial(count, p, uniform) - p * count;
    return sum(gap, Math.abs) / n;
  });
  errors.sort((left, right) => left - right);
  return { mean: sum(errors, (each) => each) / REPLICATES, p95: quantile(errors, 0.95) ?? 0 };
}

function coarsened(groups: readonly ForecastGroup[]): { p: number; n: number }[] {
  const steps = new Map<number, number>();
  for (const { p, n } of groups) {
    const step = Math.round(p * STEPS);
    steps.set(step, (steps.get(step) ?? 0) + n);
  }
  return [...steps].toSorted(([left], [right]) => left - right).map(([step, n]) => ({ p: step / STEPS, n }));
}
