import { countOf, type ForecastGroup, sum } from './forecasts.ts';
import type { Interval } from './interval.ts';
import { wilson } from './wilson.ts';

export interface ReliabilityBin {
  /** Lower and upper edge; the lower belongs to the bin, the upper only to the last. */
  from: number;
  to: number;
  n: number;
  successes: number;
  /** Mean of the stated probabilities. */
  confidence: number;
  /** Share that succeeded. */
  accuracy: number;
  interval: Interval;
  /** Whether there are enough to draw it solid. */
  solid: boolean;
}

const SOLID_FROM = 10;

/** The bin a probability falls into; 0.3 · 10 is 2.9999999999999996 and still belongs to bin 3. */
export const binOf = (p: number, bins: number): number =>
  Math.min(bins - 1, Math.max(0, Math.floor(Math.round(p * bins * 1e9) / 1e9)));

/** Reliability diagram over bins of equal width; empty bins are left out. */
export function reliability(groups: readonly ForecastGroup[], bins = 10): ReliabilityBin[] {
  const members = Array.from({ length: bins }, (): ForecastGroup[] => []);
  for (const group of groups) members[binOf(group.p, bins)]?.push(group);
  return members.flatMap((own, index) => toBin(own, index / bins, (index + 1) / bins));
}

function toBin(members: readonly ForecastGroup[], from: number, to: number): ReliabilityBin[] {
  const n = countOf(members);
  const successes = sum(members, (group) => group.successes);
  const interval = wilson(successes, n);
  if (!interval) return [];
  const confidence = sum(members, (group) => group.p * group.n) / n;
  return [{ from, to, n, successes, confidence, accuracy: successes / n, interval, solid: n >= SOLID_FROM }];
}
