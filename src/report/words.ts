import type { Report, ReportChart } from './report.ts';

/** The words that a report says about itself, the same in every format. */

const dateTime = (time: Date, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(time);

export const madeText = (report: Report): string => `made ${dateTime(report.made, report.locale)} UTC`;

export const untilText = ({ until, locale }: Report): string =>
  until === null ? 'no events yet' : `${dateTime(new Date(until), locale)} UTC`;

/** What the numbers are about: whose, of when, how fresh, narrowed by what. */
export const coverFacts = (report: Report): { name: string; value: string }[] => [
  { name: 'Organization', value: report.organization },
  { name: 'Time range', value: report.time },
  { name: 'Data until', value: untilText(report) },
  ...report.filters,
];

export const countText = (count: number, locale: string): string => new Intl.NumberFormat(locale).format(count);

/** What stands above the rows of a chart whose type is not drawn here; undefined for all others. */
export const notDrawnText = ({ picture }: ReportChart): string | undefined =>
  picture?.type === 'unsupported' && picture.table
    ? `${picture.vizType} is not drawn here; these are its rows. Open it in Superset for the picture.`
    : undefined;

/** "n = 12 rows". */
export const rowsText = ({ table }: ReportChart, locale: string): string =>
  `n = ${countText(table.rows.length, locale)} ${table.rows.length === 1 ? 'row' : 'rows'}`;

/** A title as a file name: letters and digits of any script, nothing that a path or a header could trip over. */
export const fileName = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80) || 'report';
