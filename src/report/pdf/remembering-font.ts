import type { Font, GlyphRun } from 'fontkit';

/** Words remembered at most; the names and figures of some hundred reports. */
const MOST_WORDS = 10_000;

/** A copy: PDFKit scales the positions it is given in place. */
const copied = (run: GlyphRun): GlyphRun =>
  Object.assign(Object.create(Object.getPrototypeOf(run) as object) as GlyphRun, run, {
    positions: run.positions.map((position) => ({ ...position })),
  });

/**
 * The font, with the shapes of words it was asked for before: choosing and placing the glyphs of a word takes a tenth of a
 * millisecond, and reports of one process write the same words.
 */
export function rememberingFont(font: Font): Font {
  const known = new Map<string, GlyphRun>();
  const layout = (text: string, ...more: unknown[]): GlyphRun => {
    if (more.some((each) => each !== undefined)) return (font.layout as (...all: unknown[]) => GlyphRun)(text, ...more);
    const found = known.get(text);
    if (found) return copied(found);
    const run = font.layout(text);
    if (known.size >= MOST_WORDS) known.clear();
    known.set(text, run);
    return copied(run);
  };
  return Object.create(font, { layout: { value: layout } }) as Font;
}
