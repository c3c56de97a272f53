import { checkExpression, checkSelect } from '../../charts/sql/guard.ts';
import { messageOf } from '../../errors.ts';
import type { DatasetAsset } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import type { Report } from './report.ts';

/** Functions that only one of the two engines has; SQL that names one fails on the other. */
const ONLY: Readonly<Record<Dialect, readonly string[]>> = {
  postgresql: [
    'date_trunc',
    'to_char',
    'string_agg',
    'array_agg',
    'percentile_cont',
    'percentile_disc',
    'split_part',
    'left',
    'right',
    'greatest',
    'least',
    'regexp_replace',
    'date_part',
    'age',
    'now',
    'make_date',
    'bool_and',
    'bool_or',
  ],
  sqlite: [
    'strftime',
    'julianday',
    'datetime',
    'ifnull',
    'iif',
    'group_concat',
    'instr',
    'printf',
    'unixepoch',
    'total',
  ],
};

/** SQL of a dataset: it parses, reads only, and its engine has the functions; its time column is one of its columns. */
export async function checkDataset(dataset: DatasetAsset, dialect: Dialect, report: Report): Promise<void> {
  const names = dataset.columns.map((column) => column.column_name);
  if (dataset.main_dttm_col && !names.includes(dataset.main_dttm_col)) {
    report(
      'COLUMN_MISSING',
      'error',
      `main_dttm_col ${dataset.main_dttm_col} is no column of ${dataset.table_name}`,
      ['main_dttm_col'],
      `Columns: ${names.join(', ')}`,
    );
  }
  if (dataset.columns.length === 0) {
    report(
      'NO_COLUMNS',
      'warning',
      `${dataset.table_name} has no columns: an import deletes those that are there`,
      ['columns'],
      'List them: the importer does not look them up.',
    );
  }
  const other: Dialect = dialect === 'sqlite' ? 'postgresql' : 'sqlite';
  const lacks = (sql: string): string | undefined =>
    ONLY[other].find((name) => new RegExp(`\\b${name}\\s*\\(`, 'i').test(sql));
  const check = async (sql: string, path: (string | number)[], work: () => Promise<unknown>): Promise<void> => {
    const lacking = lacks(sql);
    if (lacking !== undefined) {
      report(
        'FUNCTION_MISSING',
        'error',
        `${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'} has no function ${lacking}`,
        path,
        'Put it into a view, written for each engine, or choose by database.dialect.',
      );
      return;
    }
    if (/\{[{%]/.test(sql)) {
      report(
        'SQL_JINJA',
        'note',
        "this SQL uses Superset's Jinja; it is not checked here",
        path,
        'Look at the chart in Superset.',
      );
      return;
    }
    try {
      await work();
    } catch (thrown) {
      report(
        'SQL_REFUSED',
        'warning',
        `the viewer will not run this SQL: ${messageOf(thrown)}`,
        path,
        'Use one SELECT, or one expression, over tables and views.',
      );
    }
  };
  if (dataset.sql) {
    const { sql } = dataset;
    await check(sql, ['sql'], () => checkSelect(sql, dialect));
  }
  for (const [index, metric] of dataset.metrics.entries()) {
    const { expression } = metric;
    if (typeof expression === 'string')
      await check(expression, ['metrics', index, 'expression'], () => checkExpression(expression, dialect));
  }
  for (const [index, column] of dataset.columns.entries()) {
    const { expression } = column;
    if (typeof expression === 'string')
      await check(expression, ['columns', index, 'expression'], () => checkExpression(expression, dialect));
  }
}
