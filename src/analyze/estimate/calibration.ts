import { seededUniform } from '../../util/seeded-uniform.ts';
import type { Cell, Estimate, Estimator } from '../metric.ts';
import { auc } from '../statistics/auc.ts';
import { brierScore } from '../statistics/brier.ts';
import { calibrationError } from '../statistics/calibration-error.ts';
import { countOf, type ForecastGroup, sum } from '../statistics/forecasts.ts';
import { drawPoisson } from '../statistics/draws.ts';
import { noiseFloor } from '../statistics/noise-floor.ts';
import { ascending, quantile } from '../statistics/quantile.ts';
import { recalibrationGain } from '../statistics/recalibration.ts';
import { binOf } from '../statistics/reliability.ts';
import { spiegelhalter } from '../statistics/spiegelhalter.ts';
import { nothing } from './cells.ts';

const REPLICATES = 400;
const BINS = 10;

/**
 * Expected calibration error over ten bins. Its interval is the basic bootstrap (Davison and Hinkley 1997, 5.2), which
 * takes off the error's own upward bias; beside it stand the noise floor and the other measures of calibration.
 */
export const calibration: Estimator = (cells): Estimate => {
  const groups = forecastGroups(cells);
  const error = calibrationError(groups);
  if (!error) return nothing();
  const floor = noiseFloor(groups);
  const drawn = ascending(resampled(groups));
  const basic = (probability: number): number =>
    Math.min(1, Math.max(0, 2 * error.ece - (quantile(drawn, probability) ?? error.ece)));
  const brier = brierScore(groups);
  return {
    value: error.ece,
    n: countOf(groups),
    interval: { low: basic(0.975), high: basic(0.025) },
    details: {
      maximum: error.mce,
      inTheLarge: error.inTheLarge,
      noiseFloor: floor,
      withinNoise: floor ? error.ece <= floor.p95 : null,
      brier: brier?.brier,
      brierSkill: brier?.skill,
      logLoss: brier?.logLoss,
      spiegelhalter: spiegelhalter(groups),
      auc: auc(groups),
      // Fitted on the earlier half of the time, judged on the later one.
      recalibrated: recalibrationGain(
        forecastGroups(cells.filter((cell) => cell.n === 0)),
        forecastGroups(cells.filter((cell) => cell.n === 1)),
      ),
      bins: error.bins,
    },
  };
};

/** Cells -> forecasts: equal probabilities are one group. */
function forecastGroups(cells: readonly Cell[]): ForecastGroup[] {
  const groups = new Map<number, ForecastGroup>();
  for (const cell of cells) {
    const p = cell.value ?? 0;
    const group = groups.get(p) ?? { p, n: 0, successes: 0 };
    group.n += cell.times;
    group.successes += (cell.k ?? 0) * cell.times;
    groups.set(p, group);
  }
  return [...groups.values()].toSorted((left, right) => left.p - right.p);
}

/** Calibration errors of data drawn again from the data: a Poisson bootstrap over bins and outcomes. */
function resampled(groups: readonly ForecastGroup[]): number[] {
  const uniform = seededUniform('calibration');
  // Within a bin only sums matter: counts of successes and failures, and the mean confidence of each.
  const bins = Array.from({ length: BINS }, () => ({ yes: 0, no: 0, yesSum: 0, noSum: 0 }));
  for (const { p, n, successes } of groups) {
    const bin = bins[binOf(p, BINS)];
    if (!bin) continue;
    bin.yes += successes;
    bin.no += n - successes;
    bin.yesSum += p * successes;
    bin.noSum += p * (n - successes);
  }
  return Array.from({ length: REPLICATES }, () => {
    let n = 0;
    const gaps = bins.map(({ yes, no, yesSum, noSum }) => {
      const drawnYes = drawPoisson(yes, uniform);
      const drawnNo = drawPoisson(no, uniform);
      n += drawnYes + drawnNo;
      const confidence = (yes > 0 ? (yesSum / yes) * drawnYes : 0) + (no > 0 ? (noSum / no) * drawnNo : 0);
      return Math.abs(drawnYes - confidence);
    });
    return n === 0 ? 0 : sum(gaps, (gap) => gap) / n;
  });
}
