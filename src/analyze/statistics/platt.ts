import { type ForecastGroup, sum } from './forecasts.ts';

export interface PlattModel {
  intercept: number;
  slope: number;
}

const clip = (p: number): number => Math.min(1 - 1e-6, Math.max(1e-6, p));
const logit = (p: number): number => Math.log(clip(p) / (1 - clip(p)));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Platt (1999) scaling: logistic regression of the outcome on the logit of the stated probability, by Newton's method
 * with a ridge of 1e-6 that keeps separable data finite. Null without both outcomes.
 */
export function fitPlatt(groups: readonly ForecastGroup[]): PlattModel | null {
  const n = sum(groups, (group) => group.n);
  const successes = sum(groups, (group) => group.successes);
  if (successes === 0 || successes === n) return null;
  let intercept = 0;
  let slope = 1;
  for (let step = 0; step < 100; step++) {
    let g0 = -1e-6 * intercept;
    let g1 = -1e-6 * (slope - 1);
    let h00 = 1e-6;
    let h01 = 0;
    let h11 = 1e-6;
    for (const group of groups) {
      const x = logit(group.p);
      const fitted = logistic(intercept + slope * x);
      const residual = group.successes - group.n * fitted;
      const weight = group.n * fitted * (1 - fitted);
      g0 += residual;
      g1 += residual * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const d0 = (h11 * g0 - h01 * g1) / determinant;
    const d1 = (h00 * g1 - h01 * g0) / determinant;
    const damp = Math.min(1, 5 / Math.max(Math.abs(d0), Math.abs(d1), 1e-12));
    intercept += damp * d0;
    slope += damp * d1;
    if (Math.abs(d0) + Math.abs(d1) < 1e-12) break;
  }
  return { intercept, slope };
}

/** The recalibrated probability. */
export const applyPlatt = (model: PlattModel, p: number): number => logistic(model.intercept + model.slope * logit(p));
