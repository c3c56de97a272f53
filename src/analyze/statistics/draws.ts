/** Box and Muller (1958). */
const normal = (uniform: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Exact by inversion while the variance is small, the rounded normal approximation above. */
export function drawBinomial(n: number, p: number, uniform: () => number): number {
  if (p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(n, 1 - p, uniform);
  if (n * p * (1 - p) > 25) {
    return Math.min(n, Math.max(0, Math.round(n * p + normal(uniform) * Math.sqrt(n * p * (1 - p)))));
  }
  const u = uniform();
  let mass = Math.exp(n * Math.log1p(-p));
  let below = mass;
  let k = 0;
  while (u > below && k < n) {
    k++;
    mass *= ((n - k + 1) / k) * (p / (1 - p));
    below += mass;
  }
  return k;
}

/** As drawBinomial, for a mean without an upper end. */
export function drawPoisson(mean: number, uniform: () => number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + normal(uniform) * Math.sqrt(mean)));
  const u = uniform();
  let mass = Math.exp(-mean);
  let below = mass;
  let k = 0;
  while (u > below && mass > 0) {
    k++;
    mass *= mean / k;
    below += mass;
  }
  return k;
}
