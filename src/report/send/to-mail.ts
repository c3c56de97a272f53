import { readFileSync } from 'node:fs';
import { Failure, messageOf } from '../../errors.ts';
import { formatNumber } from '../../charts/format/number.ts';
import type { Fonts } from '../fonts.ts';
import { html } from '../html/table.ts';
import { pngOf } from '../png.ts';
import type { Report, ReportChart } from '../report.ts';
import { cardHeight, cardScene } from '../scene/card-scene.ts';
import { plainLine, svgDocument } from '../scene/node.ts';
import { underNumber, valueParts } from '../scene/number-scene.ts';
import { coverFacts, madeText } from '../words.ts';
import { filled, type Parcel } from './message.ts';

export interface MailSettings {
  host: string;
  port: number;
  tls: 'starttls' | 'tls' | 'none';
  caFile?: string;
  login?: { user: string; password: string };
  from: string;
  to: string[];
  subject?: string;
}

/** What a sender answers: recipients that the server refused while it took others. */
export interface Sent {
  refused: string[];
}

/** A failure that another attempt may change. */
export class TransientError extends Error {}

/** Charts in the body of a mail; the attachment has all. */
const MOST_IMAGES = 8;
const WIDTH = 640;

const isNumber = ({ picture }: ReportChart): boolean => picture?.type === 'big-number';

/** Sends a report: figures and pictures in the body, the file attached. @throws Failure REPORT_UNSENT; TransientError */
export async function sendMail(parcel: Parcel, settings: MailSettings, fonts: Fonts, timeoutMs: number): Promise<Sent> {
  const { createTransport } = await import('nodemailer');
  const { report, file } = parcel;
  const images = await imagesOf(report, fonts);
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'tls',
    requireTLS: settings.tls === 'starttls',
    ignoreTLS: settings.tls === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing in a report may make the mailer read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(settings.login ? { auth: { user: settings.login.user, pass: settings.login.password } } : {}),
    ...(settings.caFile ? { tls: { ca: readFileSync(settings.caFile, 'utf8') } } : {}),
  });
  try {
    const info = await transport.sendMail({
      from: settings.from,
      to: settings.to,
      subject: plainLine(filled(settings.subject ?? '{title}, {date}', parcel)),
      text: mailText(report),
      html: mailHtml(report, images),
      attachments: [
        { filename: file.name, content: Buffer.from(file.bytes), contentType: file.contentType },
        ...images.map(({ cid, png }) => ({
          filename: `${cid}.png`,
          content: Buffer.from(png),
          contentType: 'image/png',
          cid,
          contentDisposition: 'inline' as const,
        })),
      ],
    });
    return { refused: info.rejected.map(String) };
  } catch (thrown) {
    throw explained(thrown, settings);
  } finally {
    transport.close();
  }
}

const TRANSIENT = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED', 'ECONNRESET', 'EPROTOCOL']);

function explained(thrown: unknown, { host, port, tls }: MailSettings): Error {
  const { code, responseCode, command } = thrown as { code?: string; responseCode?: number; command?: string };
  const where = `${host}:${port}`;
  const message = messageOf(thrown);
  if (code === 'EAUTH') {
    return new Failure('REPORT_UNSENT', `${where} refused the login: ${message}`, {
      hint: 'Check the variables that user_env and password_env name.',
      cause: thrown,
    });
  }
  if (code === 'ETLS') {
    const hint =
      tls === 'starttls'
        ? 'The server offers no STARTTLS: use tls: tls, or none for a relay on this machine.'
        : 'Check tls, port and ca_file.';
    return new Failure('REPORT_UNSENT', `${where}: no encrypted connection: ${message}`, { hint, cause: thrown });
  }
  // Once the mail itself was on its way the server may have it, whatever became of the connection.
  const before = command !== 'DATA' && TRANSIENT.has(code ?? '');
  const again = responseCode === undefined ? before : responseCode >= 400 && responseCode < 500;
  if (again && !/certificate|self.signed/i.test(message))
    return new TransientError(`${where}: ${message}`, { cause: thrown });
  return new Failure('REPORT_UNSENT', `${where}: ${message}`, { cause: thrown });
}

interface Image {
  cid: string;
  chart: ReportChart;
  png: Uint8Array;
  height: number;
}

