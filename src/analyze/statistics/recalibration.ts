import { calibrationError } from './calibration-error.ts';
import { countOf, type ForecastGroup } from './forecasts.ts';
import { applyIsotonic, fitIsotonic } from './isotonic.ts';
import { applyPlatt, fitPlatt } from './platt.ts';

export interface Recalibration {
  /** Calibration error of the later forecasts as they were stated. */
  before: number;
  /** The same after each recalibration. */
  platt: number;
  isotonic: number;
  /** Forecasts it was judged on. */
  n: number;
}

/** What recalibration would have gained, out of sample. Null when either half cannot say anything. */
export function recalibrationGain(
  earlier: readonly ForecastGroup[],
  later: readonly ForecastGroup[],
): Recalibration | null {
  const platt = fitPlatt(earlier);
  const steps = fitIsotonic(earlier);
  const before = calibrationError(later);
  if (!platt || steps.length === 0 || !before) return null;
  const error = (apply: (p: number) => number): number =>
    calibrationError(later.map((group) => ({ ...group, p: apply(group.p) })))?.ece ?? before.ece;
  return {
    before: before.ece,
    platt: error((p) => applyPlatt(platt, p)),
    isotonic: error((p) => applyIsotonic(steps, p) ?? p),
    n: countOf(later),
  };
}
