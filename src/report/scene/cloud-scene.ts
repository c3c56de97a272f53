import { THEMES, type ThemeName } from '../../charts/draw/palette.ts';
import type { Fonts } from '../fonts.ts';
import type { Box } from './box.ts';
import type { SceneNode } from './node.ts';
import { textLines } from './plain-text.ts';
import { textNode } from './words.ts';

interface Word {
  text: string;
  size: number;
}

/** The words of a word cloud with their sizes, or undefined for any other text. */
export function cloudWords(html: string): Word[] | undefined {
  if (!html.startsWith('<p class="word-cloud">')) return undefined;
  return [...html.matchAll(/<span style="font-size:(\d+)px"[^>]*>(.*?)<\/span>/g)].map(([, size, text = '']) => ({
    text: textLines(text)[0]?.text ?? '',
    size: Number(size),
  }));
}

const GAP = 12;
const LINE = 1.16;

interface Line {
  words: Word[];
  width: number;
  height: number;
}

function linesOf(words: readonly Word[], width: number, scale: number, fonts: Fonts): Line[] {
  const lines: Line[] = [];
  for (const { text, size } of words) {
    const word = { text, size: size * scale };
    const wide = fonts.width(text, word.size);
    const last = lines.at(-1);
    if (last && last.width + GAP + wide <= width) {
      last.words.push(word);
      last.width += GAP + wide;
      last.height = Math.max(last.height, word.size * LINE);
    } else lines.push({ words: [word], width: wide, height: word.size * LINE });
  }
  return lines;
}

/** Words side by side in centred lines, none over another; all are smaller where they would not fit. */
export function cloudScene(words: readonly Word[], box: Box, fonts: Fonts, theme: ThemeName): SceneNode[] {
  const colors = THEMES[theme].categories;
  const fits = (lines: readonly Line[]): boolean =>
    lines.reduce((sum, line) => sum + line.height, 0) <= box.height && lines.every((line) => line.width <= box.width);
  let scale = 1;
  let lines = linesOf(words, box.width, scale, fonts);
  while (!fits(lines) && scale > 0.3) {
    scale *= 0.9;
    lines = linesOf(words, box.width, scale, fonts);
  }
  let y = box.y + Math.max(0, box.height - lines.reduce((sum, line) => sum + line.height, 0)) / 2;
  let nth = 0;
  return lines.flatMap((line) => {
    let x = box.x + (box.width - line.width) / 2;
    const middle = y + line.height / 2;
    y += line.height;
    return line.words.map(({ text, size }) => {
      const node = textNode(text, { x, y: middle, size, fill: colors[nth++ % colors.length] ?? '#000000' });
      x += fonts.width(text, size) + GAP;
      return node;
    });
  });
}