/** The first charts as pictures, in the width of a mail. Numbers are text there. */
async function imagesOf(report: Report, fonts: Fonts): Promise<Image[]> {
  const charts = [...report.charts.values()].filter((chart) => !isNumber(chart)).slice(0, MOST_IMAGES);
  const images: Image[] = [];
  for (const [at, chart] of charts.entries()) {
    const height = cardHeight(chart, WIDTH, 320, 420, fonts);
    const scene = cardScene(chart, { x: 0, y: 0, width: WIDTH, height }, { fonts, theme: 'light' }, `m${at}`);
    const svg = svgDocument(scene, { width: WIDTH, height }, { title: chart.title, description: '' });
    images.push({ cid: `chart-${at + 1}@feedback-loop`, chart, png: await pngOf(svg, fonts, 2), height });
  }
  return images;
}

/** The figures of a report in a line each. */
const figures = (report: Report): ReportChart[] => [...report.charts.values()].filter(isNumber);

function mailText(report: Report): string {
  const lines = [...report.charts.values()].map((chart) => {
    if (chart.error !== null) return `- ${plainLine(chart.title)}: could not be drawn (${chart.error})`;
    if (chart.picture?.type !== 'big-number') return `- ${plainLine(chart.title)}: in the attached file`;
    const { value, format } = chart.picture;
    const under = underNumber(chart.picture);
    return `- ${plainLine(chart.title)}: ${value === null ? '–' : formatNumber(value, format)}${under === '' ? '' : ` (${under})`}`;
  });
  const facts = coverFacts(report).map(({ name, value }) => `${name}: ${value}`);
  return [plainLine(report.title), report.description, '', ...facts, '', ...lines, '', madeText(report), ''].join('\n');
}

/** Mail programs read little CSS: tables, and styles on each element. */
function mailHtml(report: Report, images: readonly Image[]): string {
  const font = "font-family:Inter,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
  const facts = coverFacts(report)
    .map(
      ({ name, value }) =>
        `<span style="color:#6a6a76">${html(name)}</span> <b style="font-weight:600">${html(value)}</b>`,
    )
    .join(' &nbsp;·&nbsp; ');
  const cells = figures(report).map((chart) => {
    if (chart.picture?.type !== 'big-number') return '';
    const { number, unit } = valueParts(chart.picture);
    return (
      `<td width="25%" valign="top" style="padding:12px 14px;border:1px solid #e4e4e9;border-radius:8px;background:#ffffff;${font}">` +
      `<div style="font-size:12px;color:#6a6a76">${html(plainLine(chart.title))}</div>` +
      `<div style="font-size:26px;line-height:34px;font-weight:600;color:#17171c">${html(number)}<span style="font-size:14px;color:#6a6a76">${html(unit)}</span></div>` +
      `<div style="font-size:11px;color:#6a6a76">${html(underNumber(chart.picture))}</div></td>`
    );
  });
  const rows: string[] = [];
  for (let at = 0; at < cells.length; at += 4) rows.push(`<tr>${cells.slice(at, at + 4).join('')}</tr>`);
  const numbers =
    rows.length === 0
      ? ''
      : `<table role="presentation" width="${WIDTH}" cellspacing="8" cellpadding="0" style="border-collapse:separate;margin:0 -8px">${rows.join('')}</table>`;
  const pictures = images
    .map(
      ({ cid, chart, height }) =>
        `<div style="margin-top:14px"><img src="cid:${cid}" width="${WIDTH}" height="${height}" style="display:block;width:100%;max-width:${WIDTH}px;height:auto;border:0" alt="${html(plainLine(chart.title))}"></div>`,
    )
    .join('');
  return (
    `<!doctype html><html lang="${html(report.locale)}"><head><meta charset="utf-8"><title>${html(plainLine(report.title))}</title></head>` +
    `<body style="margin:0;padding:0;background:#f7f7f8"><table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="background:#f7f7f8"><tr><td align="center" style="padding:28px 12px">` +
    `<table role="presentation" width="${WIDTH}" cellspacing="0" cellpadding="0" style="max-width:${WIDTH}px;width:100%;text-align:left"><tr><td style="${font};color:#17171c;font-size:14px;line-height:20px">` +
    `<h1 style="font-size:24px;line-height:30px;margin:0 0 4px;font-weight:650">${html(plainLine(report.title))}</h1>` +
    `<p style="margin:0 0 10px;color:#4c4c57">${html(report.description)}</p><p style="margin:0 0 14px;font-size:12px">${facts}</p>` +
    `${numbers}${pictures}<p style="margin:18px 0 0;font-size:12px;color:#6a6a76">The attached file holds everything. ${html(madeText(report))} by feedback-loop.</p>` +
    `</td></tr></table></td></tr></table></body></html>`
  );
}
