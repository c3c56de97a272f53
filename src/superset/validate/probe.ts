import { quoteName } from '../../charts/sql/dialect.ts';
import { buildQueries } from '../../charts/query/build-queries.ts';
import { buildSql } from '../../charts/sql/build-sql.ts';
import { Failure, messageOf } from '../../errors.ts';
import type { Bundle, DatasetAsset } from '../../model/assets.ts';
import type { SqlRunner } from '../../model/sql-runner.ts';
import type { Finding } from '../finding.ts';
import type { Report } from './report.ts';

/**
 * Really asks the database, for no rows: columns of each dataset and the query of every chart. What is known to be wrong
 * is not said again. Answers how many queries were asked.
 */
export async function probe(
  bundle: Bundle,
  { runner, now }: { runner: SqlRunner; now: number },
  known: readonly Finding[],
  reportOn: (uuid: string) => Report,
): Promise<number> {
  const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
  const broken = new Set<string>();
  let asked = 0;
  for (const dataset of bundle.datasets) {
    asked++;
    if (!(await probeDataset(dataset, runner, reportOn(dataset.uuid)))) broken.add(dataset.uuid);
  }
  for (const chart of bundle.charts) {
    const dataset = datasets.get(chart.dataset_uuid);
    // The fault of a dataset is said once, not again for each of its charts.
    if (!dataset || broken.has(dataset.uuid)) continue;
    const before = known.length;
    try {
      for (const query of buildQueries(chart)) {
        const { sql } = await buildSql(query, dataset, { dialect: runner.dialect, now });
        asked++;
        await runner.run(`SELECT * FROM (${sql}) AS probe LIMIT 0`);
      }
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const report = reportOn(chart.uuid);
      const message = messageOf(thrown);
      if (thrown.code === 'DB_QUERY_FAILED') {
        report(
          'QUERY_FAILED',
          'error',
          `the database refuses the query of ${chart.slice_name}: ${message}`,
          ['params'],
          'Correct the chart or its dataset.',
        );
      } else if (before === known.length && thrown.code !== 'CHART_INVALID') {
        report('PROBE', 'warning', `${chart.slice_name} could not be asked: ${message}`, ['params'], thrown.hint);
      }
    }
  }
  return asked;
}

/** Answers whether the relation and all columns are there. */
async function probeDataset(dataset: DatasetAsset, runner: SqlRunner, report: Report): Promise<boolean> {
  if (dataset.sql) return true;
  const schema = runner.dialect === 'sqlite' || !dataset.schema ? '' : `${quoteName(dataset.schema)}.`;
  const from = `${schema}${quoteName(dataset.table_name)}`;
  const physical = dataset.columns.filter((column) => !column.expression);
  try {
    await runner.run(
      `SELECT ${physical.map((column) => quoteName(column.column_name)).join(', ') || '1'} FROM ${from} LIMIT 0`,
    );
    return true;
  } catch (thrown) {
    const failed = await missingColumns(dataset, from, runner);
    if (failed.length === 0) {
      report(
        'TABLE_MISSING',
        'error',
        `the database cannot read ${dataset.table_name}: ${messageOf(thrown)}`,
        ['table_name'],
        'Run: feedback-loop db migrate, or correct schema and table_name.',
      );
    }
    for (const index of failed) {
      const name = dataset.columns[index]?.column_name ?? '';
      report(
        'COLUMN_MISSING',
        'error',
        `${dataset.table_name} has no column ${name} in the database, or it may not be read`,
        ['columns', index, 'column_name'],
        'Correct the name, or remove the column.',
      );
    }
    return false;
  }
}

async function missingColumns(dataset: DatasetAsset, from: string, runner: SqlRunner): Promise<number[]> {
  const reads = async (what: string): Promise<boolean> =>
    runner.run(`SELECT ${what} FROM ${from} LIMIT 0`).then(
      () => true,
      () => false,
    );
  if (!(await reads('1'))) return [];
  const missing: number[] = [];
  for (const [index, column] of dataset.columns.entries()) {
    // SQLite reads an unknown name in double quotes as a text; with the table's name before it, it does not.
    if (!column.expression && !(await reads(`${quoteName(dataset.table_name)}.${quoteName(column.column_name)}`)))
      missing.push(index);
  }
  return missing;
}
