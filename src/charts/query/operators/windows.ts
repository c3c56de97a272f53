import type { FormData } from '../../../model/assets.ts';
import { numberField, textField } from '../form-fields.ts';
import { metricLabel } from '../labels.ts';
import type { PostProcessing, QueryObject } from '../types.ts';
import { comparesTime, metricOffsets } from './time-compare.ts';

const ROLLING = new Set(['mean', 'sum', 'std']);

function windowColumns(form: FormData, query: QueryObject): Record<string, string> {
  const offsets = metricOffsets(form, query);
  let names = (query.metrics ?? []).map(metricLabel);
  if (comparesTime(form, query)) {
    names =
      form.comparison_type === 'values'
        ? [...offsets.values(), ...offsets.keys()]
        : [...offsets].map(([offset, metric]) => `${String(form.comparison_type)}__${metric}__${offset}`);
  }
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** Rolling window or running total over the pivoted rows. */
export function rollingOperator(form: FormData, query: QueryObject): PostProcessing | undefined {
  const type = textField(form, 'rolling_type');
  if (type === 'cumsum') {
    return { operation: 'cum', options: { operator: 'sum', columns: windowColumns(form, query) } };
  }
  if (type === undefined || !ROLLING.has(type)) return undefined;
  return {
    operation: 'rolling',
    options: {
      rolling_type: type,
      window: Math.trunc(numberField(form, 'rolling_periods') ?? 1),
      min_periods: Math.trunc(numberField(form, 'min_periods') ?? 0),
      columns: windowColumns(form, query),
    },
  };
}

export function resampleOperator(form: FormData): PostProcessing | undefined {
  const method = textField(form, 'resample_method');
  const rule = textField(form, 'resample_rule');
  if (method === undefined || rule === undefined) return undefined;
  const zero = method === 'zerofill';
  return { operation: 'resample', options: { method: zero ? 'asfreq' : method, rule, fill_value: zero ? 0 : null } };
}
