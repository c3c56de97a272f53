import { Failure } from '../../errors.ts';
import type { Cell } from '../picture.ts';
import { maximum, mean, median, midpoint, minimum, percentile } from './aggregates.ts';
import { asNumber, cellsKey, comparePaths, type Frame, placeOf } from './frame.ts';
import { checkSize } from './limits.ts';
import { count, flag, names, type Options, word } from './options.ts';

interface Group {
  cells: Cell[];
  rows: Cell[][];
}

/** Rows by the cells of these columns, sorted; a group by nothing is left out, as in pandas. */
function grouped(frame: Frame, groupby: string[], keepNull: boolean): Group[] {
  const places = groupby.map((name) => placeOf(frame, name));
  const groups = new Map<string, Group>();
  for (const row of frame.rows) {
    const cells = places.map((place) => row[place] ?? null);
    if (!keepNull && cells.includes(null)) continue;
    const group = groups.get(cellsKey(cells)) ?? { cells, rows: [] };
    group.rows.push(row);
    groups.set(cellsKey(cells), group);
  }
  return [...groups.values()].sort((a, b) => comparePaths(a.cells, b.cells));
}

/** A number as Python writes it, which names the bins: `8.0`. */
const pythonText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);

/** Equal bins from the smallest to the largest value; of one value only, a bin of width 1 around it. numpy. */
function edgesOf(values: readonly number[], bins: number): number[] {
  let low = minimum(values) ?? 0;
  let high = maximum(values) ?? 1;
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_each, at) => (at === bins ? high : at * step + low));
}

function counts(values: readonly number[], edges: readonly number[]): number[] {
  const bins = edges.length - 1;
  const answer = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    let low = 0;
    let high = bins;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((edges[middle] ?? 0) <= value) low = middle;
      else high = middle;
    }
    if (value >= (edges[0] ?? 0) && value <= (edges[bins] ?? 0)) answer[low] = (answer[low] ?? 0) + 1;
  }
  return answer;
}

const MOST_BINS = 1000;

/** How many values fall into each of `bins` equal bins; one row for each group, one column for each bin. */
export function histogram(frame: Frame, options: Options): Frame {
  const place = placeOf(frame, word(options, 'column') ?? '');
  if (place < 0)
    throw new Failure('CHART_INVALID', `The answer has no column ${String(options.column)} for a histogram`);
  const groupby = names(options, 'groupby');
  const numbers = (rows: Cell[][]): number[] => rows.flatMap((row) => asNumber(row[place]) ?? []);
  if (frame.rows.some((row) => typeof row[place] === 'string')) {
    throw new Failure('CHART_INVALID', `The column ${String(options.column)} holds text, a histogram needs numbers`);
  }
  const all = numbers(frame.rows);
  if (all.length === 0) return { index: [], columns: [], rows: [] };
  const edges = edgesOf(all, Math.min(MOST_BINS, Math.max(1, count(options, 'bins') ?? 5)));
  const bins = edges.slice(1).map((edge, at) => `${pythonText(edges[at] ?? 0)} - ${pythonText(edge)}`);
  const cumulative = flag(options, 'cumulative', false);
  const groups = grouped(frame, groupby, false);
  checkSize(groups.length, bins.length);
  const rows = groups
    .filter((group) => numbers(group.rows).length > 0)
    .map((group): [Cell[], number[]] => {
      let running = 0;
      const found = counts(numbers(group.rows), edges);
      return [group.cells, cumulative ? found.map((value) => (running += value)) : found];
    });
  const total = flag(options, 'normalize', false)
    ? rows.reduce((sum, [, found]) => sum + found.reduce((a, b) => a + b, 0), 0)
    : 1;
  return {
    index: [],
    columns: [...groupby, ...bins].map((name): Cell[] => [name]),
    rows: rows.map(([cells, found]) => [...cells, ...found.map((value) => value / total)]),
  };
}

interface Whiskers {
  low: number | null;
  high: number | null;
}

function whiskersOf(values: readonly number[], options: Options): Whiskers {
  const type = word(options, 'whisker_type') ?? 'tukey';
  if (type === 'min/max') return { low: minimum(values), high: maximum(values) };
  if (type === 'percentile') {
    const [low = 0, high = 100] = Array.isArray(options.percentiles) ? (options.percentiles as number[]) : [];
    return { low: percentile(values, low), high: percentile(values, high) };
  }
  const q1 = midpoint(values, 25) ?? 0;
  const q3 = midpoint(values, 75) ?? 0;
  const reach = 1.5 * (q3 - q1);
  // Tukey: the last values within one and a half boxes of the box.
  return {
    low: minimum(values.filter((value) => value >= q1 - reach)),
    high: maximum(values.filter((value) => value <= q3 + reach)),
  };
}

/** Box and whiskers of each metric in each group; outliers are a JSON list in one cell. */
export function boxplot(frame: Frame, options: Options): Frame {
  const groupby = names(options, 'groupby');
  const metrics = names(options, 'metrics');
  const parts = ['mean', 'median', 'max', 'min', 'q1', 'q3', 'count', 'outliers'];
  const rows = grouped(frame, groupby, false).map((group) => [
    ...group.cells,
    ...metrics.flatMap((metric): Cell[] => {
      const place = placeOf(frame, metric);
      const values = group.rows.flatMap((row) => asNumber(row[place]) ?? []);
      const { low, high } = whiskersOf(values, options);
      const above = values.filter((value) => high !== null && value > high);
      const below = values.filter((value) => low !== null && value < low);
      return [
        mean(values),
        median(values),
        high,
        low,
        midpoint(values, 25),
        midpoint(values, 75),
        // numpy.ma.count over a group counts its rows, those without a value among them.
        group.rows.length,
        JSON.stringify([...above, ...below]),
      ];
    }),
  ]);
  return {
    index: [],
    columns: [...groupby, ...metrics.flatMap((metric) => parts.map((part) => `${metric}__${part}`))].map(
      (name): Cell[] => [name],
    ),
    rows,
  };
}

/** The place of each value among the others, between 0 and 1; equal values share the middle of their places. */
export function rank(frame: Frame, options: Options): Frame {
  const place = placeOf(frame, word(options, 'metric') ?? '');
  const by = word(options, 'group_by');
  const groupPlace = by === undefined ? -1 : placeOf(frame, by);
  const groups = new Map<string, number[]>();
  const groupOf = (row: Cell[]): string => cellsKey([row[groupPlace] ?? null]);
  for (const row of frame.rows) {
    const value = asNumber(row[place]);
    if (value === null) continue;
    const values = groups.get(groupOf(row));
    if (values === undefined) groups.set(groupOf(row), [value]);
    else values.push(value);
  }
  for (const values of groups.values()) values.sort((a, b) => a - b);
  const rows = frame.rows.map((row): Cell[] => {
    const value = asNumber(row[place]);
    const values = groups.get(groupOf(row)) ?? [];
    if (value === null) return [...row, null];
    return [...row, (howMany(values, value, false) + 1 + howMany(values, value, true)) / 2 / values.length];
  });
  return { ...frame, columns: [...frame.columns, ['rank']], rows };
}

/** How many sorted values are below `value`, or not above it. */
function howMany(sorted: readonly number[], value: number, included: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const each = sorted[middle] ?? 0;
    if (each < value || (included && each === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
