import { escapeHtml } from '../../charts/format/html.ts';
/** A drawing as a tree of SVG elements: written as SVG, rasterised, and painted into a PDF. */
export interface SceneNode {
  tag: string;
  attrs: Record<string, string | number | undefined>;
  children?: SceneNode[];
  text?: string;
}

export const node = (tag: string, attrs: SceneNode['attrs'], children?: SceneNode[]): SceneNode => ({
  tag,
  attrs,
  ...(children ? { children } : {}),
});

/** Characters that XML 1.0 forbids, and those that no reader wants to meet in a title. */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/** Text without control characters (line breaks and tabs stay) and halves of characters. */
export const withoutControls = (text: string): string => text.replace(FORBIDDEN, '');

/** Turns of the writing direction without an end could turn the text around them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

/** One line of text that is safe in every format: no control character, no line break, no open turn of direction. */
export const plainLine = (text: string): string => withoutControls(text.replace(/\s+/g, ' ')).replace(TURNS, '').trim();

export const escapeXml = (text: string): string => escapeHtml(withoutControls(text));

/** The tree as SVG text. */
export function svgText({ tag, attrs, children, text }: SceneNode): string {
  const pairs = Object.entries(attrs).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${escapeXml(String(value))}"`],
  );
  const inner = `${text === undefined ? '' : escapeXml(text)}${(children ?? []).map(svgText).join('')}`;
  return inner === '' ? `<${tag}${pairs.join('')}/>` : `<${tag}${pairs.join('')}>${inner}</${tag}>`;
}

/** A whole SVG document of a scene, in its own size. */
export function svgDocument(
  scene: readonly SceneNode[],
  size: { width: number; height: number },
  words: { title: string; description: string; background?: string },
): string {
  const { width, height } = size;
  const root = node(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' },
    [
      { tag: 'title', attrs: {}, text: plainLine(words.title) },
      ...(words.description === '' ? [] : [{ tag: 'desc', attrs: {}, text: plainLine(words.description) }]),
      ...(words.background ? [node('rect', { width, height, fill: words.background })] : []),
      ...scene,
    ],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(root)}\n`;
}
