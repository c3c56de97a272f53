import { numberFormatter } from '../format/number.ts';
import type { Drawing, Item, Option, Room } from './option.ts';
import { itemOf, optionAt, optionsIn } from './option.ts';
import { hasLegend, labelStyle, nameIn, type PartForm, partText, partTooltip, withColors } from './part-labels.ts';
import { clipped, FONT, percent, shown, textWidth } from './text.ts';
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

/** Radii in percent, smaller by a factor. */
const scaled = (radius: unknown, factor: number): unknown =>
  Array.isArray(radius)
    ? radius.map((each) => scaled(each, factor))
    : typeof radius === 'string' && radius.endsWith('%')
      ? `${Number.parseFloat(radius) * factor}%`
      : radius;

const LABEL_LINE = 24;
const LEAST_BESIDE = 86;

/** Pixels for a name at either side. */
const besideRing = (room: Room): number => (room.width - Math.min(room.width, room.height) * 0.7) / 2 - LABEL_LINE;

/** Names beside the ring where there is room for them; else the figures alone, with the names in a legend. */
function pieForm(drawing: Drawing): PartForm {
  const { room, option } = drawing;
  if (room === undefined) return 'line';
  const beside = besideRing(room);
  const labels = optionsIn(option.series).flatMap((series) => optionsIn(series.data).map(nameIn));
  const longest = Math.max(0, ...labels.map(textWidth));
  if (longest + textWidth(': 100%') <= beside) return 'line';
  return beside >= LEAST_BESIDE ? 'lines' : 'bare';
}

export function drawPie(drawing: Drawing): Option {
  const { theme, option, room, legendRoom } = drawing;
  const total = typeof option.total === 'number' ? option.total : undefined;
  const form = pieForm(drawing);
  const outside = optionsIn(option.series).some((series) => {
    const label = optionAt(series, 'label');
    return label.show !== false && label.position !== 'inside' && label.type !== 'template';
  });
  const legend = hasLegend(drawing) || (outside && form === 'bare');
  // In the middle of what the legend leaves.
  const middle = !legend ? 50 : room === undefined ? 46 : 50 - (legendRoom / 2 / room.height) * 100;
  const shrunk = legend && room !== undefined ? Math.max(0.5, 1 - legendRoom / room.height) : 1;
  return {
    legend: { show: legend },
    series: optionsIn(option.series).map((series) => {
      const label = optionAt(series, 'label');
      const inside = label.position === 'inside';
      return {
        ...series,
        center: ['50%', `${middle}%`],
        ...(shrunk < 1 ? { radius: scaled(series.radius, shrunk) } : {}),
        data: withoutSmallLabels(withColors(drawing, optionsIn(series.data)), Number(label.least ?? 0)),
        itemStyle: { borderColor: theme.surface, borderWidth: 1.5 },
        avoidLabelOverlap: true,
        label: {
          show: label.show !== false,
          position: inside ? 'inside' : 'outer',
          ...labelStyle(drawing),
          ...(inside ? { color: '#fff' } : {}),
          formatter: partText(label, drawing, inside ? 'line' : form),
          ...(form === 'lines' ? { lineHeight: 14 } : {}),
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
            top: `${middle - 7}%`,
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
  const legend = hasLegend(drawing);
  return {
    legend: { show: legend },
    series: optionsIn(option.series).map((series) => ({
      ...series,
      top: 8,
      bottom: legend ? drawing.legendRoom + 6 : 8,
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
