import { zipSync } from 'fflate';
import { toCsv } from '../../charts/format/cell.ts';
import type { Report, ReportChart } from '../report.ts';
import { fileName } from '../words.ts';

const BOM = '\ufeff';

/** The rows of a chart as CSV with a mark that tells spreadsheets it is UTF-8. */
export const chartCsv = (chart: ReportChart): string =>
  chart.error === null
    ? `${BOM}${toCsv(chart.table.columns, chart.table.rows)}\r\n`
    : `${BOM}"error"\r\n"${chart.error.replaceAll('"', '""')}"\r\n`;

/** One CSV per chart in a ZIP; names are numbered, so that equal titles stay apart. */
export function csvZip(report: Report): Uint8Array {
  const width = String(report.charts.size).length;
  const files = [...report.charts.values()].map((chart, at): [string, Uint8Array] => [
    `${String(at + 1).padStart(width, '0')}-${fileName(chart.title)}.csv`,
    new TextEncoder().encode(chartCsv(chart)),
  ]);
  return zipSync(Object.fromEntries(files), { level: 6, mtime: report.made });
}
