import xss from 'xss';
import type * as Xss from 'xss';

// A CommonJS package: only its default import works in Node.
const { FilterXSS, safeAttrValue } = xss as unknown as typeof Xss;

const TAGS =
  'a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li mark ol p pre s section small span strong sub summary sup table tbody td tfoot th thead tr u ul';

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  col: ['span'],
  colgroup: ['span'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope'],
  details: ['open'],
};

/** Properties that only change how a thing looks in its place: nothing that is fetched, moves over others or follows a page. */
export const LOOKS =
  'align-items background-color border border-bottom border-collapse border-color border-left border-radius border-right border-spacing border-style border-top border-width color column-gap display flex flex-direction flex-grow flex-wrap font-size font-style font-variant-numeric font-weight gap grid-template-columns height justify-content letter-spacing line-height margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow padding padding-bottom padding-left padding-right padding-top row-gap text-align text-decoration text-overflow text-transform vertical-align white-space width word-break';

/** Whether a value of a style neither fetches anything nor ends where it stands. */
export const isHarmless = (value: string): boolean => !/url\s*\(|image\s*\(|expression|@|\\|[<>]/i.test(value);

/**
 * HTML that can be shown: tags for text, tables and lists with classes and harmless styles; no script, no event, no form,
 * no frame, nothing that is fetched from elsewhere.
 */
export function sanitiseHtml(html: string): string {
  const everywhere = ['class', 'style', 'title'];
  const filter = new FilterXSS({
    whiteList: Object.fromEntries(TAGS.split(' ').map((tag) => [tag, [...(ATTRIBUTES[tag] ?? []), ...everywhere]])),
    css: { whiteList: Object.fromEntries(LOOKS.split(' ').map((name) => [name, true])) },
    stripIgnoreTag: true,
    stripIgnoreTagBody: [
      'script',
      'style',
      'iframe',
      'object',
      'embed',
      'svg',
      'math',
      'template',
      'noscript',
      'title',
      'textarea',
    ],
    safeAttrValue: (tag, name, value, css) => {
      if (name === 'style' && !isHarmless(value)) return '';
      if (name === 'href' && !/^(https?:|mailto:|#|\/(?!\/))/i.test(value.trim())) return '';
      return safeAttrValue(tag, name, value, css);
    },
  });
  return filter.process(html);
}
