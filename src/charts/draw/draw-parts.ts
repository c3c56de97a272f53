import { numberFormatter } from '../format/number.ts';
import type { Drawing, Item, Option } from './option.ts';
import { itemOf, optionAt, optionsIn, textAt } from './option.ts';
import { inkOn } from './colors.ts';
import { clipped, FONT, percent, shown } from './text.ts';
import type { Theme } from './palette.ts';
import { itemTooltip } from './tooltips.ts';

const PIECES: Readonly<Record<string, readonly ('key' | 'value' | 'percent')[]>> = {
  key: ['key'],
  value: ['value'],
  percent: ['percent'],
  key_value: ['key', 'value'],
  key_percent: ['key', 'percent'],
  key_value_percent: ['key', 'value', 'percent'],
  value_percent: ['value', 'percent'],
};

/** The text of a part: name, value and share as the chart's label type says; `least` hides small shares. */
function partText(label: Option, drawing: Drawing): (given: unknown) => string {
  const write = numberFormatter(drawing.picture.formats.value);
  const type = textAt(label, 'type');
  const pieces = (Object.hasOwn(PIECES, type) ? PIECES[type] : undefined) ?? ['key'];
  return (given) => {
    const item = itemOf(given);
    const least = typeof label.least === 'number' ? label.least : 0;
    if (item.percent !== undefined && item.percent < least) return '';
    const value = typeof item.value === 'number' ? write(item.value) : '';
    const share = item.percent === undefined ? '' : percent(item.percent / 100);
    const template = textAt(label, 'template');
    if (type === 'template' && template !== '') {
      return template.replaceAll('{name}', item.name).replaceAll('{value}', value).replaceAll('{percent}', share);
    }
    const texts = { key: clipped(item.name, 24), value, percent: share };
    const [head, ...rest] = pieces.map((piece) => texts[piece]).filter((text) => text !== '');
    return rest.length === 0
      ? (head ?? '')
      : `${head ?? ''}: ${rest.length === 2 ? `${rest[0]} (${rest[1]})` : rest[0]}`;
  };
}

const labelStyle = (drawing: Drawing): Option => ({ color: drawing.theme.muted, fontFamily: FONT, fontSize: 11 });

const nameIn = (item: Option): string => String((item.name ?? '') as string);

const withColors = (drawing: Drawing, items: readonly Option[]): Option[] =>
  items.map((item) => ({
    ...item,
    itemStyle: { color: drawing.color(nameIn(item)), ...optionAt(item, 'itemStyle') },
  }));

const legendOf = (drawing: Drawing): boolean => optionAt(drawing.option, 'legend').show !== false;

const partTooltip = (drawing: Drawing): Option =>
  itemTooltip(drawing, (item) => ({
    title: '',
    rows: [
      { color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) },
      ...(item.percent === undefined ? [] : [{ name: 'Share', value: percent(item.percent / 100) }]),
    ],
  }));

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

/** Text that can be read on its box, for a node and all in it. */
const withInk = (node: Option, ink: string): Option => ({
  ...node,
  label: { color: ink },
  ...(Array.isArray(node.children) ? { children: optionsIn(node.children).map((child) => withInk(child, ink)) } : {}),
});

const readableNodes = (drawing: Drawing, nodes: readonly Option[]): Option[] =>
  withColors(drawing, nodes).map((node) => withInk(node, inkOn(drawing.color(nameIn(node)))));

export function drawTreemap(drawing: Drawing): Option {
  const { theme, option } = drawing;
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => {
      const label = optionAt(series, 'label');
      const upper = optionAt(series, 'upperLabel');
      return {
        ...series,
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        roam: false,
        nodeClick: false,
        breadcrumb: { show: false },
        data: readableNodes(drawing, optionsIn(series.data)),
        label: {
          show: label.show !== false,
          color: '#fff',
          fontFamily: FONT,
          fontSize: 11,
          overflow: 'truncate',
          formatter: partText(label, drawing),
        },
        upperLabel: {
          show: Boolean(upper.show),
          height: 20,
          color: theme.ink,
          fontFamily: FONT,
          fontSize: 11,
          fontWeight: 600,
        },
        itemStyle: { borderColor: theme.surface, borderWidth: 1, gapWidth: 1 },
        // Boxes keep the colour of their branch: another saturation would also be another lightness, and hide the text.
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 3 }, upperLabel: { show: false } },
          { itemStyle: { gapWidth: 1 } },
        ],
      };
    }),
    tooltip: {
      ...itemTooltip(drawing, (item) => ({
        title: '',
        rows: [{ color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) }],
      })),
    },
  };
}

/** What is inside a sector has its colour, paler with each ring. */
const inColor = (node: Option, color: string, ring: number): Option => ({
  ...node,
  itemStyle: { color, opacity: Math.max(0.35, 1 - ring * 0.25) },
  ...(Array.isArray(node.children)
    ? { children: optionsIn(node.children).map((child) => inColor(child, color, ring + 1)) }
    : {}),
});

export function drawSunburst(drawing: Drawing): Option {
  const { theme, option } = drawing;
  return {
    legend: { show: false },
    series: optionsIn(option.series).map((series) => ({
      ...series,
      radius: ['12%', '92%'],
      sort: 'desc',
      nodeClick: 'rootToNode',
      data: optionsIn(series.data).map((node) => inColor(node, drawing.color(nameIn(node)), 0)),
      itemStyle: { borderColor: theme.surface, borderWidth: 1, borderRadius: 3 },
      label: {
        show: optionAt(series, 'label').show !== false,
        rotate: 'radial',
        minAngle: 9,
        fontFamily: FONT,
        fontSize: 10,
        color: '#fff',
        formatter: (given: unknown): string => clipped(itemOf(given).name, 16),
      },
      emphasis: { focus: 'ancestor' },
    })),
    tooltip: itemTooltip(drawing, (item) => ({
      title: '',
      rows: [{ color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) }],
    })),
  };
}
