import type { DatasetAsset } from '../../model/assets.ts';
import type { CheckSql } from './check-sql.ts';
import type { Report } from './report.ts';

/** A dataset in itself: its SQL, and that its time column is one of its columns. */
export async function checkDataset(dataset: DatasetAsset, checkSql: CheckSql, report: Report): Promise<void> {
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
  if (dataset.sql) await checkSql('select', dataset.sql, report, ['sql']);
  for (const list of ['metrics', 'columns'] as const) {
    for (const [index, { expression }] of dataset[list].entries()) {
      if (typeof expression === 'string' && expression !== '')
        await checkSql('expression', expression, report, [list, index, 'expression']);
    }
  }
}
