import type { FormData } from '../../model/assets.ts';
import type { Cell } from '../picture.ts';
import { numberField, textField } from '../query/form-fields.ts';
import type { SeriesFrame } from './series.ts';
import { NO_VALUE } from './support.ts';

export type Option = Record<string, unknown>;

/** time: moments; value: a scale of numbers; category: names in order. */
export type AxisType = 'time' | 'value' | 'category';

export function axisType(frame: SeriesFrame, forceCategory: boolean): AxisType {
  if (forceCategory) return 'category';
  if (frame.axis.kind === 'time') return 'time';
  return frame.axis.kind === 'number' ? 'value' : 'category';
}

export const axisCell = (cell: Cell, type: AxisType): Cell =>
  type === 'category' ? (cell === null ? NO_VALUE : String(cell)) : cell;

const withName = (form: FormData, key: string): Option => {
  const name = textField(form, key);
  return name === undefined ? {} : { name };
};

const bounds = (form: FormData, key: string): [number | null, number | null] => {
  const value = form[key];
  const [low, high] = Array.isArray(value) ? (value as unknown[]) : [];
  return [typeof low === 'number' ? low : null, typeof high === 'number' ? high : null];
};

/** The axis of what is measured over. */
export function xAxisOption(form: FormData, frame: SeriesFrame, type: AxisType): Option {
  const rotate = numberField(form, 'xAxisLabelRotation');
  return {
    type,
    ...(type === 'category' ? { data: frame.axis.cells.map((cell) => axisCell(cell, type)) } : {}),
    ...withName(form, 'x_axis_title'),
    ...(rotate ? { axisLabel: { rotate } } : {}),
  };
}

/** The axis of what is measured; `suffix` names the controls of a second one. */
export function yAxisOption(form: FormData, keys: { title: string; bounds: string; log: string }): Option {
  const [low, high] = bounds(form, keys.bounds);
  const log = Boolean(form[keys.log]);
  return {
    type: log ? 'log' : 'value',
    ...(low === null ? {} : { min: low }),
    ...(high === null ? {} : { max: high }),
    // A scale that does not start at zero is only for who asked for it.
    ...(form.truncateYAxis && low === null && high === null ? { scale: true } : {}),
    ...withName(form, keys.title),
  };
}
