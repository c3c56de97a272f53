import { describe, expect, it } from 'vitest';
import type { ChartFilters } from '../../src/charts/chart-filters.ts';
import { runChart } from '../../src/charts/run-chart.ts';
import type { DatasetAsset } from '../../src/model/assets.ts';
import { memoryRunner } from '../support/memory-runner.ts';

const runner = memoryRunner("CREATE TABLE games (name TEXT, year INTEGER); INSERT INTO games VALUES ('Pong', 1972)");
const dataset: DatasetAsset = {
  uuid: 'd',
  table_name: 'games',
  database_uuid: 'x',
  columns: [
    { column_name: 'name', type: 'TEXT' },
    { column_name: 'year', type: 'BIGINT', is_dttm: true, python_date_format: '%Y' },
  ],
  metrics: [{ metric_name: 'count', expression: 'COUNT(*)' }],
};
const rowsOf = async (viz_type: string, params: Record<string, unknown>) => {
  const chart = { uuid: 'c', slice_name: 'Games', viz_type, dataset_uuid: 'd', params: { viz_type, ...params } };
  return (await runChart({ chart, dataset, runner, now: new Date('2026-11-20') })).table;
};

describe('a column of years', () => {
  it('is listed as it is written', async () => {
    const table = await rowsOf('table', { query_mode: 'raw', all_columns: ['name', 'year'] });
    expect(table.rows).toEqual([{ name: 'Pong', year: 1972 }]);
    expect(table.columns[1]).toMatchObject({ kind: 'text' });
  });

  it('is a moment on the axis', async () => {
    const table = await rowsOf('echarts_timeseries_line', { x_axis: 'year', metrics: ['count'] });
    expect(table.rows).toEqual([{ year: Date.UTC(1972, 0), count: 1 }]);
  });
});

describe('a time comparison', () => {
  const compared = (offsets: string[]) =>
    rowsOf('echarts_timeseries_line', {
      x_axis: 'year',
      metrics: ['count'],
      time_compare: offsets,
      adhoc_filters: [
        {
          expressionType: 'SIMPLE',
          clause: 'WHERE',
          subject: 'year',
          operator: 'TEMPORAL_RANGE',
          comparator: 'Last year',
        },
      ],
    });
  const refused = (words: RegExp) =>
    expect.objectContaining({ code: 'CHART_INVALID', message: expect.stringMatching(words) as string });

  it('with more times than anybody reads is refused: each is a query', async () => {
    const offsets = Array.from({ length: 5_000 }, (_, at) => `${at + 1} days ago`);
    await expect(compared(offsets)).rejects.toEqual(refused(/at most 24/));
  });

  it('with a time before the first year is refused in words', async () => {
    await expect(compared(['99999999999999 years ago'])).rejects.toEqual(refused(/years 1 to 9999/));
  });
});

describe('a chart from before the x axis control', () => {
  const weeks = memoryRunner(
    "CREATE TABLE sold (at DATETIME, paid DATETIME, amount INTEGER); INSERT INTO sold VALUES ('2026-01-05', '2026-02-02', 1), ('2026-01-20', '2026-02-20', 2), ('2026-02-03', '2026-01-03', 4), ('2025-01-15', '2025-01-16', 8)",
  );
  const sold: DatasetAsset = {
    ...dataset,
    table_name: 'sold',
    columns: ['at', 'paid'].map((name) => ({ column_name: name, type: 'DATETIME', is_dttm: true })),
    metrics: [{ metric_name: 'total', expression: 'SUM(amount)' }],
  };
  const rows = async (params: object, filters: ChartFilters = {}) => {
    const old = { granularity_sqla: 'at', time_grain_sqla: 'P1M', time_range: '2026-01-01 : 2026-02-01', ...params };
    const chart = {
      uuid: 'c',
      slice_name: 'Sold',
      viz_type: 'echarts_timeseries_line',
      dataset_uuid: 'd',
      params: old,
    };
    const { table } = await runChart({ chart, dataset: sold, runner: weeks, now: new Date('2026-11-20'), filters });
    return table.rows;
  };
  const at = (month: number, value: object) => ({ __timestamp: Date.UTC(2026, month), ...value });

  it('is limited to its time range on its time column, or to the one of the page', async () => {
    expect(await rows({ metrics: ['total'] })).toEqual([at(0, { total: 3 })]);
    expect(await rows({ metrics: ['total'] }, { timeRange: '2026-02-01 : 2026-03-01' })).toEqual([at(1, { total: 4 })]);
  });

  it('takes another time column for both', async () => {
    expect(await rows({ metrics: ['total'] }, { timeColumn: 'paid' })).toEqual([at(0, { total: 4 })]);
  });

  it('meets the same month of another year', async () => {
    const compared = { time_compare: ['1 year ago'], comparison_type: 'values' };
    expect(await rows({ metrics: ['total'], ...compared })).toEqual([at(0, { total: 3, '1 year ago': 8 })]);
  });
});

it('a pivot table of thousands of rows by as many columns is refused', async () => {
  const many = memoryRunner(
    "CREATE TABLE games (name TEXT, year INTEGER); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2400) INSERT INTO games SELECT 'game ' || i, i FROM n",
  );
  const params = { groupbyRows: ['name'], groupbyColumns: ['year'], metrics: ['count'], row_limit: 50_000 };
  const chart = { uuid: 'c', slice_name: 'Games', viz_type: 'pivot_table_v2', dataset_uuid: 'd', params };
  await expect(runChart({ chart, dataset, runner: many, now: new Date('2026-11-20') })).rejects.toMatchObject({
    code: 'CHART_INVALID',
  });
});
