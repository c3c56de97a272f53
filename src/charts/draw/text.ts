import { escapeHtml } from '../format/html.ts';
import { numberFormatter } from '../format/number.ts';
import { formatTime } from '../format/time.ts';

export const FONT = "'Inter Variable', Inter, system-ui, sans-serif";

export const shown = (value: unknown, format: string | undefined): string =>
  typeof value === 'number'
    ? numberFormatter(format)(value)
    : value === null || value === undefined || value === '-'
      ? '–'
      : String(value as string);

export const percent = (share: number): string =>
  numberFormatter(share !== 0 && Math.abs(share) < 0.1 ? '.1%' : '.0%')(share);

/** Long names are cut in the middle of the drawing, never in the data. */
export const clipped = (name: string, length: number): string =>
  name.length > length ? `${name.slice(0, length - 1)}…` : name;

/** About how wide a text of the drawings' size is, in pixels: 11 px Inter, of which a letter takes a good half. */
export const textWidth = (text: string): number => text.length * 6.1;

/** As many letters as fit. Of a path the end is kept: that is where two of them differ. */
export function fitted(name: string, pixels: number): string {
  // What was measured by its letters fits, whatever their sum was rounded to.
  const length = Math.max(4, Math.floor(pixels / 6.1 + 0.01));
  if (name.length <= length) return name;
  return name.includes('/') ? `…${name.slice(1 - length)}` : clipped(name, length);
}

/** A name that ECharts may break behind its underscores and slashes: of the marks without width it knows this one. */
export const breakable = (name: string): string => name.replace(/[_/]/g, (mark) => `${mark}\ufeff`);

export const dayText = (time: number, format: string | undefined): string => formatTime(time, format ?? 'smart_date');

export interface TooltipRow {
  color?: string | undefined;
  name: string;
  value: string;
}

const dot = (color: string | undefined): string =>
  color === undefined
    ? ''
    : `<span style="display:inline-block;width:8px;height:8px;border-radius:50%;background:${escapeHtml(color)};margin-right:6px"></span>`;

/** The one form of tooltip: what it is about, then names and values in two columns. */
export function tooltipHtml(title: string, rows: readonly TooltipRow[], more = 0): string {
  const lines = rows.map(
    ({ color, name, value }) =>
      `<tr><td style="padding:1px 16px 1px 0;max-width:260px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">${dot(color)}${escapeHtml(name)}</td>` +
      `<td style="text-align:right;font-variant-numeric:tabular-nums;font-weight:550">${escapeHtml(value)}</td></tr>`,
  );
  const rest = more > 0 ? `<tr><td colspan="2" style="opacity:.65;padding-top:2px">and ${more} more</td></tr>` : '';
  const head = title === '' ? '' : `<div style="margin-bottom:4px;opacity:.75">${escapeHtml(title)}</div>`;
  return `${head}<table style="border-collapse:collapse">${lines.join('')}${rest}</table>`;
}
