import type { ChartPicture } from '../../../src/charts/picture.ts';
import type { MetricDetail } from '../../../src/server/contract.ts';
import { lookOf, targetTicks } from './value.ts';

/** The first weeks say what is usual; the limits do not move with what they judge. */
const BASELINE = 8;
/** 3 / d2 for moving ranges of two (NIST/SEMATECH e-Handbook 6.3.2.2). */
const FACTOR = 2.66;

/** Limits of an XmR chart over the first weeks; null where half of them have no value. */
function limitsOf(values: readonly (number | null)[]): { low: number; high: number } | null {
  const usual = values.slice(0, BASELINE).flatMap((value) => (value === null ? [] : [value]));
  if (usual.length < BASELINE / 2) return null;
  const centre = usual.reduce((sum, value) => sum + value, 0) / usual.length;
  const ranges = usual.slice(1).map((value, index) => Math.abs(value - (usual[index] ?? value)));
  const half = (FACTOR * ranges.reduce((sum, range) => sum + range, 0)) / ranges.length;
  return { low: centre - half, high: centre + half };
}

/** A metric week by week, with its control limits and target, as a picture that is drawn like any chart. */
export function trendPicture({ history, result }: MetricDetail): ChartPicture | null {
  const points = history.filter((point) => point.value !== null);
  if (points.length < 2) return null;
  const { scale } = lookOf(result.unit);
  const share = result.unit === 'share' || result.unit === 'probability';
  const bound = (value: number): number => (share ? Math.min(1, Math.max(0, value)) : value);
  const line = (name: string, at: (index: number) => number | null, dashed: boolean): Record<string, unknown> => ({
    type: 'line',
    name,
    showSymbol: !dashed,
    ...(dashed ? { lineStyle: { type: 'dashed', width: 1 } } : {}),
    data: history.map((point, index) => {
      const value = at(index);
      return [Date.parse(point.until) - 1, value === null ? null : value * scale];
    }),
  });
  const limits = limitsOf(history.map(({ value }) => value));
  const series = [
    line(result.name, (index) => history[index]?.value ?? null, false),
    ...targetTicks(result.target).map((tick, index, ticks) =>
      line(ticks.length > 1 ? (index === 0 ? 'Target from' : 'Target to') : 'Target', () => tick, true),
    ),
    ...(limits
      ? [line('Usual, low', () => bound(limits.low), true), line('Usual, high', () => bound(limits.high), true)]
      : []),
  ];
  return {
    type: 'chart',
    vizType: 'echarts_timeseries_line',
    option: { xAxis: { type: 'time' }, yAxis: { type: 'value', scale: true }, legend: { show: true }, series },
    formats: { y: lookOf(result.unit).format, tooltip: lookOf(result.unit).format },
  };
}
