import { numberFormatter } from '../format/number.ts';
import { formatTime } from '../format/time.ts';
import { grid, styledAxes } from './axes.ts';
import type { Drawing, Option } from './option.ts';
import { itemOf, optionAt, optionsIn } from './option.ts';
import { FONT, percent, shown } from './text.ts';
import { itemTooltip } from './tooltips.ts';

/** The scale of colours, from little to much, at the right. */
function scale(drawing: Drawing, extra: Option): Option {
  const { theme, option } = drawing;
  const wanted = optionAt(option, 'visualMap');
  const write = numberFormatter(drawing.picture.formats.value);
  const min = Number(wanted.min ?? 0);
  const max = Number(wanted.max ?? 1);
  const piecewise = wanted.type === 'piecewise';
  return {
    type: piecewise ? 'piecewise' : 'continuous',
    min,
    max: max > min ? max : min + 1,
    dimension: wanted.dimension ?? 2,
    show: wanted.show !== false,
    calculable: false,
    inRange: { color: [...theme.sequence] },
    textStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
    itemWidth: 10,
    itemHeight: piecewise ? 10 : 90,
    ...(piecewise ? {} : { text: [write(max), write(min)] }),
    formatter: (value: unknown): string => write(Number(value)),
    ...extra,
  };
}

export function drawHeatmap(drawing: Drawing): Option {
  const { theme, picture, option } = drawing;
  const visualMap = scale(drawing, { orient: 'vertical', right: 0, top: 'center' });
  const axes = styledAxes(drawing);
  const xs = optionsIn(option.xAxis)[0]?.data;
  const ys = optionsIn(option.yAxis)[0]?.data;
  const nameAt = (names: unknown, at: unknown): string =>
    Array.isArray(names) ? String((names[Number(at)] ?? '') as string) : '';
  return {
    ...axes,
    grid: { ...grid(drawing, false), right: visualMap.show ? 52 : 12 },
    legend: { show: false },
    visualMap,
    series: optionsIn(option.series).map((series) => ({
      ...series,
      itemStyle: { borderColor: theme.surface, borderWidth: 1, borderRadius: 2 },
      label: {
        show: Boolean(optionAt(series, 'label').show),
        fontFamily: FONT,
        fontSize: 10,
        formatter: (given: unknown): string => {
          const { value } = itemOf(given);
          return Array.isArray(value) ? shown(value[2], picture.formats.value) : '';
        },
      },
      emphasis: { itemStyle: { borderColor: theme.ink } },
      progressive: 0,
    })),
    tooltip: itemTooltip(drawing, (item) => {
      const [x, y, value, rank] = Array.isArray(item.value) ? (item.value as unknown[]) : [];
      return {
        title: `${nameAt(xs, x)} · ${nameAt(ys, y)}`,
        rows: [
          { color: item.color, name: item.seriesName, value: shown(value, picture.formats.value) },
          ...(option.showShare && typeof rank === 'number'
            ? [{ name: 'More than', value: `${percent(rank)} of cells` }]
            : []),
        ],
      };
    }),
  };
}

const STRIP = 7;

/** Strips of weeks; Monday first. */
export function drawCalendar(drawing: Drawing): Option {
  const { theme, picture, option } = drawing;
  const strips = optionsIn(option.calendar);
  const visualMap = scale(drawing, { orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 90, dimension: 1 });
  const height = 84 / Math.max(1, strips.length);
  return {
    legend: { show: false },
    visualMap,
    calendar: strips.map((strip, at) => ({
      ...strip,
      top: `${7 + at * height}%`,
      height: `${height - STRIP}%`,
      left: 40,
      right: 12,
      cellSize: ['auto', 'auto'],
      splitLine: { show: true, lineStyle: { color: theme.neutral, width: 1, opacity: 0.35 } },
      itemStyle: { color: 'transparent', borderColor: theme.faint, borderWidth: 1 },
      yearLabel: { show: strips.length > 1, color: theme.muted, fontFamily: FONT, fontSize: 11, margin: 26 },
      monthLabel: { color: theme.muted, fontFamily: FONT, fontSize: 11, margin: 6 },
      dayLabel: {
        firstDay: 1,
        color: theme.muted,
        fontFamily: FONT,
        fontSize: 10,
        nameMap: ['', 'Mon', '', 'Wed', '', 'Fri', ''],
      },
    })),
    series: optionsIn(option.series).map((series) => ({
      ...series,
      itemStyle: { borderRadius: 2, borderColor: theme.surface, borderWidth: 1.5 },
      label: {
        show: Boolean(optionAt(series, 'label').show),
        fontFamily: FONT,
        fontSize: 9,
        formatter: (given: unknown): string => {
          const { value } = itemOf(given);
          return Array.isArray(value) ? shown(value[1], picture.formats.value) : '';
        },
      },
    })),
    tooltip: itemTooltip(drawing, (item) => {
      const [day, value] = Array.isArray(item.value) ? (item.value as unknown[]) : [];
      return {
        title: formatTime(Date.parse(`${String(day)}T00:00:00Z`)),
        rows: [{ color: item.color, name: item.seriesName, value: shown(value, picture.formats.value) }],
      };
    }),
  };
}
