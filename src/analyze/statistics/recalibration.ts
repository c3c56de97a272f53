import { calibrationError } from './calibration-error.ts';
import type { ForecastGroup } from './forecasts.ts';
import { applyIsotonic, fitIsotonic } from './isotonic.ts';
import { applyPlatt, fitPlatt } from './platt.ts';

export interface Recalibration {
  before: number;
  platt: number;
  isotonic: number;
  /** Forecasts it was judged on. */
  n: number;
}

/**
 * Calibration error before and after recalibration, out of sample: fitted on the earlier half, judged on the later one.
 * Forecasts come in the order of time. Null when either half cannot say anything.
 */
export function recalibrationGain(inOrder: readonly ForecastGroup[]): Recalibration | null {
  const half = Math.floor(inOrder.length / 2);
  const training = inOrder.slice(0, half);
  const later = inOrder.slice(half);
  const platt = fitPlatt(training);
  const steps = fitIsotonic(training);
  const before = calibrationError(later);
  if (!platt || steps.length === 0 || !before) return null;
  const error = (apply: (p: number) => number): number =>
    calibrationError(later.map((group) => ({ ...group, p: apply(group.p) })))?.ece ?? before.ece;
  return {
    before: before.ece,
    platt: error((p) => applyPlatt(platt, p)),
    isotonic: error((p) => applyIsotonic(steps, p) ?? p),
    n: later.length,
  };
}
