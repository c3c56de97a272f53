import { numberFormatter } from '../format/number.ts';
import { formatAxisTime } from '../format/time.ts';
import type { Drawing, Option } from './option.ts';
import { isOption, optionAt, optionsIn } from './option.ts';
import { clipped, FONT } from './text.ts';

/** `8.0 - 26.4` as people write a range of numbers. */
export function binText(bin: string, format: string | undefined): string {
  const match = /^(-?[\d.e+-]+) - (-?[\d.e+-]+)$/.exec(bin);
  if (match === null) return bin;
  const write = numberFormatter(format ?? 'SMART_NUMBER');
  return `${write(Number(match[1]))} – ${write(Number(match[2]))}`;
}

function labelFormatter(
  axis: Option,
  drawing: Drawing,
  role: 'x' | 'y' | 'y2',
): ((value: unknown) => string) | undefined {
  const { formats } = drawing.picture;
  if (axis.type === 'time') return (value) => formatAxisTime(Number(value), formats.x);
  if (axis.type === 'category')
    return axis.bins ? (value) => binText(String(value), formats.x) : (value) => clipped(String(value), 28);
  const format = role === 'x' ? (formats.x ?? formats.y) : formats[role];
  const write = numberFormatter(format);
  return (value) => write(Number(value));
}

function styled(axis: Option, drawing: Drawing, role: 'x' | 'y' | 'y2', horizontal: boolean): Option {
  const { theme } = drawing;
  const { bins: _bins, ...plain } = axis;
  const measures = axis.type === 'value' || axis.type === 'log';
  const named = typeof axis.name === 'string' && axis.name !== '';
  return {
    axisLine: { show: !measures, lineStyle: { color: theme.faint } },
    axisTick: { show: false },
    // Only the first scale draws a grid, and only across what is measured.
    splitLine: { show: measures && role !== 'y2', lineStyle: { color: theme.faint, width: 1 } },
    splitNumber: 4,
    minorSplitLine: { show: false },
    ...plain,
    ...(named
      ? {
          nameLocation: 'middle',
          nameGap: horizontal ? 26 : 42,
          nameTextStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
        }
      : {}),
    axisLabel: {
      color: theme.muted,
      fontFamily: FONT,
      fontSize: 11,
      hideOverlap: true,
      margin: 8,
      formatter: labelFormatter(axis, { ...drawing, picture: scaleFormats(drawing, axis, horizontal) }, role),
      ...optionAt(axis, 'axisLabel'),
    },
  };
}

/** Lying bars measure along x: their numbers have the format of y. */
function scaleFormats(drawing: Drawing, axis: Option, horizontal: boolean): Drawing['picture'] {
  const { picture } = drawing;
  const lies = horizontal && axis.type === 'value' && optionsIn(picture.option.yAxis)[0]?.type !== 'value';
  const y = picture.formats.y;
  return lies && y !== undefined ? { ...picture, formats: { ...picture.formats, x: y } } : picture;
}

/** Both axes of a drawing, with labels in their formats. */
export function styledAxes(drawing: Drawing): Option {
  const { option } = drawing;
  if (!isOption(option.xAxis)) return {};
  const ys = optionsIn(option.yAxis);
  const y = ys.map((axis, at) => styled(axis, drawing, at === 0 ? 'y' : 'y2', false));
  return { xAxis: styled(option.xAxis, drawing, 'x', true), yAxis: y.length === 1 ? y[0] : y };
}

/** Room for axes, their names and the legend; labels themselves are measured by ECharts. */
export function grid(drawing: Drawing, legend: boolean): Option {
  const { option } = drawing;
  const named = (axis: Option | undefined): boolean => typeof axis?.name === 'string' && axis.name !== '';
  const [y, y2] = optionsIn(option.yAxis);
  const x = optionsIn(option.xAxis)[0];
  const bottom = (legend ? 30 : 6) + (named(x) ? 18 : 0) + (Array.isArray(option.dataZoom) ? 34 : 0);
  return { left: named(y) ? 26 : 8, right: named(y2) ? 30 : 14, top: 14, bottom, containLabel: true };
}
