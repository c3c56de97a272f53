import { gammaCdf } from './gamma.ts';

/** Standard normal distribution function, through the incomplete gamma function (DLMF 7.11.2). */
export function normalCdf(z: number): number {
  const half = gammaCdf(0.5, (z * z) / 2) / 2;
  return z >= 0 ? 0.5 + half : tail(-z);
}

/** P(Z > z) for z > 0, without cancellation: continued fraction of the error function (DLMF 7.9.3) far out. */
function tail(z: number): number {
  if (z < 3) return 0.5 - gammaCdf(0.5, (z * z) / 2) / 2;
  let fraction = 0;
  for (let n = 120; n >= 1; n--) fraction = n / (z + fraction);
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (z + fraction);
}

/** Two-sided p-value of a standard normal statistic. */
export const twoSided = (z: number): number => Math.min(1, 2 * tail(Math.abs(z)));

/** Quantile of the standard normal distribution, by bisection. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (let step = 0; step < 200 && high - low > 1e-15; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
