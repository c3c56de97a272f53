import { Failure } from '../../errors.ts';
import type { Cell } from '../picture.ts';
import { isRecord } from '../query/form-fields.ts';
import { AGGREGATES } from './aggregates.ts';
import { asNumber, cellsKey, compareCells, type Frame, pathText, placeOf, placesOf } from './frame.ts';
import { flag, names, type Options, renames, word } from './options.ts';

/** Plain columns of a pivoted frame: the index becomes columns, a path becomes one name. */
export const flatten = (frame: Frame): Frame => ({
  index: [],
  columns: [...frame.index.map((name): Cell[] => [name]), ...frame.columns.map((path): Cell[] => [pathText(path)])],
  rows: frame.rows,
});

/** Other names for columns, or for one level of their paths; null takes the level out of the name. */
export function rename(frame: Frame, options: Options): Frame {
  const map = renames(options, 'columns');
  const level = typeof options.level === 'number' ? options.level : 0;
  const named = (part: Cell | undefined): Cell =>
    typeof part === 'string' && map.has(part) ? (map.get(part) ?? null) : (part ?? null);
  return {
    ...frame,
    columns: frame.columns.map((path) => path.map((part, at) => (at === level ? named(part) : part))),
  };
}

export function sort(frame: Frame, options: Options): Frame {
  const ascending = flag(options, 'ascending', true);
  const byIndex = flag(options, 'is_sort_index', false);
  const by = word(options, 'by') ?? names(options, 'by')[0];
  const place = byIndex ? 0 : placeOf(frame, by ?? '');
  if (place < 0) return frame;
  const sign = ascending ? 1 : -1;
  const rows = [...frame.rows].sort((a, b) => {
    const [left, right] = [a[place] ?? null, b[place] ?? null];
    // Nothing comes last either way.
    return left === null || right === null ? compareCells(left, right) : sign * compareCells(left, right);
  });
  return { ...frame, rows };
}

/** Keeps, drops and renames columns, in that order. */
export function select(frame: Frame, options: Options): Frame {
  const wanted = names(options, 'columns');
  const excluded = new Set(names(options, 'exclude'));
  const places = (
    wanted.length > 0
      ? wanted.flatMap((name) => placesOf(frame, name))
      : frame.columns.map((_path, at) => at + frame.index.length)
  ).filter((place) => !excluded.has(String(frame.columns[place - frame.index.length]?.[0])));
  const kept: Frame = {
    index: frame.index,
    columns: places.map((place) => frame.columns[place - frame.index.length] ?? []),
    rows: frame.rows.map((row) => [...row.slice(0, frame.index.length), ...places.map((place) => row[place] ?? null)]),
  };
  return rename(kept, { columns: options.rename, level: 0 });
}

/** Groups again over fewer columns. */
export function aggregate(frame: Frame, options: Options): Frame {
  const groupby = names(options, 'groupby');
  const places = groupby.map((name) => placeOf(frame, name));
  const specs = Object.entries(isRecord(options.aggregates) ? options.aggregates : {}).map(([name, spec]) => {
    const place = placeOf(frame, isRecord(spec) && typeof spec.column === 'string' ? spec.column : name);
    const operator = isRecord(spec) ? String(spec.operator) : '';
    const apply = AGGREGATES[operator];
    if (apply === undefined || place < 0)
      throw new Failure('CHART_INVALID', `The answer cannot be aggregated by ${operator} of ${name}`);
    return { name, place, apply };
  });
  const groups = new Map<string, { cells: Cell[]; rows: Cell[][] }>();
  for (const row of frame.rows) {
    const cells = places.map((place) => row[place] ?? null);
    const group = groups.get(cellsKey(cells)) ?? { cells, rows: [] };
    group.rows.push(row);
    groups.set(cellsKey(cells), group);
  }
  return {
    index: [],
    columns: [...groupby, ...specs.map((spec) => spec.name)].map((name) => [name]),
    rows: [...groups.values()].map(({ cells, rows }) => [
      ...cells,
      ...specs.map(({ place, apply }) => apply(rows.flatMap((row) => asNumber(row[place]) ?? []))),
    ]),
  };
}
