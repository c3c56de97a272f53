import { baseQuery, normaliseOrder } from '../base-query.ts';
import { columnsIn, stringsIn } from '../form-fields.ts';
import { xAxisColumn } from '../labels.ts';
import { pivotOperator } from '../operators/pivot.ts';
import {
  contributionOperator,
  extraMetrics,
  flattenOperator,
  present,
  prophetOperator,
  renameOperator,
  sortOperator,
} from '../operators/shape.ts';
import { comparesTime, compareOperator } from '../operators/time-compare.ts';
import { resampleOperator, rollingOperator } from '../operators/windows.ts';
import type { QueryObject } from '../types.ts';
import type { BuildQueries } from './types.ts';

/** Line, bar, area, scatter, step and smooth: one query over the axis and the series. */
export const timeseries: BuildQueries = (form) => {
  const base = baseQuery(form);
  const groupby = columnsIn(form.groupby);
  const axis = xAxisColumn(form);
  const more = extraMetrics(form);
  const offsets = comparesTime(form, base) ? stringsIn(form.time_compare) : [];
  const asked: QueryObject = { ...base, series_columns: groupby };
  const order = normaliseOrder(base).orderby;
  const query: QueryObject = {
    ...base,
    metrics: [...(base.metrics ?? []), ...more],
    columns: [...(axis === undefined ? [] : [axis]), ...groupby],
    series_columns: groupby,
    ...(axis === undefined ? { is_timeseries: true } : {}),
    ...(order === undefined ? {} : { orderby: order }),
    time_offsets: offsets,
    // The order matters: windows and comparisons work on the pivoted rows, flatten makes plain columns of them.
    post_processing: present([
      pivotOperator(form, asked, more),
      rollingOperator(form, base),
      compareOperator(form, base),
      resampleOperator(form),
      renameOperator(form, asked, more),
      contributionOperator(form, offsets),
      sortOperator(form, base),
      flattenOperator(),
      prophetOperator(form),
    ]),
  };
  return [query];
};
