const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

export interface TextLine {
  text: string;
  look: 'heading' | 'plain' | 'small';
}

/** Stand before a line while it is still text; no document holds them. */
const [HEADING, SMALL] = ['\u0001', '\u0002'];

/** Sanitised HTML as lines of text, for formats that have no HTML. What the reader would have to open is left out. */
export const textLines = (html: string): TextLine[] =>
  html
    .replaceAll(HEADING, '')
    .replaceAll(SMALL, '')
    .replace(/<details(?![^>]*\sopen)[^>]*>[\s\S]*?<\/details>/gi, '\n')
    .replace(/<h[1-4](?:\s[^>]*)?>/gi, `\n${HEADING}`)
    .replace(/<small(?:\s[^>]*)?>/gi, SMALL)
    .replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6]|section|header|footer|blockquote|pre|summary)>/gi, '\n')
    .replace(/<li[^>]*>/gi, '• ')
    .replace(/<\/t[dh]>/gi, '  ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? numbered(name) ?? whole)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .map(
      (line): TextLine => ({
        text: line.replaceAll(HEADING, '').replaceAll(SMALL, ''),
        look: line.startsWith(HEADING) ? 'heading' : line.startsWith(SMALL) ? 'small' : 'plain',
      }),
    )
    .filter(({ text }) => text !== '');

function numbered(name: string): string | undefined {
  const match = /^#(x?)([\da-f]+)$/i.exec(name);
  if (match === null) return undefined;
  const code = Number.parseInt(match[2] ?? '', match[1] === '' ? 10 : 16);
  return code > 31 && code < 0x11_0000 ? String.fromCodePoint(code) : '';
}
