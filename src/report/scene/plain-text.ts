const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** Sanitised HTML as lines of text, for formats that have no HTML. */
export const textLines = (html: string): string[] =>
  html
    .replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6]|section|header|footer|blockquote|pre)>/gi, '\n')
    .replace(/<li[^>]*>/gi, '• ')
    .replace(/<\/t[dh]>/gi, '  ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? numbered(name) ?? whole)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');

function numbered(name: string): string | undefined {
  const match = /^#(x?)([\da-f]+)$/i.exec(name);
  if (match === null) return undefined;
  const code = Number.parseInt(match[2] ?? '', match[1] === '' ? 10 : 16);
  return code > 31 && code < 0x11_0000 ? String.fromCodePoint(code) : '';
}
