import type { Fonts, Weight } from '../fonts.ts';
import type { Pdf } from './document.ts';

export interface TextStyle {
  size: number;
  weight?: Weight;
  color: string;
  opacity?: number;
  anchor?: 'start' | 'middle' | 'end';
}

/** A typeface of the document, or one of the system's by its path. */
function useFont(pdf: Pdf, fonts: Fonts, family: string, weight: Weight): Pdf {
  const own = fonts.fromSystem().find(({ path }) => path === family);
  if (!own) return pdf.font(`${family}-${weight}`);
  return own.face === undefined ? pdf.font(own.path) : pdf.font(own.path, own.face);
}

/** One line of real text with its middle at y, each stretch of it in the font that has its letters. */
export function drawText(pdf: Pdf, fonts: Fonts, text: string, x: number, y: number, style: TextStyle): void {
  const { size, weight = 'regular', color, opacity = 1, anchor = 'start' } = style;
  const runs = fonts.runs(text).map((run) => {
    useFont(pdf, fonts, run.family, weight).fontSize(size);
    return { ...run, width: pdf.widthOfString(run.text) };
  });
  const width = runs.reduce((sum, run) => sum + run.width, 0);
  let left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  // Middle of the capitals of Inter above the base line.
  const baseline = y + size * 0.36;
  for (const run of runs) {
    useFont(pdf, fonts, run.family, weight).fontSize(size).fillColor(color, opacity);
    pdf.text(run.text, left, baseline, { lineBreak: false, baseline: 'alphabetic' });
    left += run.width;
  }
}
