import { quoteName } from '../../charts/sql/dialect.ts';
import { messageOf } from '../../errors.ts';
import type { Bundle, DatasetAsset } from '../../model/assets.ts';
import type { SqlRunner } from '../../model/sql-runner.ts';
import type { Report } from './report.ts';

/** SQL of each chart's queries, by the uuid of the chart. */
export type ChartSql = ReadonlyMap<string, readonly string[]>;

/** Really asks the database, for no rows: columns of each dataset, its metrics, and the query of every chart. */
export async function probe(
  bundle: Bundle,
  charts: ChartSql,
  runner: SqlRunner,
  reportOn: (uuid: string) => Report,
): Promise<number> {
  const broken = new Set<string>();
  let asked = 0;
  for (const dataset of bundle.datasets) {
    asked++;
    if (!(await probeDataset(dataset, runner, reportOn(dataset.uuid)))) broken.add(dataset.uuid);
  }
  for (const chart of bundle.charts) {
    // The fault of a dataset is said once, not again for each of its charts.
    if (broken.has(chart.dataset_uuid)) continue;
    for (const sql of charts.get(chart.uuid) ?? []) {
      asked++;
      try {
        await runner.run(`SELECT * FROM (${sql}) AS probe LIMIT 0`);
      } catch (thrown) {
        reportOn(chart.uuid)(
          'QUERY_FAILED',
          'error',
          `the database refuses the query of ${chart.slice_name}: ${messageOf(thrown)}`,
          ['params'],
          'Correct the chart or its dataset.',
        );
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
