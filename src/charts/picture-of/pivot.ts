import type { Cell, Picture, PivotPicture } from '../picture.ts';
import { AGGREGATES, deviation, variance } from '../post/aggregates.ts';
import { checkSize } from '../post/limits.ts';
import { cellsKey, comparePaths } from '../post/frame.ts';
import { metricsIn, textField } from '../query/form-fields.ts';
import { metricLabel } from '../query/labels.ts';
import {
  categoryText,
  columnCells,
  firstAnswer,
  groupLabels,
  isEmpty,
  metricFormat,
  numberOrNull,
  oneOf,
  readable,
} from './support.ts';
import type { BuildPicture } from './types.ts';

type Combine = (values: readonly number[]) => Cell;

const COMBINE: Readonly<Record<string, Combine>> = {
  Count: (values) => values.length,
  'Count Unique Values': (values) => new Set(values).size,
  'List Unique Values': (values) => [...new Set(values)].join(', '),
  Sum: (values) => AGGREGATES.sum?.(values) ?? null,
  Average: (values) => AGGREGATES.mean?.(values) ?? null,
  Median: (values) => AGGREGATES.median?.(values) ?? null,
  'Sample Variance': (values) => variance(values, 1),
  'Sample Standard Deviation': (values) => deviation(values, 1),
  Minimum: (values) => AGGREGATES.min?.(values) ?? null,
  Maximum: (values) => AGGREGATES.max?.(values) ?? null,
  First: (values) => values[0] ?? null,
  Last: (values) => values.at(-1) ?? null,
};

const combineSum: Combine = (values) => AGGREGATES.sum?.(values) ?? null;

interface Entry {
  row: Cell[];
  column: Cell[];
  value: number | null;
}

/** Values by key, in the order in which the keys are first met. */
function gathered(
  entries: readonly Entry[],
  key: (entry: Entry) => Cell[],
): Map<string, { path: Cell[]; values: number[] }> {
  const groups = new Map<string, { path: Cell[]; values: number[] }>();
  for (const entry of entries) {
    const path = key(entry);
    const group = groups.get(cellsKey(path)) ?? { path, values: [] };
    if (entry.value !== null) group.values.push(entry.value);
    groups.set(cellsKey(path), group);
  }
  return groups;
}

/** Paths by name or by total, as the chart's rowOrder and colOrder say. */
function ordered(groups: Map<string, { path: Cell[]; values: number[] }>, order: string, combine: Combine): Cell[][] {
  const all = [...groups.values()];
  const sign = order.endsWith('z_to_a') ? -1 : 1;
  if (!order.startsWith('value')) return all.map(({ path }) => path).sort((a, b) => sign * comparePaths(a, b));
  const total = (values: number[]): number => numberOrNull(combine(values)) ?? Number.NEGATIVE_INFINITY;
  return all.sort((a, b) => sign * (total(a.values) - total(b.values))).map(({ path }) => path);
}

/** Fractions of a whole, of a row or of a column, for the aggregates that are such. */
function fractions(picture: PivotPicture, how: string): PivotPicture {
  const number = (cell: Cell | undefined): number => numberOrNull(cell) ?? 0;
  const total = (cells: readonly Cell[]): number => cells.reduce<number>((sum, cell) => sum + number(cell), 0);
  const byColumn = picture.columns.map((_path, at) => total(picture.cells.map((row) => row[at] ?? null)));
  const whole = total(byColumn);
  const part = (cell: Cell, of: number): Cell => (numberOrNull(cell) === null || of === 0 ? null : number(cell) / of);
  const cells = picture.cells.map((row) => {
    const ofRow = total(row);
    return row.map((cell, at) =>
      part(cell, how.endsWith('Rows') ? ofRow : how.endsWith('Columns') ? (byColumn[at] ?? 0) : whole),
    );
  });
  const { rowTotals: _rows, columnTotals: _columns, grandTotal: _grand, ...rest } = picture;
  return { ...rest, cells, formats: picture.formats.map(() => '.1%') };
}

