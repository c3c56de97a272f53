import type { ControlPoint } from './p-chart.ts';

export interface EwmaOptions {
  /** Weight of the newest value, usually 0.2 to 0.3. */
  lambda?: number;
  /** Mean and standard deviation of the baseline. */
  mean: number;
  deviation: number;
  /** Width of the limits in standard deviations. */
  width?: number;
}

/** Exponentially weighted moving average (Roberts 1959; NIST/SEMATECH e-Handbook 6.3.2.4), with limits exact in time. */
export function ewmaChart(values: readonly number[], options: EwmaOptions): ControlPoint[] {
  const { lambda = 0.2, mean, deviation, width = 3 } = options;
  let smoothed = mean;
  return values.map((value, index) => {
    smoothed = lambda * value + (1 - lambda) * smoothed;
    const half = width * deviation * Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * (index + 1))));
    const [low, high] = [mean - half, mean + half];
    return { value: smoothed, centre: mean, low, high, out: smoothed < low || smoothed > high };
  });
}
