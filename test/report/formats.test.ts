import { buffer } from 'node:stream/consumers';
import { strFromU8, unzipSync } from 'fflate';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import readExcelFile from 'read-excel-file/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ReportFormat, renderReport } from '../../src/report/render-report.ts';
import type { Report } from '../../src/report/report.ts';
import { fixtureCharts, fixtureReport, HOSTILE, lineChart } from '../support/report-fixture.ts';

async function bytesOf(report: Report, format: ReportFormat): Promise<Buffer> {
  return buffer((await renderReport(report, format)).bytes);
}

/** Pages of a PDF as their text, read by PDF.js. */
async function pdfPages(bytes: Uint8Array): Promise<string[]> {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let at = 1; at <= document.numPages; at += 1) {
    const { items } = await (await document.getPage(at)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  return pages;
}

const pngSize = (png: Buffer): { width: number; height: number } => ({
  width: png.readUInt32BE(16),
  height: png.readUInt32BE(20),
});

describe('a report', () => {
  let report: Report;
  beforeAll(async () => {
    report = await fixtureReport();
  });

  it('as HTML is one file that asks nobody for anything and runs nothing', async () => {
    const html = String(await bytesOf(report, 'html'));
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(html.includes("default-src 'none'"), "default-src 'none'").toBe(true);
    expect(/<script|<link|<iframe|\son\w+=|(?:src|href)="(?!data:|#)/i.exec(html)).toBeNull();
    expect(html.includes('prefers-color-scheme:dark'), 'prefers-color-scheme:dark').toBe(true);
    expect(html.includes('n = 4 rows'), 'n = 4 rows').toBe(true);
    expect(html.includes('How many there are'), 'How many there are').toBe(true);
    expect(html.includes('Last 30 days (22 Oct 2026 – 20 Nov 2026)'), 'Last 30 days (22 Oct 2026 – 20 Nov 2026)').toBe(
      true,
    );
    // One drawing serves both themes: its colours are variables.
    expect(/stroke="var\(--p\d+\)"/.test(html)).toBe(true);
    expect(html.includes('class="wide only-light"')).toBe(false);
  });

  it('as PDF has its words as text, on pages with numbers, with what each chart counts at the end', async () => {
    const pages = await pdfPages(await bytesOf(report, 'pdf'));
    const first = pages[0] ?? '';
    for (const words of ['Fixture', 'Organization', 'acme', 'Data until', '1,234', HOSTILE.accents, 'Größe']) {
      expect(first, words).toContain(words);
    }
    expect(first).toContain(`Page 1 of ${pages.length}`);
    expect(pages.at(-1)).toContain('What the charts show');
    expect(pages.at(-1)).toContain('How many there are');
  });

  it('shows why a chart failed in its place, and the others', async () => {
    const html = String(await bytesOf(report, 'html'));
    expect(html.includes('there is no column nowhere'), 'there is no column nowhere').toBe(true);
    expect((await pdfPages(await bytesOf(report, 'pdf'))).join(' ')).toContain('there is no column nowhere');
    expect(html.includes('1,234'), '1,234').toBe(true);
  });

  it('as XLSX has a sheet for each chart with types, formats and texts that stay texts', async () => {
    const sheets = await readExcelFile(await bytesOf(report, 'xlsx'));
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      'About',
      'Total',
      'Größe été, łódź, ñandú, Ångströ',
      'Rows',
      'Broken',
    ]);
    const rows = sheets.find(({ sheet }) => sheet === 'Rows')?.data ?? [];
    expect(rows[0]).toEqual(['Week', 'Name', 'Rate', 'Count']);
    expect(rows[1]?.[0]).toEqual(new Date('2026-09-07T00:00:00Z'));
    expect(rows[1]?.slice(1)).toEqual(['plain', 0.125, 1200]);
    expect(rows[2]?.slice(1)).toEqual(['=1+1', null, -3]);
    const files = unzipSync(await bytesOf(report, 'xlsx'));
    const xml = Object.entries(files)
      .filter(([name]) => name.endsWith('.xml'))
      .map(([, bytes]) => strFromU8(bytes))
      .join('');
    expect(xml).not.toContain('<f>');
    expect(xml).toContain('0.0%');
    expect(xml).toContain('state="frozen"');
  });

  it('as ZIP has a CSV for each chart, whose texts no spreadsheet runs', async () => {
    const files = unzipSync(await bytesOf(report, 'zip'));
    expect(Object.keys(files)).toEqual([
      '1-total.csv',
      '2-größe-été-łódź-ñandú-ångström.csv',
      '3-rows.csv',
      '4-broken.csv',
    ]);
    const csv = strFromU8(files['3-rows.csv'] ?? new Uint8Array());
    expect(csv).toContain("'=1+1");
    expect(csv).toContain("'@SUM(A1)");
    expect(csv).toContain('"comma, ""quote""\nline"');
    expect(csv).toContain('-3');
    // A date, not the milliseconds that it is kept as.
    expect(csv.split('\r\n')[1]).toBe('2026-09-07,plain,0.125,1200');
  });

  it('as PNG and SVG is one picture', async () => {
    const svg = String(await bytesOf(report, 'svg'));
    const [, width, height] = /^<\?xml.*\?>\n<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    expect(Number(width)).toBe(1200);
    // resvg reads XML strictly: what is not well-formed is no picture.
    expect(pngSize(await bytesOf(report, 'png'))).toEqual({ width: 2400, height: Number(height) * 2 });
  });

  it('of several charts is no CSV', async () => {
    await expect(renderReport(report, 'csv')).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('hostile titles', () => {
  const words = Object.values(HOSTILE);
  let report: Report;
  beforeAll(async () => {
    report = await fixtureReport(
      words.map((title) => ({ title, description: title, picture: lineChart })),
      { title: words.join(' '), description: words.join(' ') },
    );
  });

  it('are text in HTML', async () => {
    const html = String(await bytesOf(report, 'html'));
    expect(/<script|<img|(?!\s)\p{Cc}|\u202e/u.exec(html)).toBeNull();
    expect(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'), '&lt;script&gt;alert(1)&lt;/script&gt;').toBe(true);
  });

  it('are text in PDF, cut where they are too long', async () => {
    const text = (await pdfPages(await bytesOf(report, 'pdf'))).join(' ');
    expect(text).toContain('<script>alert(1)</script>');
    expect(text).toContain('ship it');
    expect(text).toContain('שלום'.at(0));
    expect(text).not.toMatch(/\p{Cc}/u);
  });

  it('make well-formed drawings', async () => {
    expect(pngSize(await bytesOf(report, 'png')).width).toBe(2400);
    expect(String(await bytesOf(report, 'svg'))).not.toMatch(/<script|(?!\s)\p{Cc}|\u202e/u);
  });

  it('become names of sheets and files that are allowed and not the same', async () => {
    const sheets = await readExcelFile(await bytesOf(report, 'xlsx'));
    const names = sheets.map(({ sheet }) => sheet);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(words.length + 1);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(31);
      expect(name).not.toMatch(/[[\]:*?/\\]|^'|'$/);
    }
    const { name } = await renderReport(report, 'pdf');
    expect(name).toMatch(/^[\p{L}\p{N}-]+\.pdf$/u);
  });

  it('of one chart name its file', async () => {
    const [chart] = fixtureCharts().slice(2, 3);
    const one = await fixtureReport(chart ? [{ ...chart, title: '../../etc/passwd' }] : []);
    const { name, contentType, bytes } = await renderReport(one, 'csv');
    expect(name).toBe('etc-passwd.csv');
    expect(contentType).toBe('text/csv; charset=utf-8');
    expect(String(await buffer(bytes)).startsWith('\ufeffWeek,Name,Rate,Count\r\n')).toBe(true);
  });
});
