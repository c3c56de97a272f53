import { Readable } from 'node:stream';
import type { ThemeName } from '../charts/draw/palette.ts';
import { Failure } from '../errors.ts';
import { openFonts, type Fonts } from './fonts.ts';
import type { PageTheme } from './html/style.ts';
import type { Report } from './report.ts';
import { fileName } from './words.ts';

export const REPORT_FORMATS = ['html', 'pdf', 'xlsx', 'zip', 'csv', 'png', 'svg'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  csv: 'text/csv; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
};

export interface RenderedReport {
  /** Name made of the title, with its ending. */
  name: string;
  contentType: string;
  bytes: Readable;
}

/** Fonts are read once for all reports of a process that hands in what this answered before. */
export interface RenderOptions {
  theme?: PageTheme;
  fonts?: Fonts;
}

/**
 * A report in a format. `csv` is for a report of one chart; `zip` holds a CSV for each. Files with one theme take light
 * when the theme is `auto`.
 * @throws Failure USAGE (csv of several charts), RASTERISER_MISSING
 */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  { theme = 'auto', fonts }: RenderOptions = {},
): Promise<RenderedReport> {
  return {
    name: `${fileName(report.charts.size === 1 ? ([...report.charts.values()][0]?.title ?? report.title) : report.title)}.${format}`,
    contentType: TYPES[format],
    bytes: await bytesOf(report, format, theme, fonts),
  };
}

const whole = (content: Uint8Array | string): Readable =>
  Readable.from([typeof content === 'string' ? Buffer.from(content) : content]);

async function bytesOf(report: Report, format: ReportFormat, theme: PageTheme, known?: Fonts): Promise<Readable> {
  const one: ThemeName = theme === 'dark' ? 'dark' : 'light';
  switch (format) {
    case 'html':
      return whole(await (await import('./html/page.ts')).htmlReport(report, known ?? (await openFonts()), theme));
    case 'pdf':
      return whole(await (await import('./pdf/pdf-report.ts')).pdfReport(report, known ?? (await openFonts()), one));
    case 'xlsx':
      return (await import('./data/xlsx.ts')).xlsxReport(report);
    case 'zip':
      return whole((await import('./data/csv.ts')).csvZip(report));
    case 'csv': {
      const [chart, ...others] = report.charts.values();
      if (!chart || others.length > 0) {
        throw new Failure('USAGE', 'a CSV file holds one chart', { hint: 'Name it with --chart, or write a .zip.' });
      }
      return whole((await import('./data/csv.ts')).chartCsv(chart));
    }
    case 'svg':
    case 'png': {
      const fonts = known ?? (await openFonts());
      const svg = (await import('./scene/svg-report.ts')).svgReport(report, fonts, one);
      return format === 'svg' ? whole(svg) : whole(await (await import('./png.ts')).pngOf(svg, fonts, 2));
    }
  }
}
