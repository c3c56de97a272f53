import type { FormData } from '../../../model/assets.ts';
import { columnsIn, metricsIn, numberField, stringsIn, textField } from '../form-fields.ts';
import { metricLabel, xAxisLabel } from '../labels.ts';
import type { PostProcessing, QueryMetric, QueryObject } from '../types.ts';
import { comparesTime, metricOffsets } from './time-compare.ts';

/** Takes the metric out of the series' names where it says nothing: `count, Trucks` becomes `Trucks`. */
export function renameOperator(
  form: FormData,
  query: QueryObject,
  extraMetrics: readonly QueryMetric[] = [],
): PostProcessing | undefined {
  const metrics = [...(query.metrics ?? []), ...extraMetrics];
  const series = query.series_columns ?? query.columns;
  const offsets = stringsIn(form.time_compare);
  const compares = comparesTime(form, query);
  if (metrics.length === 0 || xAxisLabel(form) === undefined) return undefined;
  if (!compares && (!form.truncate_metric || (series.length === 0 && offsets.length <= 1))) return undefined;
  const pairs: [string, string | null][] = [];
  if (compares) {
    const type = String(form.comparison_type);
    for (const [name, metric] of metricOffsets(form, query)) {
      const offset = offsets.find((each) => name.includes(each)) ?? '';
      const from = type === 'values' ? name : `${type}__${metric}__${name}`;
      pairs.push([from, metrics.length > 1 ? `${metric}, ${offset}` : offset]);
    }
  } else if (metrics.length === 1 && metrics[0] !== undefined) {
    pairs.push([metricLabel(metrics[0]), null]);
  }
  if (pairs.length === 0) return undefined;
  return { operation: 'rename', options: { columns: Object.fromEntries(pairs), level: 0, inplace: true } };
}

export const flattenOperator = (): PostProcessing => ({ operation: 'flatten' });

export function contributionOperator(form: FormData, timeShifts: readonly string[]): PostProcessing | undefined {
  const mode = textField(form, 'contributionMode');
  if (mode === undefined) return undefined;
  return { operation: 'contribution', options: { orientation: mode, time_shifts: timeShifts } };
}

/** Sorts the bars of a chart with a single series by its axis or by a metric. */
export function sortOperator(form: FormData, query: QueryObject): PostProcessing | undefined {
  const by = textField(form, 'x_axis_sort');
  const ascending = form.x_axis_sort_asc;
  if (by === undefined || ascending === undefined || ascending === null || columnsIn(form.groupby).length > 0)
    return undefined;
  const axis = xAxisLabel(form);
  if (by === axis) return { operation: 'sort', options: { is_sort_index: true, ascending } };
  const sortable = [...metricsIn(form.metrics), ...metricsIn(form.timeseries_limit_metric), ...(query.metrics ?? [])];
  return sortable.map(metricLabel).includes(by) ? { operation: 'sort', options: { by, ascending } } : undefined;
}

export function prophetOperator(form: FormData): PostProcessing | undefined {
  const axis = xAxisLabel(form);
  if (!form.forecastEnabled || axis === undefined) return undefined;
  return {
    operation: 'prophet',
    options: {
      time_grain: form.time_grain_sqla,
      periods: Math.trunc(numberField(form, 'forecastPeriods') ?? 10),
      confidence_interval: numberField(form, 'forecastInterval') ?? 0.8,
      yearly_seasonality: form.forecastSeasonalityYearly,
      weekly_seasonality: form.forecastSeasonalityWeekly,
      daily_seasonality: form.forecastSeasonalityDaily,
      index: axis,
    },
  };
}

/** The metric a chart is limited by, when it is sorted by that metric and does not show it. */
export function extraMetrics(form: FormData): QueryMetric[] {
  const limitMetric = metricsIn(form.timeseries_limit_metric)[0];
  if (limitMetric === undefined || columnsIn(form.groupby).length > 0) return [];
  const label = metricLabel(limitMetric);
  const shown = metricsIn(form.metrics).some((metric) => metricLabel(metric) === label);
  return label === form.x_axis_sort && !shown ? [limitMetric] : [];
}

export const present = <T>(values: (T | undefined)[]): T[] => values.filter((value) => value !== undefined) as T[];
