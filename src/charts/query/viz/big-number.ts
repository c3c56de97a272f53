import { baseQuery } from '../base-query.ts';
import { xAxisColumn } from '../labels.ts';
import { pivotOperator } from '../operators/pivot.ts';
import { flattenOperator, present } from '../operators/shape.ts';
import { resampleOperator, rollingOperator } from '../operators/windows.ts';
import type { QueryObject } from '../types.ts';
import type { BuildQueries } from './types.ts';

export const bigNumberTotal: BuildQueries = (form) => [baseQuery(form)];

/** The trend; with aggregation `raw` also the number over the whole range. */
export const bigNumber: BuildQueries = (form) => {
  const base = baseQuery(form);
  const axis = xAxisColumn(form);
  const query: QueryObject = {
    ...base,
    columns: axis === undefined ? [] : [axis],
    ...(axis === undefined ? { is_timeseries: true } : {}),
    post_processing: present([
      // A grouping left over from another type would be asked for nowhere, and found nowhere in the answer.
      pivotOperator(form, { ...base, columns: [] }),
      rollingOperator(form, base),
      resampleOperator(form),
      flattenOperator(),
    ]),
  };
  if (form.aggregation !== 'raw') return [query];
  return [query, { ...base, columns: [], is_timeseries: false, post_processing: [] }];
};
