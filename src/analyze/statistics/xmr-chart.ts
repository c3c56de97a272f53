import type { ControlPoint } from './p-chart.ts';

/** 3 / d2 for ranges of two (NIST/SEMATECH e-Handbook 6.3.2.2). */
const FACTOR = 2.66;

/** Chart of single values: the mean of the baseline, 2.66 times its mean moving range on either side. */
export function xmrChart(values: readonly number[], baseline: readonly number[] = values): ControlPoint[] {
  if (baseline.length < 2) return [];
  const centre = baseline.reduce((total, each) => total + each, 0) / baseline.length;
  let ranges = 0;
  for (let index = 1; index < baseline.length; index++) {
    ranges += Math.abs((baseline[index] ?? 0) - (baseline[index - 1] ?? 0));
  }
  const half = (FACTOR * ranges) / (baseline.length - 1);
  return values.map((value) => ({
    value,
    centre,
    low: centre - half,
    high: centre + half,
    out: value < centre - half || value > centre + half,
  }));
}
