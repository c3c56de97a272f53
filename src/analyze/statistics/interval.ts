/** A range that holds the true value with 95 % confidence, unless the function says otherwise. */
export interface Interval {
  low: number;
  high: number;
}

/** Two-sided 95 %: the 0.975 quantile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

export const clampTo01 = (value: number): number => Math.min(1, Math.max(0, value));
