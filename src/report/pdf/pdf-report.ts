import type { ThemeName } from '../../charts/draw/palette.ts';
import type { Fonts } from '../fonts.ts';
import type { Report } from '../report.ts';
import { type Band, bandsOf, paged, stacked } from '../scene/bands.ts';
import { PAGE_COLORS } from '../scene/colors.ts';
import { plainLine } from '../scene/node.ts';
import { clipped, wrapped } from '../scene/words.ts';
import { coverFacts, madeText } from '../words.ts';
import { appendix } from './appendix.ts';
import { newDocument, type Pdf } from './document.ts';
import { drawText } from './draw-text.ts';
import { PAGE } from './page.ts';
import { paintScene } from './paint-scene.ts';

/** Pixels across a page: drawings are made in pixels and scaled onto the paper. */
const PIXELS = 1120;

const contentWidth = PAGE.width - 2 * PAGE.side;

/** Draws the head of the first page; answers where the content begins. */
function cover(pdf: Pdf, fonts: Fonts, report: Report, theme: ThemeName): number {
  const colors = PAGE_COLORS[theme];
  let y = PAGE.side + 8;
  for (const line of wrapped(fonts, report.title, contentWidth, { size: 21, weight: 'bold' }, 2)) {
    drawText(pdf, fonts, line, PAGE.side, y, { size: 21, weight: 'bold', color: colors.ink });
    y += 26;
  }
  for (const line of wrapped(fonts, report.description, contentWidth * 0.8, { size: 9.5 }, 2)) {
    drawText(pdf, fonts, line, PAGE.side, y, { size: 9.5, color: colors.muted });
    y += 13;
  }
  y += 6;
  let x = PAGE.side;
  for (const { name, value } of coverFacts(report)) {
    const shown = clipped(fonts, value, 330, { size: 8.5, weight: 'bold' });
    const width = fonts.width(`${name} `, 8.5) + fonts.width(shown, 8.5, 'bold') + 18;
    if (x + width > PAGE.width - PAGE.side && x > PAGE.side) {
      x = PAGE.side;
      y += 14;
    }
    drawText(pdf, fonts, name, x, y, { size: 8.5, color: colors.muted });
    drawText(pdf, fonts, shown, x + fonts.width(`${name} `, 8.5), y, { size: 8.5, weight: 'bold', color: colors.ink });
    x += width;
  }
  y += 12;
  pdf
    .moveTo(PAGE.side, y)
    .lineTo(PAGE.width - PAGE.side, y)
    .lineWidth(0.7)
    .strokeColor(colors.line)
    .stroke();
  return y + 10;
}

const heightOf = (page: readonly Band[]): number => page.reduce((sum, { height }) => sum + height + 12, 0);

function newPage(pdf: Pdf, theme: ThemeName): void {
  pdf.addPage({ size: [PAGE.width, PAGE.height], margin: 0 });
  if (theme === 'dark') pdf.rect(0, 0, PAGE.width, PAGE.height).fill(PAGE_COLORS.dark.page);
}

/** Title and page number on every page, when their number is known. */
function foot(pdf: Pdf, fonts: Fonts, report: Report, theme: ThemeName): void {
  const { count } = pdf.bufferedPageRange();
  const colors = PAGE_COLORS[theme];
  for (let at = 0; at < count; at += 1) {
    pdf.switchToPage(at);
    const y = PAGE.height - 18;
    const left = clipped(fonts, `${report.title} · ${report.organization} · ${madeText(report)}`, 560, { size: 7.5 });
    drawText(pdf, fonts, left, PAGE.side, y, { size: 7.5, color: colors.muted });
    drawText(pdf, fonts, `Page ${at + 1} of ${count}`, PAGE.width - PAGE.side, y, {
      size: 7.5,
      color: colors.muted,
      anchor: 'end',
    });
  }
}

/** The report as PDF: cards on pages of A4 across, then what each chart means. */
export async function pdfReport(report: Report, fonts: Fonts, theme: ThemeName): Promise<Uint8Array> {
  const pdf = newDocument(fonts, {
    title: plainLine(report.title),
    author: plainLine(report.organization),
    made: report.made,
    lang: report.locale,
  });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  const scale = contentWidth / PIXELS;
  const room = (top: number): number => (PAGE.height - PAGE.bottom - top) / scale;
  newPage(pdf, theme);
  const top = cover(pdf, fonts, report, theme);
  const bands = bandsOf(report.layout, 0, PIXELS, { report, fonts, theme, tallest: room(PAGE.top) });
  const pages = paged(bands, room(top), room(PAGE.top));
  for (const [at, page] of pages.entries()) {
    if (at > 0) newPage(pdf, theme);
    const from = at === 0 ? top : PAGE.top;
    // The last page keeps its natural heights: there is nothing to fill it for.
    const isLast = at === pages.length - 1 && pages.length > 1;
    const { scene, height } = stacked(page, 0, isLast && heightOf(page) <= room(from) ? undefined : room(from));
    const fit = Math.min(1, room(from) / Math.max(1, height));
    pdf.save();
    pdf.translate(PAGE.side, from).scale(scale * fit);
    paintScene(pdf, fonts, scene);
    pdf.restore();
  }
  appendix(pdf, fonts, report, theme, () => newPage(pdf, theme));
  foot(pdf, fonts, report, theme);
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}
