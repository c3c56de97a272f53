import { numberFormatter } from '../format/number.ts';
import { grid, styledAxes } from './axes.ts';
import type { Drawing, Item, Option } from './option.ts';
import { isGround, itemOf, optionAt, optionsIn } from './option.ts';
import { styledSeries } from './series.ts';
import { dayText, FONT, shown } from './text.ts';
import { axisTooltip, itemTooltip } from './tooltips.ts';

const legendShown = (drawing: Drawing): boolean => {
  const seen = optionsIn(drawing.option.series).filter((series) => !isGround(series));
  return seen.length > 1 && optionAt(drawing.option, 'legend').show !== false;
};

/** Zooming by a thin bar under the axis. */
function zoom(drawing: Drawing): Option {
  const { theme, option } = drawing;
  if (!Array.isArray(option.dataZoom)) return {};
  const slider = {
    type: 'slider',
    height: 10,
    bottom: (legendShown(drawing) ? drawing.legendRoom : 4) + 4,
    borderColor: 'transparent',
    borderRadius: 5,
    backgroundColor: theme.faint,
    fillerColor: `${theme.categories[0] ?? ''}55`,
    handleIcon: 'path://M0,0 h4 a2,2 0 0 1 2,2 v14 a2,2 0 0 1 -2,2 h-4 a2,2 0 0 1 -2,-2 v-14 a2,2 0 0 1 2,-2 z',
    handleSize: 16,
    handleStyle: { color: theme.raised, borderColor: theme.neutral },
    moveHandleSize: 0,
    showDataShadow: false,
    brushSelect: false,
    showDetail: false,
    textStyle: { color: theme.muted, fontFamily: FONT },
  };
  return { dataZoom: optionsIn(option.dataZoom).map((each) => (each.type === 'slider' ? slider : each)) };
}

/** Lines, bars, areas and points over axes. */
export function drawAxes(drawing: Drawing): Option {
  const horizontal =
    optionsIn(drawing.option.yAxis)[0]?.type === 'category' && optionsIn(drawing.option.xAxis)[0]?.type !== 'category';
  const legend = legendShown(drawing);
  return {
    ...styledAxes(drawing),
    grid: grid(drawing, legend),
    legend: { show: legend },
    series: styledSeries(drawing),
    tooltip: axisTooltip(drawing, horizontal),
    ...zoom(drawing),
  };
}

/** Bars that stand on each other's ends; the signed value is written, not the length. */
export function drawWaterfall(drawing: Drawing): Option {
  const values = Array.isArray(drawing.option.values) ? (drawing.option.values as number[]) : [];
  const write = numberFormatter(drawing.picture.formats.y);
  const drawn = drawAxes(drawing);
  return {
    ...drawn,
    legend: {
      show: optionAt(drawing.option, 'legend').show === true,
      data: optionsIn(drawing.option.series)
        .filter((series) => !isGround(series))
        .map((series) => String((series.name ?? '') as string)),
    },
    series: optionsIn(drawn.series).map((series) => {
      const { ground: _ground, ...rest } = series;
      if (isGround(series))
        return { ...rest, itemStyle: { color: 'transparent' }, emphasis: { disabled: true }, label: { show: false } };
      const style = optionAt(series, 'itemStyle');
      const label = optionAt(series, 'label');
      return {
        ...series,
        itemStyle: { ...style, borderRadius: 3 },
        ...(label.show
          ? {
              label: {
                ...label,
                formatter: (given: unknown): string => write(values[itemOf(given).dataIndex] ?? Number.NaN),
              },
            }
          : {}),
      };
    }),
    tooltip: itemTooltip(drawing, (item) => ({
      title: item.name,
      rows: [
        { color: item.color, name: item.seriesName, value: shown(values[item.dataIndex], drawing.picture.formats.y) },
      ],
    })),
  };
}

