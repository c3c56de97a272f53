/** Benjamini and Hochberg (1995): p-values -> q-values in the same order; calling q <= 0.05 keeps false finds under 5 %. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).toSorted((left, right) => (p[left] ?? 0) - (p[right] ?? 0));
  const q = Array.from({ length: p.length }, () => 1);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1] ?? 0;
    const own = p[index] ?? 1;
    // Times one and divided by one may lose a last digit: never below the p-value itself.
    smallest = Math.min(smallest, Math.max(own, (own * p.length) / rank));
    q[index] = smallest;
  }
  return q;
}
