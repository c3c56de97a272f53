import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildDashboardQueries, buildQueries, QUERY_BUILDERS } from '../../../src/charts/query/build-queries.ts';
import { buildQueryContext } from '../../../src/charts/query/query-context.ts';
import type { QueryObject } from '../../../src/charts/query/types.ts';
import type { ChartAsset, DatasetAsset } from '../../../src/model/assets.ts';

interface Case {
  chart: ChartAsset;
  timeColumn: string | null;
  queries: Record<string, unknown>[];
}

const file = resolve(import.meta.dirname, '../../fixtures/superset-chart-queries.json');
const { cases, onDashboards } = JSON.parse(readFileSync(file, 'utf8')) as {
  cases: Case[];
  onDashboards: Omit<Case, 'timeColumn'>[];
};

const NOISE = new Set(['url_params', 'custom_params', 'custom_form_data', 'applied_time_extras', 'annotation_layers']);
const clean = (query: QueryObject): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query).filter(([key]) => !NOISE.has(key)));

const dataset = (timeColumn: string | null): DatasetAsset => ({
  uuid: 'd',
  table_name: 't',
  database_uuid: 'b',
  main_dttm_col: timeColumn,
  columns: [],
  metrics: [],
});

const chart = (viz_type: string, params: Record<string, unknown>): ChartAsset => ({
  uuid: 'c',
  slice_name: 'A chart',
  viz_type,
  dataset_uuid: 'd',
  params,
});

const one = (viz_type: string, params: Record<string, unknown>): QueryObject => {
  const [query] = buildQueries(chart(viz_type, params));
  if (query === undefined) throw new Error('no query');
  return query;
};

describe('the queries of a chart', () => {
  it.each(cases.map((each) => [`${each.chart.viz_type}: ${each.chart.slice_name}`, each] as const))(
    "equal what Superset's own page sent for %s",
    (_name, { chart: asset, timeColumn, queries }) => {
      expect(buildQueries(asset, dataset(timeColumn)).map(clean)).toEqual(queries);
    },
  );

  it('ignore controls that the chart type does not have', () => {
    expect(one('pie', { groupby: ['a'], metric: 'count', limit: '25' }).series_limit).toBe(0);
  });

  it('of a bubble are ordered by the metric of its order', () => {
    const query = one('bubble_v2', {
      entity: 'e',
      series: 's',
      x: 'a',
      y: 'b',
      size: 'c',
      orderby: 'c',
      order_desc: true,
    });
    expect(query).toMatchObject({ columns: ['e', 's'], metrics: ['a', 'b', 'c'], orderby: [['c', false]] });
  });

  it('of a gantt ask for its times, its rows and what the tooltip shows', () => {
    const query = one('gantt_chart', {
      start_time: 'from',
      end_time: 'to',
      y_axis: 'name',
      series: 'status',
      tooltip_columns: ['who'],
      order_by_cols: ['["from", true]'],
    });
    expect(query).toMatchObject({
      columns: ['from', 'to', 'name', 'status', 'who'],
      metrics: [],
      orderby: [['from', true]],
      series_columns: ['status'],
    });
  });

  it('of a calendar cut the time to its small unit', () => {
    const query = one('cal_heatmap', { granularity_sqla: 'day', metrics: ['count'], subdomain_granularity: 'day' });
    expect(query.columns).toEqual([
      {
        timeGrain: 'P1D',
        columnType: 'BASE_AXIS',
        sqlExpression: 'day',
        label: 'day',
        expressionType: 'SQL',
        isColumnReference: true,
      },
    ]);
  });

  it('compare with another time by offsets, a pivot over both and a comparison', () => {
    const query = one('echarts_timeseries_line', {
      x_axis: 'day',
      metrics: ['count'],
      time_compare: ['1 year ago'],
      comparison_type: 'percentage',
    });
    expect(query.time_offsets).toEqual(['1 year ago']);
    expect(query.post_processing?.map((step) => step.operation)).toEqual(['pivot', 'compare', 'rename', 'flatten']);
  });

  it('count all rows of a table that is read page by page, and ask for its totals', () => {
    const queries = buildQueries(
      chart('table', {
        query_mode: 'aggregate',
        groupby: ['a'],
        metrics: ['count'],
        server_pagination: true,
        server_page_length: 20,
        row_limit: 100,
        show_totals: true,
      }),
    );
    expect(queries.map(({ row_limit, is_rowcount, columns }) => ({ row_limit, is_rowcount, columns }))).toEqual([
      { row_limit: 20, is_rowcount: undefined, columns: ['a'] },
      { row_limit: 100, is_rowcount: true, columns: ['a'] },
      { row_limit: 0, is_rowcount: undefined, columns: [] },
    ]);
  });

  it('put filters of SQL into extras, those of a dashboard behind its own', () => {
    const query = one('table', {
      all_columns: ['a'],
      adhoc_filters: [
        { clause: 'WHERE', expressionType: 'SQL', sqlExpression: 'a > 1 -- why' },
        { clause: 'HAVING', expressionType: 'SQL', sqlExpression: 'count(*) > 2' },
      ],
      extra_form_data: { filters: [{ col: 'b', op: 'IN', val: ['x'] }], time_range: 'Last week' },
    });
    expect(query.extras).toEqual({ where: '(a > 1 -- why\n)', having: '(count(*) > 2)' });
    expect(query.filters).toEqual([{ col: 'b', op: 'IN', val: ['x'] }]);
    expect(query.time_range).toBe('Last week');
  });

  it('exist for params that make no sense', () => {
    const nonsense = { metric: 7, metrics: {}, groupby: [null, 3], adhoc_filters: 'x', row_limit: 'many', x_axis: [] };
    for (const type of [...Object.keys(QUERY_BUILDERS), 'no_such_type']) {
      expect(() => buildQueries(chart(type, nonsense))).not.toThrow();
    }
  });
});

