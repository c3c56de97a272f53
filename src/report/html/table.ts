import type { Grid, GridCell } from '../scene/grid.ts';
import { escapeXml, plainLine } from '../scene/node.ts';

const MULTILINE = /\n/;

/** An override of the writing direction without an end would turn what follows. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;

/** Data is text, never markup. Line breaks of long texts stay. */
export function html(text: string): string {
  const safe = escapeXml(text.replace(OVERRIDES, ''));
  return MULTILINE.test(safe) ? safe.replaceAll('\n', '<br>') : safe;
}

/** A text that wraps: the short ones stay on one line. */
const LONG = 48;

function cell(tag: 'th' | 'td', { text, align, fill, head, bar }: GridCell, scope: string): string {
  const name = head ? 'th' : tag;
  const color = fill && /^#[\da-f]{6}$/i.test(fill) ? `background:${fill}55` : '';
  const length =
    bar === undefined ? '' : `background:linear-gradient(90deg,var(--bar) ${Math.round(bar * 100)}%,transparent 0)`;
  const style = color || length;
  const kind = align === 'end' ? ' class="n"' : text.length > LONG ? ' class="long"' : '';
  return `<${name}${name === 'th' ? ` scope="${scope}"` : ''}${kind}${style === '' ? '' : ` style="${style}"`}>${html(text)}</${name}>`;
}

/** A grid as an HTML table with a caption for those who do not see it. */
export function tableHtml(grid: Grid, caption: string): string {
  const rows = (all: readonly GridCell[][], tag: 'th' | 'td', scope: string): string =>
    all.map((row) => `<tr>${row.map((each) => cell(tag, each, scope)).join('')}</tr>`).join('');
  const label = escapeXml(plainLine(caption));
  const tall = grid.rows.length > 24 ? ' tall' : '';
  return (
    `<div class="box${tall}" tabindex="0" role="region" aria-label="${label}"><table class="data">` +
    `<thead>${rows(grid.head, 'th', 'col')}</thead><tbody>${rows(grid.rows, 'td', 'row')}</tbody>` +
    `${grid.foot.length > 0 ? `<tfoot>${rows(grid.foot, 'td', 'row')}</tfoot>` : ''}</table></div>`
  );
}
