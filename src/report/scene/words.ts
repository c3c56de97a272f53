import type { Fonts, Weight } from '../fonts.ts';
import { node, plainLine, type SceneNode } from './node.ts';

export const FONT_STACK = "'Inter Variable', Inter, 'DejaVu Sans', system-ui, sans-serif";

interface Style {
  size: number;
  weight?: Weight;
}

/** Text that fits into `width`, cut with an ellipsis where it does not. */
export function clipped(fonts: Fonts, text: string, width: number, { size, weight = 'regular' }: Style): string {
  const line = plainLine(text);
  if (fonts.width(line, size, weight) <= width) return line;
  const room = width - fonts.width('…', size, weight);
  let used = 0;
  let kept = '';
  for (const character of line) {
    used += fonts.width(character, size, weight);
    if (used > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Text in lines that fit into `width`; the last of `most` lines is cut. Words wider than a line are broken. */
export function wrapped(fonts: Fonts, text: string, width: number, style: Style, most: number): string[] {
  const { size, weight = 'regular' } = style;
  const lines: string[] = [];
  let line = '';
  const words = plainLine(text).split(' ');
  for (const [at, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fonts.width(longer, size, weight) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === most - 1) {
      lines.push(clipped(fonts, [longer, ...words.slice(at + 1, at + 40)].join(' '), width, style));
      return lines;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (fonts.width(line, size, weight) > width && lines.length < most - 1) {
      const part = clipped(fonts, line, width, style).slice(0, -1) || line.slice(0, 1);
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  if (line !== '') lines.push(clipped(fonts, line, width, style));
  return lines;
}

interface Place {
  x: number;
  /** Of the middle of the line. */
  y: number;
  size: number;
  fill: string;
  weight?: Weight;
  anchor?: 'start' | 'middle' | 'end';
}

/** One line of text. */
export const textNode = (text: string, { x, y, size, fill, weight, anchor }: Place): SceneNode => ({
  ...node('text', {
    x,
    y,
    fill,
    'dominant-baseline': 'central',
    'text-anchor': anchor ?? 'start',
    'font-family': FONT_STACK,
    'font-size': size,
    ...(weight === 'bold' ? { 'font-weight': 600 } : {}),
  }),
  text: plainLine(text),
});
