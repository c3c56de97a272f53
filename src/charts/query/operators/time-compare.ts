import type { FormData } from '../../../model/assets.ts';
import { stringsIn } from '../form-fields.ts';
import { metricLabel } from '../labels.ts';
import type { PostProcessing, QueryObject } from '../types.ts';

const COMPARISONS = new Set(['values', 'difference', 'percentage', 'ratio']);

/** `metric__offset` -> `metric`, for each metric and each time offset. */
export function metricOffsets(form: FormData, query: QueryObject): Map<string, string> {
  const pairs = (query.metrics ?? [])
    .map(metricLabel)
    .flatMap((metric) =>
      stringsIn(form.time_compare).map((offset): [string, string] => [`${metric}__${offset}`, metric]),
    );
  return new Map(pairs);
}

export const comparesTime = (form: FormData, query: QueryObject): boolean =>
  COMPARISONS.has(String(form.comparison_type)) && metricOffsets(form, query).size > 0;

/** Difference, percentage or ratio against the other time; `values` keeps both and needs nothing. */
export function compareOperator(form: FormData, query: QueryObject): PostProcessing | undefined {
  if (!comparesTime(form, query) || form.comparison_type === 'values') return undefined;
  const offsets = metricOffsets(form, query);
  return {
    operation: 'compare',
    options: {
      source_columns: [...offsets.values()],
      compare_columns: [...offsets.keys()],
      compare_type: form.comparison_type,
      drop_original_columns: true,
    },
  };
}