export function drawBubbles(drawing: Drawing): Option {
  const names = Array.isArray(drawing.option.names) ? (drawing.option.names as string[]) : [];
  const { formats } = drawing.picture;
  const byRole = [formats.x, formats.y, formats.size];
  return {
    ...drawAxes(drawing),
    tooltip: itemTooltip(drawing, (item) => {
      const values = Array.isArray(item.value) ? (item.value as unknown[]) : [];
      return {
        title: [item.name, item.seriesName].filter(Boolean).join(' · '),
        rows: names.map((name, at) => ({ name, value: shown(values[at], byRole[at]) })),
      };
    }),
  };
}

export function drawBoxes(drawing: Drawing): Option {
  const { theme, picture } = drawing;
  const accent = theme.categories[0] ?? theme.ink;
  const parts = ['Lower whisker', 'First quartile', 'Median', 'Third quartile', 'Upper whisker'];
  const series = optionsIn(drawing.option.series).map((each) =>
    each.type === 'boxplot'
      ? {
          ...each,
          boxWidth: [8, 42],
          itemStyle: { color: `${accent}2e`, borderColor: accent, borderWidth: 1.5 },
          emphasis: { disabled: true },
        }
      : { ...each, itemStyle: { color: accent, opacity: 0.45 }, emphasis: { disabled: true } },
  );
  const describe = (item: Item): { title: string; rows: { name: string; value: string }[] } => {
    const values = Array.isArray(item.value) ? (item.value as unknown[]) : [];
    if (item.seriesName === 'Outliers')
      return { title: item.name, rows: [{ name: 'Outlier', value: shown(values[1], picture.formats.y) }] };
    const five = values.slice(-5);
    return {
      title: item.name,
      rows: parts.map((name, at) => ({ name, value: shown(five[at], picture.formats.y) })).reverse(),
    };
  };
  return {
    ...styledAxes(drawing),
    grid: grid(drawing, false),
    legend: { show: false },
    series,
    tooltip: itemTooltip(drawing, describe),
    ...zoom(drawing),
  };
}

interface GanttApi {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
  size(value: [number, number]): [number, number];
  style(): Option;
}

/** A bar from start to end in the row of its task. */
const ganttBar =
  (color: string) =>
  (_parameters: unknown, api: GanttApi): Option => {
    const row = api.value(2);
    const [x1, y] = api.coord([api.value(0), row]);
    const [x2] = api.coord([api.value(1), row]);
    const height = Math.min(18, api.size([0, 1])[1] * 0.6);
    return {
      type: 'rect',
      shape: { x: x1, y: y - height / 2, width: Math.max(2, x2 - x1), height, r: 3 },
      style: { fill: color },
    };
  };

export function drawGantt(drawing: Drawing): Option {
  const { picture, option } = drawing;
  const details = Array.isArray(option.details) ? (option.details as string[]) : [];
  const legend = legendShown(drawing);
  return {
    ...styledAxes(drawing),
    grid: grid(drawing, legend),
    legend: { show: legend },
    series: optionsIn(option.series).map((series) => {
      const color = drawing.color(String((series.name ?? '') as string));
      return { ...series, itemStyle: { color }, renderItem: ganttBar(color), clip: true };
    }),
    tooltip: itemTooltip(drawing, (item) => {
      const values = Array.isArray(item.value) ? (item.value as unknown[]) : [];
      const row = Array.isArray(option.rowTitles) ? (option.rowTitles as unknown[])[Number(values[2])] : '';
      return {
        title: String((row ?? '') as string),
        rows: [
          { color: item.color, name: item.seriesName, value: '' },
          { name: 'From', value: dayText(Number(values[0]), picture.formats.tooltip) },
          { name: 'To', value: dayText(Number(values[1]), picture.formats.tooltip) },
          ...details.map((name, at) => ({ name, value: shown(values[3 + at], undefined) })),
        ],
      };
    }),
    ...zoom(drawing),
  };
}
