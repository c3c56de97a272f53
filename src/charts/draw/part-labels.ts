import { numberFormatter } from '../format/number.ts';
import type { Drawing, Option } from './option.ts';
import { itemOf, optionAt, textAt } from './option.ts';
import { breakable, clipped, FONT, percent, shown } from './text.ts';
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

/** How a part's text is written: the name with the rest behind it or below it (`boxed`: in lines of a box), or the rest alone. */
export type PartForm = 'line' | 'lines' | 'boxed' | 'bare';

/** The text of a part: name, value and share as the chart's label type says, and in that form. */
export function partText(label: Option, drawing: Drawing, form: PartForm = 'line'): (given: unknown) => string {
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
    const texts = {
      // Beside a ring ECharts cuts what does not fit; in a box it breaks it.
      key: form === 'boxed' ? breakable(item.name) : form === 'lines' ? item.name : clipped(item.name, 24),
      value,
      percent: share,
    };
    const [head = '', ...rest] = pieces.map((piece) => texts[piece]).filter((text) => text !== '');
    if (rest.length === 0) return head;
    const figures = rest.length === 2 ? `${rest[0]} (${rest[1]})` : (rest[0] ?? '');
    if (form === 'bare') return pieces[0] === 'key' ? figures : `${head}: ${figures}`;
    return form === 'lines' || form === 'boxed' ? `${head}\n${figures}` : `${head}: ${figures}`;
  };
}

export const labelStyle = (drawing: Drawing): Option => ({
  color: drawing.theme.muted,
  fontFamily: FONT,
  fontSize: 11,
});

export const nameIn = (item: Option): string => String((item.name ?? '') as string);

export const withColors = (drawing: Drawing, items: readonly Option[]): Option[] =>
  items.map((item) => ({
    ...item,
    itemStyle: { color: drawing.color(nameIn(item)), ...optionAt(item, 'itemStyle') },
  }));

export const hasLegend = (drawing: Drawing): boolean => optionAt(drawing.option, 'legend').show !== false;

export const partTooltip = (drawing: Drawing): Option =>
  itemTooltip(drawing, (item) => ({
    title: '',
    rows: [
      { color: item.color, name: item.name, value: shown(item.value, drawing.picture.formats.value) },
      ...(item.percent === undefined ? [] : [{ name: 'Share', value: percent(item.percent / 100) }]),
    ],
  }));
