import { numberFormatter } from '../format/number.ts';
import type { Drawing, Option } from './option.ts';
import { optionAt, optionsIn, textAt } from './option.ts';
import type { Theme } from './palette.ts';
import { labelStyle, nameIn, partTooltip } from './part-labels.ts';
import { FONT } from './text.ts';

/** Superset numbers the colours of its default palette: 3 is green, 6 red, 7 yellow, 4 orange, 5 grey. */
function intervalColor(number: number, theme: Theme): string {
  const { categories, good, bad, neutral } = theme;
  const order = [
    categories[4],
    categories[0],
    good,
    categories[1],
    neutral,
    bad,
    categories[5],
    categories[6],
    categories[2],
    categories[3],
  ];
  return order[(Math.max(1, Math.trunc(number)) - 1) % order.length] ?? neutral;
}

export function drawGauge(drawing: Drawing): Option {
  const { theme, option } = drawing;
  const write = numberFormatter(drawing.picture.formats.value);
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => {
      const data = optionsIn(series.data);
      const several = data.length > 1;
      const intervals = optionsIn(series.intervals);
      const bands = intervals.map((each) => [
        Math.min(1, Math.max(0, Number(each.share))),
        intervalColor(Number(each.color), theme),
      ]);
      const template = textAt(series, 'valueTemplate') || '{value}';
      const { intervals: _intervals, valueTemplate: _template, ...plain } = series;
      const width = several ? Math.max(6, Math.round(26 / data.length)) : 12;
      return {
        ...plain,
        radius: several ? '88%' : '82%',
        center: ['50%', several ? '58%' : '50%'],
        axisLine: {
          roundCap: Boolean(optionAt(series, 'progress').roundCap),
          lineStyle: { width, color: bands.length > 0 ? bands : [[1, theme.faint]] },
        },
        progress: {
          ...optionAt(series, 'progress'),
          show: bands.length === 0 && optionAt(series, 'progress').show !== false,
          width,
        },
        axisTick: { ...optionAt(series, 'axisTick'), distance: 0, lineStyle: { color: theme.neutral } },
        splitLine: { ...optionAt(series, 'splitLine'), distance: 0, length: 8, lineStyle: { color: theme.neutral } },
        axisLabel: {
          ...labelStyle(drawing),
          // Outside of the arc, and only at its ends: the inside is for the value.
          distance: -(width + 16),
          show: !several,
          formatter: (value: number): string => (value === series.min || value === series.max ? write(value) : ''),
        },
        // A needle's tip that touches the arc: the middle is for the value. Of several, each has its own colour.
        pointer: {
          ...optionAt(series, 'pointer'),
          icon: 'path://M0,-10 L5,6 Q0,3 -5,6 Z',
          width: several ? 8 : 12,
          length: several ? 12 : 18,
          offsetCenter: [0, several ? '-74%' : '-64%'],
          itemStyle: { color: several ? 'auto' : theme.ink },
        },
        anchor: { show: false },
        data: data.map((item, at) => ({
          ...item,
          itemStyle: { color: drawing.color(nameIn(item)) },
          title: { show: several, ...labelStyle(drawing), offsetCenter: ['0%', `${several ? 6 + at * 30 : 22}%`] },
          detail: { show: true, offsetCenter: ['0%', `${several ? 18 + at * 30 : 6}%`] },
        })),
        detail: {
          color: theme.ink,
          fontFamily: FONT,
          fontSize: several ? 13 : 24,
          fontWeight: 600,
          formatter: (value: number): string => template.replaceAll('{value}', write(value)),
        },
      };
    }),
    tooltip: partTooltip(drawing),
  };
}
