import type { DatasetAsset, FormData } from '../../model/assets.ts';
import { formatTime } from '../format/time.ts';
import type { Cell } from '../picture.ts';
import type { Frame } from '../post/frame.ts';
import { columnsIn, metricsIn, textField } from '../query/form-fields.ts';
import { columnLabel, metricLabel } from '../query/labels.ts';
import type { Answer } from '../run-query.ts';
import type { PictureInput } from './types.ts';

export const NO_VALUE = '<NULL>';

/** The words a person reads for a column or metric: the dataset's verbose name where it has one. */
export function readable(dataset: DatasetAsset, label: string): string {
  const metric = dataset.metrics.find((each) => each.metric_name === label);
  const column = dataset.columns.find((each) => each.column_name === label);
  return metric?.verbose_name || column?.verbose_name || label;
}

/** d3 format of a metric: the chart's own, unless it says nothing; then the dataset's. */
export function metricFormat(input: PictureInput, label: string, key = 'y_axis_format'): string {
  const own = textField(input.form, key);
  const saved = input.dataset.metrics.find((metric) => metric.metric_name === label)?.d3format;
  return own !== undefined && own !== 'SMART_NUMBER' ? own : (saved ?? own ?? 'SMART_NUMBER');
}

export const firstMetric = (form: FormData, key = 'metric'): string => metricsIn(form[key]).map(metricLabel)[0] ?? '';

export const groupLabels = (form: FormData, key = 'groupby'): string[] => columnsIn(form[key]).map(columnLabel);

export const firstAnswer = (input: PictureInput): Answer => {
  const [answer] = input.answers;
  if (answer === undefined) throw new TypeError('a chart has at least one query');
  return answer;
};

/** Cells of one column of the plain rows, or nothing where there is no such column. */
export function columnCells(frame: Frame, name: string): Cell[] {
  const place = frame.columns.findIndex((path) => path[0] === name);
  return frame.rows.map((row) => (place < 0 ? null : (row[place + frame.index.length] ?? null)));
}

/** Rows as objects by column name. */
export function rowsOf(frame: Frame): Record<string, Cell>[] {
  const columns = frame.columns.map((path) => String(path[0]));
  return frame.rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
}

export const numberOrNull = (cell: Cell | undefined): number | null =>
  typeof cell === 'number' ? cell : typeof cell === 'boolean' ? Number(cell) : null;

/** A category's name: a time is written, nothing has a name of its own. */
export function categoryText(cell: Cell | undefined, kind: string | undefined, timeFormat = 'smart_date'): string {
  if (cell === null || cell === undefined) return NO_VALUE;
  if (kind === 'time' && typeof cell === 'number') return formatTime(cell, timeFormat);
  return String(cell);
}

/** Names of the category that several columns make together. */
export function categoryTexts(input: PictureInput, answer: Answer, labels: readonly string[]): string[] {
  const format = textField(input.form, 'date_format') ?? 'smart_date';
  const columns = labels.map((label) => columnCells(answer.flat, label));
  return answer.flat.rows.map((_row, at) =>
    labels.map((label, column) => categoryText(columns[column]?.[at], answer.kinds.get(label), format)).join(', '),
  );
}

export const isEmpty = (input: PictureInput): boolean =>
  input.answers.every((answer) => answer.frame.rows.length === 0);

/** `name` is not taken from the prototype. */
export const oneOf = <T>(table: Readonly<Record<string, T>>, name: unknown, otherwise: T): T =>
  typeof name === 'string' && Object.hasOwn(table, name) ? (table[name] ?? otherwise) : otherwise;

/** Superset's colour pickers hold { r, g, b, a }. */
export function pickedColor(value: unknown): string | undefined {
  if (typeof value === 'string' && value.startsWith('#')) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { r, g, b, a = 1 } = value as Record<string, unknown>;
  const all = [r, g, b, a];
  return all.every((part) => typeof part === 'number') ? `rgba(${all.join(', ')})` : undefined;
}

/** Label of the first column that a control names. */
export const labelOf = (input: PictureInput, key: string): string | undefined =>
  columnsIn(input.form[key]).map(columnLabel)[0];
