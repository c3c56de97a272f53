import type { MetricValue } from './result.ts';
import type { Counted, ControlPoint } from './statistics/p-chart.ts';
import { pChart } from './statistics/p-chart.ts';
import { uChart } from './statistics/u-chart.ts';
import { xmrChart } from './statistics/xmr-chart.ts';

export type Limits = Omit<ControlPoint, 'value'>;

/** The last points are judged by the ones before them, never by themselves. */
const JUDGED = 4;
const BASELINE_AT_LEAST = 5;

/**
 * Control limits for points in the order of time: a p-chart for rates, a u-chart for counts, an XmR chart for the rest.
 * The baseline is fixed: all but the last four points. Null where there is too little of it, and for points without value.
 */
export function controlLimits(points: readonly MetricValue[]): (Limits | null)[] {
  const known = points.flatMap((point, index) => (point.value === null || point.n === 0 ? [] : [{ point, index }]));
  const baseline = known.filter(({ index }) => index < points.length - JUDGED);
  const limits: (Limits | null)[] = points.map(() => null);
  if (baseline.length < BASELINE_AT_LEAST) return limits;
  const charted = chartOf(
    known.map(({ point }) => point),
    baseline.map(({ point }) => point),
  );
  for (const [place, { index }] of known.entries()) {
    const { value: _value, ...own } = charted[place] ?? {};
    limits[index] = own as Limits;
  }
  return limits;
}

function chartOf(points: readonly MetricValue[], baseline: readonly MetricValue[]): ControlPoint[] {
  for (const [read, chart] of [
    [rateOf, pChart],
    [countOf, uChart],
  ] as const) {
    const [own, before] = [points.map(read), baseline.map(read)];
    if (own.every((each) => each !== null) && before.every((each) => each !== null)) return chart(own, before);
  }
  const value = (point: MetricValue): number => point.value ?? 0;
  return xmrChart(points.map(value), baseline.map(value));
}

/** Plain rates know their hits; those with a design effect vary more than a p-chart allows. */
function rateOf({ details, n }: MetricValue): Counted | null {
  const { hits, designEffect } = details;
  return typeof hits === 'number' && designEffect === undefined ? { count: hits, n } : null;
}

function countOf({ details }: MetricValue): Counted | null {
  const { count, weeks } = details;
  return typeof count === 'number' && typeof weeks === 'number' ? { count, n: weeks } : null;
}
