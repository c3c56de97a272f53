import type { ChartPicture } from '../../../src/charts/picture.ts';
import type { MetricDetail } from '../../../src/server/contract.ts';
import { lookOf, targetTicks } from './value.ts';

/** A grey that is read on both themes. */
const QUIET = '#8b8b97';

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
    ...(dashed ? { lineStyle: { type: name.startsWith('Usual') ? 'dotted' : 'dashed', width: 1 } } : {}),
    data: history.map((point, index) => {
      const value = at(index);
      return [Date.parse(point.until) - 1, value === null ? null : value * scale];
    }),
  });
  const limit = (end: 'low' | 'high') => (index: number) => {
    const value = history[index]?.limits?.[end] ?? null;
    return value === null ? null : bound(value);
  };
  const series = [
    line(result.name, (index) => history[index]?.value ?? null, false),
    ...targetTicks(result.target).map((tick, index, ticks) =>
      line(ticks.length > 1 ? (index === 0 ? 'Target from' : 'Target to') : 'Target', () => tick, true),
    ),
    ...(history.some(({ limits }) => limits !== null)
      ? [line('Usual, low', limit('low'), true), line('Usual, high', limit('high'), true)]
      : []),
  ];
  return {
    type: 'chart',
    vizType: 'echarts_timeseries_line',
    option: { xAxis: { type: 'time' }, yAxis: { type: 'value', scale: true }, legend: { show: true }, series },
    // The value is what is looked at; what it is held against is quiet.
    labelColors: { 'Usual, low': QUIET, 'Usual, high': QUIET },
    formats: { y: lookOf(result.unit).format, tooltip: lookOf(result.unit).format },
  };
}
