import type { Exposition } from './family.ts';

interface Wish {
  type: string;
  version: string | undefined;
  quality: number;
}

function wishes(accept: string): Wish[] {
  return accept.split(',').map((range) => {
    const [type = '', ...given] = range.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(given.map((each) => each.split('=').map((side) => side.trim()) as [string, string]));
    const quality = Number(parameters.get('q') ?? 1);
    return { type, version: parameters.get('version'), quality: Number.isFinite(quality) ? quality : 0 };
  });
}

function formatOf({ type, version }: Wish): Exposition | undefined {
  if (type === 'application/openmetrics-text' && (version === undefined || /^[01]\./.test(version)))
    return 'openmetrics';
  if (type === 'text/plain' && (version === undefined || version === '0.0.4')) return 'prometheus';
  return undefined;
}

/**
 * The text format that an Accept header prefers to a page; undefined where it prefers HTML, or names neither: a person's
 * browser and a plain `curl` get the page.
 */
export function chooseExposition(accept: string | undefined): Exposition | undefined {
  const all = wishes(accept ?? '').filter(({ quality }) => quality > 0);
  const html = all.find(({ type }) => type === 'text/html')?.quality ?? 0;
  // As given where the qualities are equal: sorting is stable.
  const best = all.toSorted((a, b) => b.quality - a.quality).find((wish) => formatOf(wish) !== undefined);
  return best && best.quality > html ? formatOf(best) : undefined;
}