export const pivotPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const metrics = metricsIn(form.metrics).map(metricLabel);
  const dateFormat = textField(form, 'date_format') ?? 'smart_date';
  const swap = Boolean(form.transposePivot);
  const rowLabels = groupLabels(form, swap ? 'groupbyColumns' : 'groupbyRows');
  const columnLabels = groupLabels(form, swap ? 'groupbyRows' : 'groupbyColumns');
  const metricsOnRows = form.metricsLayout === 'ROWS';
  const metricFirst = !form.combineMetric;
  const columnsOf = new Map([...rowLabels, ...columnLabels].map((label) => [label, columnCells(answer.flat, label)]));
  const cellAt = (label: string, at: number): Cell => {
    const cell = columnsOf.get(label)?.[at];
    return answer.kinds.get(label) === 'number' && typeof cell === 'number'
      ? cell
      : categoryText(cell, answer.kinds.get(label), dateFormat);
  };
  const path = (labels: string[], at: number, metric: string, carriesMetric: boolean): Cell[] => {
    const cells = labels.map((label) => cellAt(label, at));
    const name = readable(input.dataset, metric);
    return !carriesMetric ? cells : metricFirst ? [name, ...cells] : [...cells, name];
  };
  const values = metrics.map((metric) => columnCells(answer.flat, metric));
  const entries = metrics.flatMap((metric, nth) =>
    answer.flat.rows.map(
      (_row, at): Entry => ({
        row: path(rowLabels, at, metric, metricsOnRows),
        column: path(columnLabels, at, metric, !metricsOnRows),
        value: numberOrNull(values[nth]?.[at]),
      }),
    ),
  );
  const how = textField(form, 'aggregateFunction') ?? 'Sum';
  const combine = oneOf(COMBINE, how.startsWith('Count as') ? 'Count' : how, combineSum);
  const byRow = gathered(entries, (entry) => entry.row);
  const byColumn = gathered(entries, (entry) => entry.column);
  checkSize(byRow.size, byColumn.size);
  const byCell = gathered(entries, (entry) => [cellsKey(entry.row), cellsKey(entry.column)]);
  const rows = ordered(byRow, textField(form, 'rowOrder') ?? 'key_a_to_z', combine);
  const columns = ordered(byColumn, textField(form, 'colOrder') ?? 'key_a_to_z', combine);
  const at = (row: Cell[], column: Cell[]): Cell => {
    const cell = byCell.get(cellsKey([cellsKey(row), cellsKey(column)]));
    return cell === undefined || cell.values.length === 0 ? null : combine(cell.values);
  };
  const formatOf = new Map(
    metrics.map((metric) => [readable(input.dataset, metric), metricFormat(input, metric, 'valueFormat')]),
  );
  const formats = columns.map(
    (column) =>
      [...formatOf].find(([name]) => column.includes(name))?.[1] ?? formatOf.values().next().value ?? 'SMART_NUMBER',
  );
  const readableAll = (labels: string[]): string[] => labels.map((label) => readable(input.dataset, label));
  const header = (labels: string[], carriesMetric: boolean): string[] =>
    !carriesMetric
      ? readableAll(labels)
      : metricFirst
        ? ['Metric', ...readableAll(labels)]
        : [...readableAll(labels), 'Metric'];
  const total = (group: { values: number[] } | undefined): Cell =>
    group === undefined || group.values.length === 0 ? null : combine(group.values);
  const picture: PivotPicture = {
    type: 'pivot',
    rowHeaders: header(rowLabels, metricsOnRows),
    columnHeaders: header(columnLabels, !metricsOnRows),
    rows,
    columns,
    cells: rows.map((row) => columns.map((column) => at(row, column))),
    formats,
    ...(form.rowTotals ? { rowTotals: rows.map((row) => total(byRow.get(cellsKey(row)))) } : {}),
    ...(form.colTotals ? { columnTotals: columns.map((column) => total(byColumn.get(cellsKey(column)))) } : {}),
    ...(form.rowTotals && form.colTotals ? { grandTotal: combine(entries.flatMap(({ value }) => value ?? [])) } : {}),
  };
  return how.includes('as Fraction of') ? fractions(picture, how) : picture;
};
