import { numberFormatter } from '../format/number.ts';
import { formatAxisTime } from '../format/time.ts';
import type { Drawing, Option } from './option.ts';
import { isOption, optionAt, optionsIn } from './option.ts';
import { clipped, FONT, textWidth } from './text.ts';

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

/** Few names that do not fit side by side are all written, aslant: every second one would leave bars without a name. */
function aslant(axis: Option, drawing: Drawing, role: 'x' | 'y' | 'y2'): Option {
  if (role !== 'x' || axis.type !== 'category' || axis.bins || !Array.isArray(axis.data) || !drawing.room) return {};
  const names = (axis.data as unknown[]).map((name) => clipped(String(name), 28));
  if (names.length > 14 || names.every((name) => /^\d/.test(name))) return {};
  const widest = Math.max(0, ...names.map(textWidth));
  return widest + 8 > (drawing.room.width - 60) / Math.max(1, names.length) ? { interval: 0, rotate: 35 } : {};
}

/** A scale with both ends given is cut into quarters: 0, 25, 50, 75, 100 %, not 0, 30, 60, 90, 100. */
const quarters = (axis: Option): Option =>
  axis.type === 'value' && typeof axis.min === 'number' && typeof axis.max === 'number' && axis.max > axis.min
    ? { interval: (axis.max - axis.min) / 4 }
    : {};

function styled(axis: Option, drawing: Drawing, role: 'x' | 'y' | 'y2'): Option {
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
    ...quarters(axis),
    ...plain,
    ...(named
      ? {
          nameLocation: 'middle',
          // Names along x keep clear of the labels; along y ECharts moves them by the labels' width.
          nameGap: role === 'x' ? 28 : 8,
          nameTextStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
        }
      : {}),
    axisLabel: {
      color: theme.muted,
      fontFamily: FONT,
      fontSize: 11,
      hideOverlap: true,
      margin: 8,
      formatter: labelFormatter(
        axis,
        { ...drawing, picture: role === 'x' ? scaleFormats(drawing, axis) : drawing.picture },
        role,
      ),
      ...aslant(axis, drawing, role),
      ...optionAt(axis, 'axisLabel'),
    },
  };
}

/** Lying bars measure along x: their numbers have the format of y. */
function scaleFormats(drawing: Drawing, axis: Option): Drawing['picture'] {
  const { picture } = drawing;
  const lies = axis.type === 'value' && optionsIn(picture.option.yAxis)[0]?.type !== 'value';
  const y = picture.formats.y;
  return lies && y !== undefined ? { ...picture, formats: { ...picture.formats, x: y } } : picture;
}

/** Both axes of a drawing, with labels in their formats. */
export function styledAxes(drawing: Drawing): Option {
  const { option } = drawing;
  if (!isOption(option.xAxis)) return {};
  const ys = optionsIn(option.yAxis);
  const y = ys.map((axis, at) => styled(axis, drawing, at === 0 ? 'y' : 'y2'));
  return { xAxis: styled(option.xAxis, drawing, 'x'), yAxis: y.length === 1 ? y[0] : y };
}

/** Room for the legend and the zoom bar; ECharts measures labels and names of the axes itself. */
export function grid(drawing: Drawing, legend: boolean): Option {
  const bottom = (legend ? drawing.legendRoom : 6) + (Array.isArray(drawing.option.dataZoom) ? 34 : 0);
  return { left: 8, right: 14, top: 14, bottom, outerBoundsMode: 'same', outerBoundsContain: 'all' };
}
