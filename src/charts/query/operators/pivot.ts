import type { FormData } from '../../../model/assets.ts';
import { columnLabel, metricLabel, xAxisLabel } from '../labels.ts';
import type { PostProcessing, QueryMetric, QueryObject } from '../types.ts';
import { comparesTime, metricOffsets } from './time-compare.ts';

/** One row for each place on the x axis, one column for each metric and series. `mean` only carries the one value over. */
export function pivotOperator(
  form: FormData,
  query: QueryObject,
  extraMetrics: readonly QueryMetric[] = [],
): PostProcessing | undefined {
  const axis = xAxisLabel(form);
  if (axis === undefined) return undefined;
  const offsets = metricOffsets(form, query);
  const names = comparesTime(form, query)
    ? [...offsets.values(), ...offsets.keys()]
    : [...(query.metrics ?? []), ...extraMetrics].map(metricLabel);
  if (names.length === 0) return undefined;
  return {
    operation: 'pivot',
    options: {
      index: [axis],
      columns: (query.series_columns ?? query.columns).map(columnLabel),
      aggregates: Object.fromEntries(names.map((name) => [name, { operator: 'mean' }])),
      drop_missing_columns: !form.show_empty_columns,
    },
  };
}