describe('the queries of a chart on a dashboard', () => {
  // All of them differ from what the page of the chart by itself sends.
  it.each(onDashboards.map((each) => [`${each.chart.viz_type}: ${each.chart.slice_name}`, each] as const))(
    "equal what Superset's dashboard page sent for %s",
    (_name, { chart: asset, queries }) => {
      expect(buildDashboardQueries(asset).map(clean)).toEqual(queries);
      expect(buildQueries(asset).map(clean)).not.toEqual(queries);
    },
  );

  it('keep controls that the chart type does not have, and what was emptied', () => {
    const [query] = buildDashboardQueries(
      chart('pie', { groupby: ['a'], metric: 'count', limit: '25', row_limit: null }),
    );
    expect([query?.series_limit, query?.row_limit]).toEqual([25, undefined]);
  });
});

describe('a grain in a table', () => {
  const params = { groupby: ['at'], metrics: ['count'], time_grain_sqla: 'P1M', query_mode: 'aggregate' };
  const grainOf = (more: object) => one('table', { ...params, ...more }).extras.time_grain_sqla;

  it('is forgotten by its own page where it groups by no time', () => {
    expect(grainOf({})).toBeUndefined();
    expect(grainOf({ temporal_columns_lookup: { at: true } })).toBe('P1M');
    expect(grainOf({ temporal_columns_lookup: { at: true }, query_mode: 'raw' })).toBeUndefined();
  });
});

describe('the query context of a chart', () => {
  it('holds the queries and the form data, and leaves the dataset to the import', () => {
    const asset = chart('big_number_total', { metric: 'count' });
    expect(buildQueryContext(asset)).toMatchObject({
      datasource: { id: 0, type: 'table' },
      force: false,
      queries: [{ metrics: ['count'] }],
      form_data: { metric: 'count', viz_type: 'big_number_total' },
      result_format: 'json',
      result_type: 'full',
    });
  });
});
