import { numberFormatter } from '../format/number.ts';
import { meaningColors } from './colors.ts';
import type { Drawing, Option } from './option.ts';
import { isOption, itemOf, optionAt, optionsIn } from './option.ts';
import { FONT } from './text.ts';

export const valueOf = (value: unknown, horizontal: boolean): unknown =>
  Array.isArray(value) ? (horizontal ? value[0] : value[1]) : value;

const isStacked = (series: Option): boolean => series.stack !== undefined;

/** The sum of a stack at one place, for the number on its top. */
function stackTotals(all: readonly Option[], stack: unknown, horizontal: boolean): number[] {
  const totals: number[] = [];
  for (const series of all) {
    if (series.stack !== stack || !Array.isArray(series.data)) continue;
    for (const [at, item] of series.data.entries()) {
      const value = valueOf(item, horizontal);
      totals[at] = (totals[at] ?? 0) + (typeof value === 'number' ? value : 0);
    }
  }
  return totals;
}

function label(series: Option, all: readonly Option[], drawing: Drawing, horizontal: boolean): Option {
  const wanted = optionAt(series, 'label');
  if (!wanted.show) return {};
  const write = numberFormatter(drawing.picture.formats[series.yAxisIndex === 1 ? 'y2' : 'y']);
  const totals = wanted.total ? stackTotals(all, series.stack, horizontal) : undefined;
  return {
    label: {
      show: true,
      position: horizontal ? 'right' : 'top',
      color: drawing.theme.muted,
      fontFamily: FONT,
      fontSize: 11,
      formatter: (given: unknown): string => {
        const item = itemOf(given);
        const value = totals === undefined ? valueOf(item.value, horizontal) : totals[item.dataIndex];
        return typeof value === 'number' ? write(value) : '';
      },
    },
    labelLayout: { hideOverlap: true },
  };
}

const ROUND = 3;

function bar(series: Option, topmost: boolean, horizontal: boolean, color: string): Option {
  const round = horizontal ? [0, ROUND, ROUND, 0] : [ROUND, ROUND, 0, 0];
  return {
    ...(series.barCategoryGap === undefined ? { barMaxWidth: 44 } : {}),
    barMinHeight: 0,
    ...series,
    itemStyle: {
      color,
      borderRadius: (isStacked(series) && !topmost) || series.barCategoryGap !== undefined ? 0 : round,
      ...optionAt(series, 'itemStyle'),
    },
    emphasis: { focus: 'none' },
  };
}

const hasValue = (item: unknown): boolean => Array.isArray(item) && typeof item[1] === 'number';

/** A value between two gaps has no line to be on: it is drawn as a point. */
function withLonePoints(series: Option): Option {
  const data = Array.isArray(series.data) ? (series.data as unknown[]) : [];
  const isLone = (at: number): boolean => hasValue(data[at]) && !hasValue(data[at - 1]) && !hasValue(data[at + 1]);
  if (series.showSymbol || series.stack !== undefined || !data.some((_item, at) => isLone(at))) return series;
  const points = data.map((item, at) => (isLone(at) ? { value: item, symbol: 'circle' } : item));
  return { ...series, data: points, symbol: 'none', showSymbol: true, symbolSize: 4, sampling: undefined };
}

function line(series: Option, drawing: Drawing, color: string, many: boolean): Option {
  const area = isOption(series.areaStyle) ? series.areaStyle : undefined;
  const plain = isStacked(series) ? 0.75 : 0.12;
  return {
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: false,
    connectNulls: false,
    // Steps and smooth lines keep their form; anything else may be thinned where there are more points than pixels.
    sampling: series.step || isStacked(series) ? undefined : 'lttb',
    lineStyle: { width: many ? 1.5 : 2, color },
    ...series,
    itemStyle: { color, borderColor: drawing.theme.surface, borderWidth: 1 },
    ...(area ? { areaStyle: { color, opacity: plain, ...(isStacked(series) ? {} : area) } } : {}),
    emphasis: { focus: 'series', lineStyle: { width: 2.5 } },
  };
}

function scatter(series: Option, drawing: Drawing, color: string): Option {
  return {
    symbolSize: 7,
    clip: false,
    ...series,
    itemStyle: {
      color,
      opacity: 0.75,
      borderColor: drawing.theme.surface,
      borderWidth: 0.5,
      ...optionAt(series, 'itemStyle'),
    },
    emphasis: { focus: 'series' },
  };
}

/** The only bars of a chart, each in the colour of its category, where all categories have one of their own. */
function byMeaning(series: Option, drawing: Drawing, horizontal: boolean): Option {
  const axis = optionsIn(horizontal ? drawing.option.yAxis : drawing.option.xAxis)[0];
  const names = Array.isArray(axis?.data) ? (axis.data as unknown[]).map(String) : [];
  const colors = axis?.type === 'category' ? meaningColors(names, drawing.theme) : undefined;
  if (colors === undefined || !Array.isArray(series.data)) return series;
  const data = (series.data as unknown[]).map((item) => {
    const color = Array.isArray(item) ? colors.get(String(item[horizontal ? 1 : 0])) : undefined;
    return color === undefined ? item : { value: item, itemStyle: { color } };
  });
  return { ...series, data };
}

/** Series over axes: lines, bars and points. */
export function styledSeries(drawing: Drawing): Option[] {
  const all = optionsIn(drawing.option.series);
  const horizontal =
    optionsIn(drawing.option.yAxis)[0]?.type === 'category' && optionsIn(drawing.option.xAxis)[0]?.type !== 'category';
  const many = all.length > 6;
  return all.map((series, at) => {
    const name = String((series.name ?? '') as string);
    const color = typeof series.color === 'string' ? series.color : drawing.color(name);
    const topmost = !all.slice(at + 1).some((other) => other.stack === series.stack && other.type === series.type);
    const labelled = label(series, all, drawing, horizontal);
    const { label: _label, ...rest } = series;
    if (rest.type === 'bar') {
      const colored =
        all.length === 1 && drawing.picture.palette === undefined ? byMeaning(rest, drawing, horizontal) : rest;
      return { ...bar(colored, topmost, horizontal, color), ...labelled };
    }
    if (rest.type === 'line') return { ...line(withLonePoints(rest), drawing, color, many), ...labelled };
    return { ...scatter(rest, drawing, color), ...labelled };
  });
}
