import { binText } from './axes.ts';
import type { Drawing, Item, Option } from './option.ts';
import { itemOf, optionsIn } from './option.ts';
import { valueOf } from './series.ts';
import { dayText, FONT, shown, type TooltipRow, tooltipHtml } from './text.ts';

const MOST_ROWS = 12;

/** The look of every tooltip. */
function tooltipBase(drawing: Drawing): Option {
  const { theme } = drawing;
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: theme.raised,
    borderColor: theme.faint,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: theme.ink, fontFamily: FONT, fontSize: 12 },
    extraCssText: 'border-radius:8px;box-shadow:0 4px 16px rgba(0,0,0,.10)',
  };
}

/** What one place on the axis is called. */
function placeText(item: Item, drawing: Drawing, horizontal: boolean): string {
  const axis = optionsIn(horizontal ? drawing.option.yAxis : drawing.option.xAxis)[0];
  const place =
    Array.isArray(item.value) && axis?.type !== 'category'
      ? (item.value as unknown[])[horizontal ? 1 : 0]
      : (item.axisValue ?? item.name);
  const { formats } = drawing.picture;
  if (axis?.type === 'time') return dayText(Number(place), formats.tooltip);
  if (axis?.bins) return binText(String(place), formats.x);
  return typeof place === 'number' ? shown(place, formats.x) : String((place ?? '') as string);
}

/** All series at one place, the largest first; more than a dozen are counted, not listed. */
export function axisTooltip(drawing: Drawing, horizontal: boolean): Option {
  const { formats } = drawing.picture;
  const series = optionsIn(drawing.option.series);
  const rowOf = (item: Item): TooltipRow & { amount: number } => {
    const value = valueOf(item.value, horizontal);
    const second = series[item.seriesIndex]?.yAxisIndex === 1;
    return {
      color: item.color,
      name: item.seriesName,
      value: shown(value, second ? formats.y2 : formats.y),
      amount: typeof value === 'number' ? value : Number.NEGATIVE_INFINITY,
    };
  };
  return {
    ...tooltipBase(drawing),
    trigger: 'axis',
    axisPointer: {
      type: series.some((each) => each.type === 'bar') ? 'shadow' : 'line',
      lineStyle: { color: drawing.theme.neutral, width: 1 },
      shadowStyle: { color: drawing.theme.neutral, opacity: 0.08 },
    },
    formatter: (given: unknown): string => {
      const items = (Array.isArray(given) ? given : [given]).map(itemOf);
      const [first] = items;
      if (first === undefined) return '';
      const rows = items.map(rowOf).filter((row) => items.length < 4 || row.amount !== Number.NEGATIVE_INFINITY);
      if (series.length > 3) rows.sort((a, b) => b.amount - a.amount);
      return tooltipHtml(placeText(first, drawing, horizontal), rows.slice(0, MOST_ROWS), rows.length - MOST_ROWS);
    },
  };
}

/** One item: rows of names and values that `describe` makes of it. */
export function itemTooltip(drawing: Drawing, describe: (item: Item) => { title: string; rows: TooltipRow[] }): Option {
  return {
    ...tooltipBase(drawing),
    trigger: 'item',
    formatter: (given: unknown): string => {
      const { title, rows } = describe(itemOf(given));
      return tooltipHtml(title, rows);
    },
  };
}
