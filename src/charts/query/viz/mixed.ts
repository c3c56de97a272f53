import type { FormData } from '../../../model/assets.ts';
import { baseQuery, normaliseOrder } from '../base-query.ts';
import { columnsIn, stringsIn } from '../form-fields.ts';
import { xAxisColumn } from '../labels.ts';
import { pivotOperator } from '../operators/pivot.ts';
import { flattenOperator, present, renameOperator } from '../operators/shape.ts';
import { comparesTime, compareOperator } from '../operators/time-compare.ts';
import { resampleOperator, rollingOperator } from '../operators/windows.ts';
import type { QueryObject } from '../types.ts';
import type { BuildQueries } from './types.ts';

const SUFFIX = '_b';

const hasSuffix = (key: string): boolean => key.endsWith(SUFFIX);

/** Form data of query A: the controls without the suffix. */
const firstForm = (form: FormData): FormData =>
  Object.fromEntries(Object.entries(form).filter(([key]) => !hasSuffix(key)));

/** Form data of query B: `metrics_b` replaces `metrics`; what both share (the axis, the grain) stays. */
function secondForm(form: FormData): FormData {
  const own = Object.entries(form).filter(([key]) => hasSuffix(key));
  const replaced = new Set(own.map(([key]) => key.slice(0, -SUFFIX.length)));
  const shared = Object.entries(form).filter(([key]) => !hasSuffix(key) && !replaced.has(key));
  return Object.fromEntries([...shared, ...own.map(([key, value]) => [key.slice(0, -SUFFIX.length), value])]);
}

function oneQuery(form: FormData): QueryObject {
  const base = baseQuery(form);
  const groupby = columnsIn(form.groupby);
  const axis = xAxisColumn(form);
  const query: QueryObject = {
    ...base,
    columns: [...(axis === undefined ? [] : [axis]), ...groupby],
    series_columns: groupby,
    ...(axis === undefined ? { is_timeseries: true } : {}),
  };
  return normaliseOrder({
    ...query,
    time_offsets: comparesTime(form, query) ? stringsIn(form.time_compare) : [],
    post_processing: present([
      pivotOperator(form, query),
      rollingOperator(form, query),
      compareOperator(form, query),
      resampleOperator(form),
      renameOperator(form, query),
      flattenOperator(),
    ]),
  });
}

/** Two queries over one axis. */
export const mixed: BuildQueries = (form) => [oneQuery(firstForm(form)), oneQuery(secondForm(form))];
