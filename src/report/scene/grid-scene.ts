import type { Fonts } from '../fonts.ts';
import type { PageColors } from './colors.ts';
import type { Grid, GridCell } from './grid.ts';
import { node, type SceneNode } from './node.ts';
import { clipped, textNode } from './words.ts';

const SIZE = 11;
/** Height of a line of a table. */
export const GRID_LINE = 24;
const LINE = GRID_LINE;
const PAD = 8;
const WIDEST = 300;

/** Height of a whole grid. */
export const gridHeight = (grid: Grid): number =>
  (grid.head.length + grid.rows.length + grid.foot.length + (grid.more > 0 ? 1 : 0)) * LINE + 4;

/** Rows that a height has room for beside head and foot. */
export const rowsIn = (height: number, grid: Grid): number =>
  Math.max(0, Math.floor(height / LINE) - grid.head.length - grid.foot.length - (grid.more > 0 ? 1 : 0));

/** Widths by what the columns hold: all of it where there is room, else the wide ones give way. */
function columnWidths(fonts: Fonts, grid: Grid, width: number): number[] {
  const sample = [...grid.head, ...grid.rows.slice(0, 60), ...grid.foot];
  const columns = grid.head[0]?.length ?? 0;
  const wanted = Array.from({ length: columns }, (_each, at) =>
    Math.min(WIDEST, Math.max(30, ...sample.map((row) => fonts.width(row[at]?.text ?? '', SIZE, 'bold') + 2 * PAD))),
  );
  const sum = wanted.reduce((total, each) => total + each, 0);
  if (sum <= width) return wanted.map((each) => each + ((width - sum) * each) / sum);
  // Narrow columns keep what they need; the others share the rest.
  const fair = width / Math.max(1, columns);
  const narrow = wanted.filter((each) => each <= fair).reduce((total, each) => total + each, 0);
  const wide = sum - narrow;
  return wanted.map((each) => (each <= fair ? each : (each / wide) * Math.max(0, width - narrow)));
}

/** A grid drawn from its top, as many rows as `height` has room for; its columns are as wide as those of `whole`. */
export function gridScene(
  grid: Grid,
  box: { x: number; y: number; width: number; height: number },
  { fonts, colors }: { fonts: Fonts; colors: PageColors },
  whole = grid,
): SceneNode[] {
  const widths = columnWidths(fonts, whole, box.width);
  const room = Math.max(1, rowsIn(box.height, grid));
  // The last line says what is left out.
  const shown = grid.rows.length <= room ? grid.rows.length : Math.max(1, room - (grid.more > 0 ? 0 : 1));
  const scene: SceneNode[] = [];
  let y = box.y;
  const line = (cells: readonly GridCell[], kind: 'head' | 'row' | 'foot'): void => {
    let x = box.x;
    if (kind === 'head') scene.push(node('rect', { x, y, width: box.width, height: LINE, fill: colors.soft }));
    for (const [at, cell] of cells.entries()) {
      const width = widths[at] ?? 0;
      if (cell.fill) scene.push(node('rect', { x, y: y + 1, width, height: LINE - 2, fill: cell.fill, opacity: 0.35 }));
      if (cell.bar !== undefined && kind === 'row') {
        const length = Math.max(1, cell.bar * (width - 4));
        scene.push(
          node('rect', { x: x + 2, y: y + 4, width: length, height: LINE - 8, fill: colors.accent, opacity: 0.13 }),
        );
      }
      const weight = kind === 'row' && !cell.head ? 'regular' : 'bold';
      scene.push(
        textNode(clipped(fonts, cell.text, width - 2 * PAD, { size: SIZE, weight }), {
          x: cell.align === 'end' ? x + width - PAD : x + PAD,
          y: y + LINE / 2,
          size: SIZE,
          fill: kind === 'head' ? colors.muted : colors.ink,
          weight,
          anchor: cell.align,
        }),
      );
      x += width;
    }
    y += LINE;
    scene.push(
      node('path', {
        d: `M${box.x} ${y}L${box.x + box.width} ${y}`,
        stroke: colors.line,
        'stroke-width': kind === 'row' ? 0.6 : 1,
        fill: 'none',
      }),
    );
  };
  for (const row of grid.head) line(row, 'head');
  for (const row of grid.rows.slice(0, shown)) line(row, 'row');
  for (const row of grid.foot) line(row, 'foot');
  const left = grid.rows.length - shown + grid.more;
  if (left > 0) {
    scene.push(
      textNode(`and ${left.toLocaleString('en')} more ${left === 1 ? 'row' : 'rows'}`, {
        x: box.x + PAD,
        y: y + LINE / 2,
        size: SIZE,
        fill: colors.muted,
      }),
    );
  }
  return scene;
}
