import { PassThrough, type Readable } from 'node:stream';
import type { Cell, PictureColumn } from '../../charts/picture.ts';
import { timeOf } from '../../charts/format/time.ts';
import type { Report, ReportChart } from '../report.ts';
import { plainLine, withoutControls } from '../scene/node.ts';
import { coverFacts, madeText } from '../words.ts';
import { excelNumber, sheetNames } from './excel-format.ts';

/** What Excel takes into one cell. */
const LONGEST = 32_767;
const MOST_ROWS = 1_048_575;
const DAY = 86_400_000;

interface SheetCell {
  value: string | number | boolean | Date;
  type: typeof String | typeof Number | typeof Boolean | typeof Date;
  format?: string;
  fontWeight?: 'bold';
  backgroundColor?: string;
  align?: 'left' | 'right';
  wrap?: boolean;
}

type Row = (SheetCell | null)[];

interface Sheet {
  data: Row[];
  sheet: string;
  columns: { width: number }[];
  stickyRowsCount?: number;
}

/** A text is written as a text: a spreadsheet does not run it, whatever it begins with. */
const textCell = (text: string): SheetCell => ({ value: withoutControls(text).slice(0, LONGEST), type: String });

const headCell = (text: string, right = false): SheetCell => ({
  ...textCell(plainLine(text)),
  fontWeight: 'bold',
  backgroundColor: '#EEEEF3',
  align: right ? 'right' : 'left',
});

function valueCell(value: Cell | undefined, column: PictureColumn): SheetCell | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return { value, type: Boolean };
  const time = column.kind === 'time' ? timeOf(value) : null;
  // Excel counts days from 1900; what is before stays a text.
  if (time !== null && time > Date.UTC(1900, 2, 1)) {
    return { value: new Date(time), type: Date, format: time % DAY === 0 ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss' };
  }
  if (typeof value !== 'number') return textCell(String(value));
  if (!Number.isFinite(value)) return textCell(String(value));
  const format = column.format ? excelNumber(column.format) : undefined;
  return { value, type: Number, ...(format ? { format } : {}) };
}

function widthOf(column: PictureColumn, rows: ReportChart['table']['rows']): number {
  const longest = rows.slice(0, 200).reduce((max, row) => {
    const value = row[column.name];
    return Math.max(max, typeof value === 'number' ? 12 : String((value ?? '') as string).length);
  }, column.label.length);
  return Math.min(60, Math.max(column.kind === 'time' ? 19 : 9, longest + 2));
}

function chartSheet(chart: ReportChart, sheet: string): Sheet {
  const { columns, rows } = chart.table;
  if (chart.error !== null || columns.length === 0) {
    const words = chart.error === null ? 'no data' : `could not be drawn: ${chart.error}`;
    return { sheet, columns: [{ width: 80 }], data: [[headCell(chart.title)], [textCell(words)]] };
  }
  return {
    sheet,
    columns: columns.map((column) => ({ width: widthOf(column, rows) })),
    stickyRowsCount: 1,
    data: [
      columns.map((column) => headCell(column.label, column.kind === 'number')),
      ...rows.slice(0, MOST_ROWS).map((row) => columns.map((column) => valueCell(row[column.name], column))),
    ],
  };
}

/** The first sheet: what the report is about, and what each other sheet holds. */
function contents(report: Report, names: readonly string[]): Sheet {
  const facts = [...coverFacts(report), { name: 'Made', value: madeText(report).replace(/^made /, '') }];
  const charts = [...report.charts.values()];
  return {
    sheet: 'About',
    columns: [{ width: 34 }, { width: 34 }, { width: 10 }, { width: 90 }],
    data: [
      [{ ...headCell(report.title) }],
      ...(report.description === '' ? [] : [[textCell(report.description)]]),
      [],
      ...facts.map(({ name, value }): Row => [headCell(name), textCell(value)]),
      [],
      [headCell('Sheet'), headCell('Chart'), headCell('Rows', true), headCell('What it counts')],
      ...charts.map(
        (chart, at): Row => [
          textCell(names[at] ?? ''),
          textCell(plainLine(chart.title)),
          { value: chart.table.rows.length, type: Number, format: '#,##0' },
          textCell(
            chart.error === null
              ? chart.definitions.map(({ name, meaning, expression }) => `${name}: ${meaning || expression}`).join('; ')
              : `could not be drawn: ${chart.error}`,
          ),
        ],
      ),
    ],
  };
}

/** The rows of every chart as a workbook: one sheet per chart, with types and formats; a stream of its bytes. */
export async function xlsxReport(report: Report): Promise<Readable> {
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const charts = [...report.charts.values()];
  const [, ...names] = sheetNames(['About', ...charts.map(({ title }) => title)]);
  const sheets = [contents(report, names), ...charts.map((chart, at) => chartSheet(chart, names[at] ?? ''))];
  const stream = new PassThrough();
  writeExcelFile(sheets as never)
    .toStream(stream)
    .catch((thrown: unknown) => stream.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))));
  return stream;
}
