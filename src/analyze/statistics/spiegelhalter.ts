import { type ForecastGroup, sum } from './forecasts.ts';
import { twoSided } from './normal.ts';

/**
 * Spiegelhalter (1986): are the forecasts calibrated? z is about standard normal when they are. Null when every forecast
 * is 0, 1/2 or 1, where the test says nothing.
 */
export function spiegelhalter(groups: readonly ForecastGroup[]): { z: number; p: number } | null {
  const above = sum(groups, ({ p, n, successes }) => (successes - n * p) * (1 - 2 * p));
  const variance = sum(groups, ({ p, n }) => n * (1 - 2 * p) ** 2 * p * (1 - p));
  if (variance === 0) return null;
  const z = above / Math.sqrt(variance);
  return { z, p: twoSided(z) };
}
