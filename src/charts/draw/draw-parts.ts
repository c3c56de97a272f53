import { numberFormatter } from '../format/number.ts';
import type { Drawing, Item, Option } from './option.ts';
import { itemOf, optionAt, optionsIn, textAt } from './option.ts';
import type { Theme } from './palette.ts';
import { labelStyle, legendOf, nameIn, partText, partTooltip, withColors } from './part-labels.ts';
import { clipped, FONT, percent, shown } from './text.ts';
import { itemTooltip } from './tooltips.ts';

/** A slice whose label is left out has no line to nowhere either. */
function withoutSmallLabels(items: readonly Option[], least: number): Option[] {
  const total = items.reduce((sum, item) => sum + Number(item.value ?? 0), 0);
  return items.map((item) =>
    (Number(item.value ?? 0) / total) * 100 < least
      ? { ...item, label: { show: false }, labelLine: { show: false } }
      : { ...item },
  );
}

export function drawPie(drawing: Drawing): Option {
  const { theme, option } = drawing;
  const total = typeof option.total === 'number' ? option.total : undefined;
  const legend = legendOf(drawing);
  return {
    legend: { show: legend },
    series: optionsIn(option.series).map((series) => {
      const label = optionAt(series, 'label');
      const inside = label.position === 'inside';
      return {
        ...series,
        center: ['50%', legend ? '46%' : '50%'],
        data: withoutSmallLabels(withColors(drawing, optionsIn(series.data)), Number(label.least ?? 0)),
        itemStyle: { borderColor: theme.surface, borderWidth: 1.5 },
        avoidLabelOverlap: true,
        label: {
          show: label.show !== false,
          position: inside ? 'inside' : 'outer',
          ...labelStyle(drawing),
          ...(inside ? { color: '#fff' } : {}),
          formatter: partText(label, drawing),
        },
        labelLine: { ...optionAt(series, 'labelLine'), length: 8, length2: 8, lineStyle: { color: theme.neutral } },
        emphasis: { scaleSize: 3 },
      };
    }),
    ...(total === undefined
      ? {}
      : {
          title: {
            text: shown(total, drawing.picture.formats.value),
            subtext: 'total',
            left: 'center',
            top: legend ? '39%' : '43%',
            textStyle: { color: theme.ink, fontFamily: FONT, fontSize: 18, fontWeight: 600 },
            subtextStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
            itemGap: 2,
          },
        }),
    tooltip: partTooltip(drawing),
  };
}

export function drawFunnel(drawing: Drawing): Option {
  const { theme, option } = drawing;
  const write = numberFormatter(drawing.picture.formats.value);
  const shareOf = (item: Item): string => {
    const data = (item.data ?? {}) as { share?: unknown };
    return typeof data.share === 'number' ? percent(data.share) : '–';
  };
  const legend = legendOf(drawing);
  return {
    legend: { show: legend },
    series: optionsIn(option.series).map((series) => ({
      ...series,
      top: 8,
      bottom: legend ? 36 : 8,
      left: '12%',
      width: '60%',
      minSize: '2%',
      gap: 2,
      data: withColors(drawing, optionsIn(series.data)),
      itemStyle: { borderWidth: 0, borderRadius: 3 },
      label: {
        show: optionAt(series, 'label').show !== false,
        position: 'right',
        ...labelStyle(drawing),
        formatter: (given: unknown): string => {
          const item = itemOf(given);
          return `${clipped(item.name, 24)}  ${typeof item.value === 'number' ? write(item.value) : '–'} (${shareOf(item)})`;
        },
      },
      labelLine: { lineStyle: { color: theme.faint } },
    })),
    tooltip: itemTooltip(drawing, (item) => ({
      title: '',
      rows: [
        { color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) },
        { name: 'Share', value: shareOf(item) },
      ],
    })),
  };
}

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
        pointer: { ...optionAt(series, 'pointer'), width: 4, length: '58%', itemStyle: { color: theme.ink } },
        anchor: {
          show: !several && optionAt(series, 'pointer').show !== false,
          size: 8,
          itemStyle: { color: theme.ink },
        },
        data: data.map((item, at) => ({
          ...item,
          itemStyle: { color: drawing.color(nameIn(item)) },
          title: { show: several, ...labelStyle(drawing), offsetCenter: ['0%', `${several ? 6 + at * 30 : 22}%`] },
          detail: { show: true, offsetCenter: ['0%', `${several ? 18 + at * 30 : 48}%`] },
        })),
        detail: {
          color: theme.ink,
          fontFamily: FONT,
          fontSize: several ? 13 : 20,
          fontWeight: 600,
          formatter: (value: number): string => template.replaceAll('{value}', write(value)),
        },
      };
    }),
    tooltip: partTooltip(drawing),
  };
}
