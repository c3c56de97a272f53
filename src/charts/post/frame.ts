import type { Cell } from '../picture.ts';

/**
 * Rows between the database and the picture. A column is named by a path: one name as the database answers it, and after
 * a pivot the metric followed by the values of the series. `index` holds the names of the leading columns that say what a
 * row is about; each row starts with them.
 */
export interface Frame {
  index: string[];
  columns: Cell[][];
  /** Cells of the index, then of the columns. */
  rows: Cell[][];
}

export const frameOf = (names: readonly string[], rows: Cell[][]): Frame => ({
  index: [],
  columns: names.map((name) => [name]),
  rows,
});

/** The name of a column as one text: its path, with null parts left out. */
export const pathText = (path: readonly Cell[]): string =>
  path
    .filter((part) => part !== null)
    .map(String)
    .join(', ');

/** Places in a row (behind the index) of the columns whose path starts with `name`. */
export const placesOf = (frame: Frame, name: string): number[] =>
  frame.columns.flatMap((path, place) => (path[0] === name ? [place + frame.index.length] : []));

export const placeOf = (frame: Frame, name: string): number => {
  const index = frame.index.indexOf(name);
  return index >= 0 ? index : (placesOf(frame, name)[0] ?? -1);
};

export const asNumber = (cell: Cell | undefined): number | null =>
  typeof cell === 'number' ? (Number.isFinite(cell) ? cell : null) : typeof cell === 'boolean' ? Number(cell) : null;

/** Order of pandas: numbers by value, texts by code point, nothing last. */
export function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const comparePaths = (a: readonly Cell[], b: readonly Cell[]): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = compareCells(a[at], b[at]);
    if (order !== 0) return order;
  }
  return 0;
};

/** A key that tells cells of different types apart. */
export const cellsKey = (cells: readonly Cell[]): string => JSON.stringify(cells);

export const mapColumns = (frame: Frame, places: ReadonlySet<number>, change: (column: Cell[]) => Cell[]): Frame => {
  const rows = frame.rows.map((row) => [...row]);
  for (const place of places) {
    const changed = change(rows.map((row) => row[place] ?? null));
    for (const [at, row] of rows.entries()) row[place] = changed[at] ?? null;
  }
  return { ...frame, rows };
};
