import type { Cell } from '../picture.ts';
import { asNumber, type Frame, placesOf } from './frame.ts';
import { flag, names, type Options, word } from './options.ts';

const round = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : null);

function compared(type: string, now: number | null, then: number | null): number | null {
  if (now === null || then === null) return null;
  if (type === 'difference') return now - then;
  return round(type === 'percentage' ? (now - then) / then : now / then);
}

/** Pairs of columns against each other: difference, percentage (a fraction) or ratio, named `type__now__then`. */
export function compare(frame: Frame, options: Options): Frame {
  const sources = names(options, 'source_columns');
  const others = names(options, 'compare_columns');
  const type = word(options, 'compare_type') ?? 'difference';
  const columns: Cell[][] = [];
  const pairs: [number, number][] = [];
  for (const [at, source] of sources.entries()) {
    const other = others[at] ?? '';
    const then = placesOf(frame, other);
    for (const [nth, place] of placesOf(frame, source).entries()) {
      const path = frame.columns[place - frame.index.length] ?? [];
      columns.push([`${type}__${source}__${other}`, ...path.slice(1)]);
      pairs.push([place, then[nth] ?? -1]);
    }
  }
  const dropped = new Set(
    flag(options, 'drop_original_columns', false)
      ? [...sources, ...others].flatMap((name) => placesOf(frame, name))
      : [],
  );
  return {
    index: frame.index,
    columns: [...frame.columns.filter((_path, at) => !dropped.has(at + frame.index.length)), ...columns],
    rows: frame.rows.map((row) => [
      ...row.filter((_cell, place) => !dropped.has(place)),
      ...pairs.map(([now, then]) => compared(type, asNumber(row[now]), asNumber(row[then]))),
    ]),
  };
}
