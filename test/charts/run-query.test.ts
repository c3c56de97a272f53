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
