import { stripVTControlCharacters } from 'node:util';

const LEAST = 40;

/** Signs of colour take no room. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/**
 * Lines that are no longer than the terminal is wide: what is too long goes on below, under the last column that began
 * in the first part of the line. Columns are what two blanks set apart. Frames and single long words stay as they are.
 */
export function fitLines(text: string, columns: number): string {
  if (columns < LEAST) return text;
  return text
    .split('\n')
    .map((line) => (widthOf(line) <= columns || /[│┌└├]/.test(line) ? line : wrapped(line, columns)))
    .join('\n');
}

function wrapped(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  const gaps = [...plain.matchAll(/ {2,}(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  const hang = gaps.findLast((at) => at <= columns * 0.7) ?? 0;
  const lines: string[] = [];
  let current = '';
  for (const piece of line.split(/(?<=\S)(?= +\S)/)) {
    if (current !== '' && widthOf(current) + widthOf(piece) > columns && widthOf(current) > hang) {
      lines.push(current);
      current = ' '.repeat(hang) + piece.trimStart();
    } else current += piece;
  }
  return [...lines, current].join('\n');
}
