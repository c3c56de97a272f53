import type { ChartPicture } from '../../../src/charts/picture.ts';
import type { Theme } from '../theme.ts';
import { formatNumber } from '../../../src/charts/format/number.ts';
import { formatAxisTime } from '../../../src/charts/format/time.ts';

const PALETTE = {
  light: ['#4a54c9', '#0f9b8e', '#e0813a', '#b5478f', '#3f8fd6', '#8a9a2b', '#c94f4f', '#7d6bd6', '#6a7280', '#b98b1e'],
  dark: ['#8b94ff', '#3cc7b8', '#f0a05c', '#de7fbd', '#6db4f2', '#b4c452', '#ef8080', '#a896ff', '#9aa2b1', '#e0b74a'],
};

type Part = Record<string, unknown>;

/** Provisional until charts/draw has landed. */
export function toEChartsOption(picture: ChartPicture, theme: Theme): Record<string, unknown> {
  const dark = theme === 'dark';
  const ink = dark ? '#92929f' : '#6a6a76';
  const line = dark ? '#25252c' : '#ececef';
  const font = "'Inter Variable', system-ui, sans-serif";
  const option = picture.option as { xAxis?: unknown; yAxis?: unknown; series?: Part[] };
  const axis = (given: unknown, role: 'x' | 'y'): Part[] => {
    const list = (Array.isArray(given) ? given : [given]) as Part[];
    return list.map((each) => ({
      axisLine: { show: role === 'x', lineStyle: { color: line } },
      axisTick: { show: false },
      splitLine: { show: role === 'y', lineStyle: { color: line } },
      splitNumber: 4,
      ...each,
      axisLabel: {
        color: ink,
        fontFamily: font,
        fontSize: 11,
        hideOverlap: true,
        ...(each.type === 'value'
          ? { formatter: (value: number) => formatNumber(value, picture.formats[role] ?? 'SMART_NUMBER') }
          : each.type === 'time'
            ? { formatter: (value: number) => formatAxisTime(value) }
            : {}),
        ...(each.axisLabel as Part | undefined),
      },
    }));
  };
  const series = (option.series ?? []).map((each) => ({
    symbol: each.type === 'line' ? 'none' : undefined,
    lineStyle: each.type === 'line' ? { width: 2 } : undefined,
    itemStyle: each.type === 'bar' ? { borderRadius: each.stack ? 0 : [3, 3, 0, 0] } : undefined,
    ...each,
  }));
  return {
    color: PALETTE[theme],
    textStyle: { fontFamily: font },
    animationDuration: 220,
    animationDurationUpdate: 220,
    grid: { left: 8, right: 12, top: 14, bottom: series.length > 1 ? 30 : 6, containLabel: true },
    tooltip: {
      trigger: option.xAxis ? 'axis' : 'item',
      confine: true,
      backgroundColor: dark ? '#1b1b20' : '#ffffff',
      borderColor: line,
      textStyle: { color: dark ? '#ededf1' : '#17171c', fontSize: 12, fontFamily: font },
      valueFormatter: (value: unknown) =>
        typeof value === 'number' ? formatNumber(value, picture.formats.y ?? 'SMART_NUMBER') : '–',
    },
    legend:
      series.length > 1 || !option.xAxis
        ? {
            type: 'scroll',
            bottom: 0,
            left: 'center',
            icon: 'circle',
            itemWidth: 8,
            itemHeight: 8,
            textStyle: { color: ink, fontSize: 11.5 },
          }
        : undefined,
    ...option,
    ...(option.xAxis ? { xAxis: axis(option.xAxis, 'x'), yAxis: axis(option.yAxis, 'y') } : {}),
    series,
  };
}
