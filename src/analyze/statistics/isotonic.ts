import type { ForecastGroup } from './forecasts.ts';

/** Steps of a function that never falls: from `p` on, the value holds until the next step. */
export interface IsotonicStep {
  p: number;
  value: number;
  n: number;
}

/** Isotonic regression by pooling adjacent violators (Ayer et al. 1955; for calibration Zadrozny and Elkan 2002). */
export function fitIsotonic(groups: readonly ForecastGroup[]): IsotonicStep[] {
  const blocks: { p: number; n: number; successes: number }[] = [];
  for (const { p, n, successes } of groups.toSorted((left, right) => left.p - right.p)) {
    const last = blocks.at(-1);
    if (last && last.p === p) {
      last.n += n;
      last.successes += successes;
    } else blocks.push({ p, n, successes });
    for (;;) {
      const upper = blocks.at(-1);
      const lower = blocks.at(-2);
      if (!upper || !lower || lower.successes * upper.n <= upper.successes * lower.n) break;
      lower.n += upper.n;
      lower.successes += upper.successes;
      blocks.pop();
    }
  }
  return blocks.map(({ p, n, successes }) => ({ p, n, value: successes / n }));
}

/** The recalibrated probability: the value of the last step that is not above p. */
export function applyIsotonic(steps: readonly IsotonicStep[], p: number): number | null {
  const step = steps.findLast((each) => each.p <= p) ?? steps[0];
  return step?.value ?? null;
}
