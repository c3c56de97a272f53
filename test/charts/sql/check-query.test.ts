import { describe, expect, it } from 'vitest';
import { buildQueries } from '../../../src/charts/query/build-queries.ts';
import { buildSql } from '../../../src/charts/sql/build-sql.ts';
import { Failure } from '../../../src/errors.ts';
import type { DatasetAsset } from '../../../src/model/assets.ts';

const dataset: DatasetAsset = {
  uuid: 'd',
  table_name: 'orders',
  database_uuid: 'b',
  columns: [{ column_name: 'team' }],
  metrics: [{ metric_name: 'count', expression: 'COUNT(*)' }],
};

const sqlOf = async (viz_type: string, params: Record<string, unknown>): Promise<unknown> => {
  try {
    const chart = { uuid: 'c', slice_name: 'C', viz_type, dataset_uuid: 'd', params };
    for (const query of buildQueries(chart, dataset)) await buildSql(query, dataset, { dialect: 'sqlite', now: 0 });
    return undefined;
  } catch (thrown) {
    return thrown;
  }
};

describe('controls of a chart that hold what they cannot', () => {
  it.each([
    ['pie', { metric: { expressionType: 'SIMPLE', aggregate: 5, column: { column_name: 'team' } } }],
    ['pie', { metric: { expressionType: 'SQL', sqlExpression: 5, label: 'x' } }],
    ['pie', { metric: { expressionType: 'SQL', sqlExpression: '1', label: {} } }],
    [
      'pie',
      { metric: 'count', adhoc_filters: [{ clause: 'WHERE', expressionType: 'SIMPLE', operator: '==', subject: {} }] },
    ],
    ['table', { query_mode: 'raw', all_columns: ['team'], order_by_cols: ['[null, true]'] }],
    ['table', { query_mode: 'aggregate', groupby: [{ sqlExpression: '1', label: 4 }], metrics: ['count'] }],
  ])('are named, not tripped over: %s %j', async (type, params) => {
    const thrown = await sqlOf(type, params);
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({ code: 'CHART_INVALID', message: expect.stringContaining('that is none') });
    expect((thrown as Failure).hint).toContain('Open the chart in Superset');
  });
});
