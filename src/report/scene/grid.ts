import { cellText, ruleColor } from '../../charts/format/cell.ts';
import type { Cell, PivotPicture, TablePicture } from '../../charts/picture.ts';

export interface GridCell {
  text: string;
  align: 'start' | 'end';
  /** A name of the row, not one of its values. */
  head?: boolean;
  /** Colour of conditional formatting behind the text. */
  fill?: string;
  /** Length of the bar behind the number, from 0 to 1. */
  bar?: number;
}

/** A table or a pivot as texts in rows and columns: what every format writes. */
export interface Grid {
  head: GridCell[][];
  rows: GridCell[][];
  foot: GridCell[][];
  /** Rows that were left out. */
  more: number;
}

const numeric = (cell: Cell | undefined): cell is number => typeof cell === 'number';

export function tableGrid(table: TablePicture, most = Number.POSITIVE_INFINITY): Grid {
  const rows = table.rows.slice(0, most);
  const longest = new Map(
    table.columns
      .filter(({ bar }) => bar)
      .map(({ name }) => [
        name,
        rows.reduce((max, row) => Math.max(max, Math.abs(numeric(row[name]) ? Number(row[name]) : 0)), 0),
      ]),
  );
  const cellOf = (row: Record<string, Cell>, column: TablePicture['columns'][number]): GridCell => {
    const value = row[column.name];
    const fill = ruleColor(value, column);
    const max = longest.get(column.name) ?? 0;
    return {
      text: cellText(value, column),
      align: column.kind === 'number' ? 'end' : 'start',
      ...(fill ? { fill } : {}),
      ...(max > 0 && numeric(value) ? { bar: Math.abs(value) / max } : {}),
    };
  };
  return {
    head: [table.columns.map(({ label, kind }) => ({ text: label, align: kind === 'number' ? 'end' : 'start' }))],
    rows: rows.map((row) => table.columns.map((column) => cellOf(row, column))),
    foot: table.totals
      ? [
          table.columns.map((column, at) => {
            const cell = cellOf(table.totals ?? {}, { ...column, rules: [] });
            return at === 0 && column.kind !== 'number' ? { ...cell, text: 'Total' } : cell;
          }),
        ]
      : [],
    more: table.rows.length - rows.length,
  };
}

export function pivotGrid(picture: PivotPicture, most = Number.POSITIVE_INFINITY): Grid {
  const format = (cell: Cell | undefined, at: number): GridCell => {
    const d3 = picture.formats[at] ?? picture.formats[0];
    return { text: cellText(cell, { kind: 'number', ...(d3 ? { format: d3 } : {}) }), align: 'end' };
  };
  const name = (text: unknown): GridCell => ({ text: String((text ?? '–') as string), align: 'start', head: true });
  const levels = Math.max(1, picture.columnHeaders.length);
  return {
    head: Array.from({ length: levels }, (_each, level): GridCell[] => [
      ...picture.rowHeaders.map((text): GridCell => ({ text: level === levels - 1 ? text : '', align: 'start' })),
      ...picture.columns.map((path): GridCell => ({ text: String(path[level] ?? ''), align: 'end' })),
      ...(picture.rowTotals ? [{ text: level === 0 ? 'Total' : '', align: 'end' } as const] : []),
    ]),
    rows: picture.rows
      .slice(0, most)
      .map((path, row) => [
        ...picture.rowHeaders.map((_header, level) => name(path[level])),
        ...picture.columns.map((_path, at) => format(picture.cells[row]?.[at], at)),
        ...(picture.rowTotals ? [format(picture.rowTotals[row], 0)] : []),
      ]),
    foot: picture.columnTotals
      ? [
          [
            ...picture.rowHeaders.map((_header, level) => ({ ...name(level === 0 ? 'Total' : ''), head: true })),
            ...picture.columnTotals.map(format),
            ...(picture.rowTotals ? [format(picture.grandTotal, 0)] : []),
          ],
        ]
      : [],
    more: Math.max(0, picture.rows.length - most),
  };
}
