import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../format/html.ts';
import { sanitiseHtml } from '../handlebars/sanitise.ts';

const markdown = new MarkdownIt({ html: true, linkify: true });

const IMAGE = /<img\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

const attribute = (tag: string, name: string): string => {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
};

/** A picture is named, never fetched: who looks at a dashboard is nobody else's business. */
function imageAsLink(tag: string): string {
  const source = attribute(tag, 'src');
  const words = attribute(tag, 'alt').trim();
  const address = URL.canParse(source) ? new URL(source) : undefined;
  // A path on the Superset that this came from leads nowhere here.
  if (address === undefined || !/^https?:$/.test(address.protocol)) return words;
  const name = words || `Picture at ${escapeHtml(address.host)}`;
  return `<a href="${escapeHtml(address.href)}">${name}</a>`;
}

/** Superset's markdown, where HTML is allowed, as HTML that can be shown: nothing runs, nothing is fetched. */
export const markdownHtml = (source: string): string =>
  sanitiseHtml(markdown.render(source).replace(IMAGE, imageAsLink)).trim();
