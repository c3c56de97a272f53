import type { Cell } from '../picture.ts';
import { asNumber, type Frame, mapColumns, placesOf } from './frame.ts';
import { names, type Options, word } from './options.ts';

const isNumeric = (frame: Frame, place: number): boolean =>
  frame.rows.some((row) => typeof row[place] === 'number') &&
  frame.rows.every((row) => row[place] === null || row[place] === undefined || typeof row[place] === 'number');

const share = (value: Cell | undefined, total: number): Cell => (total === 0 ? null : (asNumber(value) ?? 0) / total);

/**
 * Each number as a part of its column's total, or with orientation `row` of its row's (time offsets by themselves).
 * What is missing counts 0.
 */
export function contribution(frame: Frame, options: Options): Frame {
  const wanted = names(options, 'columns');
  const behind = frame.columns.map((_path, at) => at + frame.index.length);
  const places =
    wanted.length > 0
      ? wanted.flatMap((name) => placesOf(frame, name))
      : behind.filter((place) => isNumeric(frame, place));
  if (word(options, 'orientation') === 'row') return byRow(frame, places, names(options, 'time_shifts'));
  const target = names(options, 'rename_columns');
  const shares = (column: Cell[]): Cell[] => {
    const total = column.reduce<number>((sum, cell) => sum + (asNumber(cell) ?? 0), 0);
    return column.map((cell) => share(cell, total));
  };
  if (target.length === 0) return mapColumns(frame, new Set(places), shares);
  const added = places.map((place) => shares(frame.rows.map((row) => row[place] ?? null)));
  return {
    index: frame.index,
    columns: [...frame.columns, ...places.map((_place, at): Cell[] => [target[at] ?? ''])],
    rows: frame.rows.map((row, at) => [...row, ...added.map((column) => column[at] ?? null)]),
  };
}

function byRow(frame: Frame, places: readonly number[], shifts: readonly string[]): Frame {
  const shiftOf = (place: number): string =>
    shifts.find((shift) => String(frame.columns[place - frame.index.length]?.[0] ?? '').endsWith(shift)) ?? '';
  const rows = frame.rows.map((row) => {
    const totals = new Map<string, number>();
    for (const place of places)
      totals.set(shiftOf(place), (totals.get(shiftOf(place)) ?? 0) + (asNumber(row[place]) ?? 0));
    const wanted = new Set(places);
    return row.map((cell, place) => (wanted.has(place) ? share(cell, totals.get(shiftOf(place)) ?? 0) : cell));
  });
  return { ...frame, rows };
}
