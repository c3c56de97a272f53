import { Failure } from '../../errors.ts';
import type { Cell } from '../picture.ts';
import { isRecord } from '../query/form-fields.ts';
import { AGGREGATES, mean } from './aggregates.ts';
import { asNumber, cellsKey, compareCells, comparePaths, type Frame, placeOf } from './frame.ts';
import { checkSize } from './limits.ts';
import { flag, names, type Options } from './options.ts';

/** What Superset calls a series whose value is null. */
const NULL_NAME = '<NULL>';

interface Group {
  cells: Cell[];
  /** Values of each metric, by the key of the series. */
  values: Map<string, number[]>;
}

interface Metric {
  name: string;
  place: number;
  aggregate: (values: readonly number[]) => number | null;
}

function metricsOf(frame: Frame, options: Options): Metric[] {
  const aggregates = isRecord(options.aggregates) ? options.aggregates : {};
  return Object.entries(aggregates).map(([name, spec]) => {
    const place = placeOf(frame, isRecord(spec) && typeof spec.column === 'string' ? spec.column : name);
    if (place < 0) throw new Failure('CHART_INVALID', `The answer has no column ${name} to pivot`);
    const operator = isRecord(spec) ? String(spec.operator) : 'mean';
    return { name, place, aggregate: AGGREGATES[operator] ?? mean };
  });
}

function placesFor(frame: Frame, wanted: string[]): number[] {
  return wanted.map((name) => {
    const place = placeOf(frame, name);
    if (place < 0) throw new Failure('CHART_INVALID', `The answer has no column ${name} to pivot by`);
    return place;
  });
}

/**
 * One row for each value of the index, sorted; one column for each metric and series that occur together. With
 * drop_missing_columns, rows and columns without any number go (pandas' pivot_table with dropna); without it, metrics are
 * sorted by name, as pandas then does.
 */
export function pivot(frame: Frame, options: Options): Frame {
  const index = names(options, 'index');
  const indexPlaces = placesFor(frame, index);
  const seriesPlaces = placesFor(frame, names(options, 'columns'));
  const drop = flag(options, 'drop_missing_columns', true);
  const metrics = metricsOf(frame, options);
  const groups = new Map<string, Group>();
  const series = new Map<string, Cell[]>();
  for (const row of frame.rows) {
    const cells = indexPlaces.map((place) => row[place] ?? null);
    if (drop && cells.includes(null)) continue;
    const path = seriesPlaces.map((place) => row[place] ?? NULL_NAME);
    const seriesKey = cellsKey(path);
    series.set(seriesKey, path);
    const key = cellsKey(cells);
    const group = groups.get(key) ?? { cells, values: new Map<string, number[]>() };
    groups.set(key, group);
    for (const [at, metric] of metrics.entries()) {
      const value = asNumber(row[metric.place]);
      const valueKey = `${at} ${seriesKey}`;
      const values = group.values.get(valueKey) ?? [];
      if (value !== null) values.push(value);
      group.values.set(valueKey, values);
    }
  }
  checkSize(groups.size, series.size * metrics.length);
  const paths = [...series].sort(([, a], [, b]) => comparePaths(a, b));
  const ordered = [...metrics.entries()];
  if (!drop) ordered.sort(([, a], [, b]) => compareCells(a.name, b.name));
  let columns = ordered.flatMap(([at, metric]) =>
    paths.map(([key, path]) => ({ path: [metric.name, ...path], key: `${at} ${key}`, metric })),
  );
  let rows = [...groups.values()]
    .sort((a, b) => comparePaths(a.cells, b.cells))
    .map((group) => ({
      cells: group.cells,
      values: columns.map(({ key, metric }) => metric.aggregate(group.values.get(key) ?? [])),
    }));
  if (drop) {
    rows = rows.filter((row) => row.values.some((value) => value !== null));
    const kept = columns.map((_column, at) => rows.some((row) => row.values[at] !== null));
    columns = columns.filter((_column, at) => kept[at]);
    rows = rows.map((row) => ({ ...row, values: row.values.filter((_value, at) => kept[at]) }));
  }
  return { index, columns: columns.map(({ path }) => path), rows: rows.map((row) => [...row.cells, ...row.values]) };
}
