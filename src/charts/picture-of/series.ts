import type { DatasetAsset } from '../../model/assets.ts';
import type { Cell } from '../picture.ts';
import { compareCells } from '../post/frame.ts';
import type { Answer } from '../run-query.ts';
import { mean, maximum, minimum, sum } from '../post/aggregates.ts';
import { NO_VALUE, numberOrNull, oneOf, readable } from './support.ts';

/** One line, bar or area: its name, the metric behind it and a value for each place on the axis. */
export interface Series {
  name: string;
  /** Label of the metric behind it. */
  metric: string;
  /** Series' values without the metric: what a click filters by. */
  group: Cell[];
  values: (number | null)[];
}

export interface SeriesFrame {
  axis: { label: string; kind: 'time' | 'number' | 'text' | 'boolean'; cells: Cell[] };
  series: Series[];
}

/** Names of series: metric and groups, as people read them. */
function nameOf(path: readonly Cell[], dataset: DatasetAsset): string {
  const [metric, ...group] = path;
  const head = metric === null || metric === undefined ? [] : [readable(dataset, String(metric))];
  return [...head, ...group.map((cell) => (cell === null ? NO_VALUE : String(cell)))].join(', ');
}

/** A pivoted answer as series over its axis. */
export function seriesFrame(answer: Answer, dataset: DatasetAsset): SeriesFrame {
  const { frame } = answer;
  const pivoted = frame.index.length > 0;
  const label = pivoted ? (frame.index[0] ?? '') : String(frame.columns[0]?.[0] ?? '');
  const cells = frame.rows.map((row) => row[0] ?? null);
  const declared = answer.kinds.get(label) ?? 'text';
  const kind =
    declared === 'time' && cells.some((cell) => cell !== null && typeof cell !== 'number') ? 'text' : declared;
  const first = pivoted ? frame.index.length : 1;
  const columns = pivoted ? frame.columns : frame.columns.slice(1);
  const series = columns.map(
    (path, at): Series => ({
      name: nameOf(path, dataset),
      metric: String(path[0] ?? ''),
      group: path.slice(1),
      values: frame.rows.map((row) => numberOrNull(row[first + at])),
    }),
  );
  return { axis: { label, kind, cells }, series };
}

const MEASURES: Readonly<Record<string, (values: number[]) => number | null>> = {
  sum,
  max: maximum,
  min: minimum,
  avg: mean,
};

const known = (series: Series): number[] => series.values.flatMap((value) => value ?? []);

/** Order of the series in legend and stack, as the chart's sort_series controls say. */
export function sortedSeries(series: readonly Series[], by: unknown, ascending: unknown): Series[] {
  if (typeof by !== 'string') return [...series];
  const sign = ascending ? 1 : -1;
  if (by === 'name') return [...series].sort((a, b) => sign * compareCells(a.name, b.name));
  const measure = oneOf(MEASURES, by, sum);
  const measured = series.map((each) => ({ each, value: measure(known(each)) ?? Number.NEGATIVE_INFINITY }));
  return measured.sort((a, b) => sign * (a.value - b.value)).map(({ each }) => each);
}

/** Order of the places on a category axis with several series. */
export function sortedAxis(frame: SeriesFrame, by: unknown, ascending: unknown): SeriesFrame {
  if (typeof by !== 'string' || frame.axis.kind === 'time') return frame;
  const places = frame.axis.cells.map((cell, at) => {
    const values = frame.series.flatMap((each) => each.values[at] ?? []);
    return { at, key: by === 'name' ? cell : (oneOf(MEASURES, by, sum)(values) ?? null) };
  });
  const sign = ascending === false ? -1 : 1;
  places.sort((a, b) => sign * compareCells(a.key, b.key));
  return {
    axis: { ...frame.axis, cells: places.map(({ at }) => frame.axis.cells[at] ?? null) },
    series: frame.series.map((each) => ({ ...each, values: places.map(({ at }) => each.values[at] ?? null) })),
  };
}
