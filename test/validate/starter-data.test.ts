import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeMetric } from '../../src/analyze/compute.ts';
import { refreshSummaries } from '../../src/analyze/summaries/refresh.ts';
import { buildQueries } from '../../src/charts/query/build-queries.ts';
import { buildSql } from '../../src/charts/sql/build-sql.ts';
import type { ChartAsset } from '../../src/model/assets.ts';
import type { Dialect, SqlResult } from '../../src/model/sql-runner.ts';
import { loadSample } from '../../src/sample/load.ts';
import type { Store } from '../../src/store/store.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { DIALECTS, freshStore, freshUri } from '../support/databases.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const projectDir = resolve(import.meta.dirname, '../../starter');
const stores = {} as Record<Dialect, Store>;
const bundles = {} as Record<Dialect, ReturnType<typeof compileProject>['bundle']>;

beforeAll(async () => {
  for (const dialect of DIALECTS) {
    const uri = await freshUri(dialect);
    stores[dialect] = await freshStore(dialect, { uri });
    await loadSample(stores[dialect], { seed: 7, now: NOW, days: 60, hashKey: 'k' });
    await refreshSummaries(stores[dialect], { now: NOW });
    bundles[dialect] = compileProject({ projectDir, environment: 'local', env: { METRICS_DB_URI: uri } }).bundle;
  }
}, 180_000);

/** Rows that two databases can be held against each other by: times as milliseconds, numbers to ten digits. */
function comparable(result: SqlResult): unknown[] {
  return result.rows.map((row) =>
    row.map((cell, index) => {
      if (typeof cell === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(cell)) {
        return Date.parse(`${cell.slice(0, 10)}T${cell.slice(11, 23)}Z`);
      }
      if (typeof cell === 'bigint') return Number(cell);
      if (typeof cell === 'boolean') return cell ? 1 : 0;
      if (typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) && result.columns[index]?.coltype === 0)
        return precise(Number(cell));
      return typeof cell === 'number' ? precise(cell) : cell;
    }),
  );
}
const precise = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(10)));

async function rowsOf(dialect: Dialect, uuid: string): Promise<unknown[]> {
  const { charts, datasets } = bundles[dialect];
  const chart = charts.find((each) => each.uuid === uuid) as ChartAsset;
  const dataset = datasets.find((each) => each.uuid === chart.dataset_uuid);
  if (!dataset) throw new Error(`${chart.slice_name} has no dataset`);
  const answers = [];
  for (const query of buildQueries(chart)) {
    const { sql } = await buildSql(query, dataset, { dialect, now: NOW.getTime() });
    const rows = comparable(await stores[dialect].runner().run(sql));
    // A histogram asks for its values in no order, and a database is free in it.
    const ordered = query.metrics !== undefined || (query.orderby ?? []).length > 0;
    answers.push(ordered ? rows : rows.map((row) => JSON.stringify(row)).toSorted());
  }
  return answers;
}

const starter = compileProject({ projectDir, environment: 'local', env: {} }).bundle;

describe('each chart of the starter project, over the sample', () => {
  it.each(starter.charts.map((chart) => [chart.slice_name, chart.uuid] as const))(
    '%s has rows, the same on both databases',
    async (_, uuid) => {
      const [sqlite, postgresql] = [await rowsOf('sqlite', uuid), await rowsOf('postgresql', uuid)];
      expect((sqlite[0] as unknown[]).length).toBeGreaterThan(0);
      expect(postgresql).toEqual(sqlite);
    },
  );
});

describe('each metric of a dataset that says it is one of the catalogue', () => {
  const said = starter.datasets.flatMap((dataset) =>
    dataset.metrics.flatMap((metric) => {
      const id = /\(([a-z-]+), version \d+\)/.exec(JSON.stringify(metric.extra ?? null))?.[1];
      return id === undefined ? [] : [{ name: `${dataset.table_name}.${metric.metric_name}`, id, dataset, metric }];
    }),
  );

  it.each(said)('$name has the value of $id', async ({ id, dataset, metric }) => {
    for (const dialect of DIALECTS) {
      const { schema } = bundles[dialect].datasets.find((each) => each.uuid === dataset.uuid) ?? dataset;
      const sql = `SELECT ${metric.expression} FROM "${schema}"."${dataset.table_name}"`;
      const [row] = (await stores[dialect].runner().run(sql)).rows;
      const all = { now: NOW, since: new Date('2000-01-01'), until: NOW };
      const { value } = await computeMetric(stores[dialect], id, all);
      expect(Number(row?.[0])).toBeCloseTo(value ?? Number.NaN, 10);
    }
  });

  it('is said of ten', () => {
    expect(said).toHaveLength(10);
  });
});

describe('each dataset of the starter project', () => {
  it.each(DIALECTS)('has the columns of its view on %s, and metrics that run', async (dialect) => {
    for (const dataset of bundles[dialect].datasets) {
      const from = `"${dataset.schema}"."${dataset.table_name}"`;
      const columns = dataset.columns.map((column) => `"${column.column_name}"`);
      const metrics = dataset.metrics.map((metric) => metric.expression);
      await stores[dialect].runner().run(`SELECT ${columns.join(', ')} FROM ${from} LIMIT 1`);
      await stores[dialect].runner().run(`SELECT ${metrics.join(', ')} FROM ${from}`);
    }
  });
});
