import { describe, expect, it } from 'vitest';
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
