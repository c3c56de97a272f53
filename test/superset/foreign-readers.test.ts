import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { renderReport } from '../../src/report/render-report.ts';
import { temporaryFolder } from '../support/databases.ts';
import { fixtureReport, HOSTILE } from '../support/report-fixture.ts';

/** Python has readers of its own; Superset's environment holds openpyxl and Pillow. */
const READ = `
import csv, io, json, sys, xml.dom.minidom, zipfile
import openpyxl
from PIL import Image
book = openpyxl.load_workbook('report.xlsx')
rows = [[[cell.value if isinstance(cell.value, (str, int, float, type(None))) else cell.value.isoformat(), cell.data_type]
         for cell in row] for row in book['Rows'].rows]
archive = zipfile.ZipFile('report.zip')
assert archive.testzip() is None
tables = {name: list(csv.reader(io.StringIO(archive.read(name).decode('utf-8-sig'), newline=''), strict=True))
          for name in archive.namelist()}
picture = Image.open('report.png'); picture.load()
drawing = xml.dom.minidom.parse('report.svg').documentElement
json.dump({'sheets': book.sheetnames, 'rows': rows, 'tables': tables, 'png': picture.size,
           'svg': drawing.getAttribute('width')}, sys.stdout)
`;

it('a report is read by programs of others: workbook, tables, pictures', async () => {
  const folder = temporaryFolder();
  const report = await fixtureReport();
  for (const format of ['xlsx', 'zip', 'png', 'svg'] as const) {
    writeFileSync(join(folder, `report.${format}`), await buffer((await renderReport(report, format)).bytes));
  }
  const { cache, version } = inject('superset');
  const python = join(cache, 'superset', `venv-${version}`, 'bin', 'python');
  const { stdout } = await promisify(execFile)(python, ['-c', READ], { cwd: folder });
  const read = JSON.parse(stdout) as {
    sheets: string[];
    rows: [unknown, string][][];
    tables: Record<string, string[][]>;
    png: [number, number];
    svg: string;
  };
  expect(read.sheets).toHaveLength(report.charts.size + 1);
  expect(read.rows[1]).toEqual([
    ['2026-09-07T00:00:00', 'd'],
    ['plain', 's'],
    [0.125, 'n'],
    [1200, 'n'],
  ]);
  // A text, not a formula.
  expect(read.rows[2]?.[1]).toEqual(['=1+1', 's']);
  const rows = Object.entries(read.tables).find(([name]) => name.includes('rows'))?.[1] ?? [];
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([4]));
  expect(rows[1]).toEqual(['2026-09-07', 'plain', '0.125', '1200']);
  expect(rows[2]?.[1]).toBe("'=1+1");
  expect(rows.flat()).toContain('comma, "quote"\nline');
  expect(read.sheets[2]).toContain(HOSTILE.accents.slice(0, 5));
  expect(read.png[0]).toBe(2 * Number(read.svg));
});
