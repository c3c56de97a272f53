const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Logarithm of the gamma function for x > 0: Stirling's series (DLMF 5.11.1) after shifting x past 15. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 15) {
    shift += Math.log(z);
    z += 1;
  }
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360)))))) / z;
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + series - shift;
}

/** Regularized lower incomplete gamma function P(a, x): series DLMF 8.11.4, continued fraction 8.9.2 (Lentz 1976). */
export function gammaCdf(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && Math.abs(term) > Math.abs(sum) * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.min(1, front * sum);
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b || 1e-300);
    c = b + an / c || 1e-300;
    const delta = c * d;
    fraction *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return Math.max(0, 1 - front * fraction);
}

/** Quantile of the gamma distribution with shape a and scale 1, by bisection to full precision. */
export function gammaQuantile(probability: number, a: number): number {
  if (probability <= 0) return 0;
  let low = 0;
  let high = a + 1;
  while (gammaCdf(a, high) < probability) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2;
    if (gammaCdf(a, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
