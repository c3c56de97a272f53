import { baseQuery } from '../base-query.ts';
import { columnsIn, metricsIn, numberField, textField } from '../form-fields.ts';
import { columnLabel, metricLabel, xAxisColumn } from '../labels.ts';
import type { QueryOrder } from '../types.ts';
import { withGrain } from './table.ts';
import type { BuildQueries } from './types.ts';

/** Cells of x and y with their rank, which colours them. */
export const heatmap: BuildQueries = (form) => {
  const base = baseQuery(form);
  const axis = xAxisColumn(form);
  const columns = [...(axis === undefined ? [] : [axis]), ...columnsIn(form.groupby)];
  const sorts = [textField(form, 'sort_x_axis'), textField(form, 'sort_y_axis')];
  const orderby = sorts.flatMap((sort, index): QueryOrder[] => {
    const column = columns[index];
    // Sorting by value is about sums over a row or column, so it happens after the query.
    return sort === undefined || sort.includes('value') || column === undefined ? [] : [[column, sort.includes('asc')]];
  });
  const metric = metricsIn(form.metric).map(metricLabel)[0] ?? '';
  const across = { x: columns[0], y: columns[1] }[String(form.normalize_across)];
  const rank = {
    operation: 'rank',
    options: { metric, ...(across === undefined ? {} : { group_by: columnLabel(across) }) },
  };
  return [{ ...base, columns, orderby, post_processing: [rank] }];
};

/** Raw values; the bins are made after the query. */
export const histogram: BuildQueries = (form) => {
  const groupby = columnsIn(form.groupby);
  const { metrics: _none, ...base } = baseQuery(form);
  const column = columnsIn(form.column)[0];
  if (column === undefined) return [base];
  return [
    {
      ...base,
      columns: [...groupby, column],
      post_processing: [
        {
          operation: 'histogram',
          options: {
            column: columnLabel(column),
            groupby: groupby.map(columnLabel),
            bins: Math.trunc(numberField(form, 'bins') ?? 5),
            cumulative: Boolean(form.cumulative),
            normalize: Boolean(form.normalize),
          },
        },
      ],
    },
  ];
};

/** Whisker options are sentences in the control: "Tukey", "Min/max (no outliers)", "9/91 percentiles". */
function whiskers(option: string): Record<string, unknown> {
  if (option === 'Tukey') return { whisker_type: 'tukey' };
  if (option.startsWith('Min/max')) return { whisker_type: 'min/max' };
  const percentiles = /(\d+)\/(\d+) percentiles/.exec(option);
  if (percentiles === null) return { whisker_type: 'tukey' };
  return { whisker_type: 'percentile', percentiles: [Number(percentiles[1]), Number(percentiles[2])] };
}

export const boxPlot: BuildQueries = (form) => {
  const base = baseQuery(form);
  const series = columnsIn(form.groupby);
  const own = columnsIn(form.columns);
  // A chart from before it could choose what its boxes are over has its time column for it.
  const over = own.length > 0 ? own : columnsIn(form.granularity_sqla);
  return [
    {
      ...base,
      columns: [...withGrain(form, over, false), ...series],
      series_columns: series,
      post_processing: [
        {
          operation: 'boxplot',
          options: {
            ...whiskers(textField(form, 'whiskerOptions') ?? 'Tukey'),
            groupby: series.map(columnLabel),
            metrics: (base.metrics ?? []).map(metricLabel),
          },
        },
      ],
    },
  ];
};

export const waterfall: BuildQueries = (form) => {
  const axis = xAxisColumn(form);
  const columns = [...(axis === undefined ? [] : [axis]), ...columnsIn(form.groupby)];
  return [{ ...baseQuery(form), columns, orderby: columns.map((column): QueryOrder => [column, true]) }];
};

/** All groups of rows and columns at once; crossing them is the picture's work. */
export const pivotTable: BuildQueries = (form) => {
  const base = baseQuery(form);
  const groups = [...new Set([...columnsIn(form.groupbyColumns), ...columnsIn(form.groupbyRows)])];
  const by = base.series_limit_metric ?? base.metrics?.[0];
  return [
    {
      ...base,
      ...(by === undefined ? {} : { orderby: [[by, !base.order_desc]] as QueryOrder[] }),
      columns: withGrain(form, groups, false),
    },
  ];
};
