import type { ChartPicture } from '../picture.ts';
import type { Theme } from './palette.ts';

/**
 * One category has one colour on every chart: words of our vocabulary have theirs fixed, any other name takes the place
 * in the palette that a hash of it says, or the next free one of its chart.
 */
const FIXED: Readonly<Record<string, keyof Pick<Theme, 'good' | 'bad' | 'neutral'> | number>> = {
  critical: 'bad',
  high: 1,
  medium: 5,
  low: 4,
  success: 'good',
  succeeded: 'good',
  successful: 'good',
  passed: 'good',
  resolved: 'good',
  met: 'good',
  increase: 'good',
  failure: 'bad',
  failures: 'bad',
  failed: 'bad',
  missed: 'bad',
  decrease: 'bad',
  error: 'bad',
  errors: 'bad',
  production: 0,
  staging: 5,
  development: 2,
  local: 4,
  unknown: 'neutral',
  other: 'neutral',
  others: 'neutral',
  total: 'neutral',
  '<null>': 'neutral',
};

/** FNV-1a: a small hash that is the same in every browser and on every server. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value ^= text.charCodeAt(at);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

function fixedColor(name: string, theme: Theme): string | undefined {
  const key = name.toLowerCase();
  const entry = Object.hasOwn(FIXED, key) ? FIXED[key] : undefined;
  return typeof entry === 'number' ? theme.categories[entry] : entry === undefined ? undefined : theme[entry];
}

/** Colours of categories that all have a meaning of their own, as severities and outcomes do; none when one has not. */
export function meaningColors(names: readonly string[], theme: Theme): Map<string, string> | undefined {
  const colors = new Map<string, string>();
  for (const name of names) {
    const color = fixedColor(name, theme);
    if (color === undefined) return undefined;
    colors.set(name, color);
  }
  return colors.size > 1 ? colors : undefined;
}

/** Colours by name, then the palette in the order of the names, as Superset's scales do it. */
function orderedColors(
  names: readonly string[],
  palette: readonly string[],
  given: Readonly<Record<string, string>>,
): Map<string, string> {
  const colors = new Map<string, string>();
  let next = 0;
  for (const name of new Set(names)) {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    colors.set(name, own ?? palette[next++ % palette.length] ?? '#000000');
  }
  return colors;
}

/** A colour for each category of a picture: of the scheme it names, else of the theme. */
export function picturePalette(
  names: readonly string[],
  { palette, labelColors = {} }: ChartPicture,
  theme: Theme,
): Map<string, string> {
  if (palette !== undefined) return orderedColors(names, palette, labelColors);
  const colors = categoryColors(names, theme);
  for (const name of colors.keys()) {
    const own = Object.hasOwn(labelColors, name) ? labelColors[name] : undefined;
    if (own !== undefined) colors.set(name, own);
  }
  return colors;
}

/** A colour for each name. A single name that means nothing special takes the accent. */
export function categoryColors(names: readonly string[], theme: Theme): Map<string, string> {
  const colors = new Map<string, string>();
  const free = new Set(theme.categories);
  const unique = [...new Set(names)];
  for (const name of unique) {
    const color = fixedColor(name, theme);
    if (color === undefined) continue;
    colors.set(name, color);
    free.delete(color);
  }
  const rest = unique.filter((name) => !colors.has(name));
  if (unique.length === 1 && rest[0] !== undefined) return colors.set(rest[0], theme.categories[0] ?? theme.ink);
  // By hash, so that the order of the rows does not matter.
  for (const name of [...rest].sort((a, b) => hash(a) - hash(b))) {
    const size = theme.categories.length;
    const start = hash(name) % size;
    const tries = Array.from({ length: size }, (_each, step) => theme.categories[(start + step) % size] ?? theme.ink);
    const color = tries.find((each) => free.has(each)) ?? tries[0] ?? theme.ink;
    colors.set(name, color);
    free.delete(color);
    if (free.size === 0) for (const each of theme.categories) free.add(each);
  }
  return colors;
}

/** Black or white, whichever is read more easily on the colour. WCAG 2 relative luminance. */
export function inkOn(color: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const linear = channels.map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  return luminance > 0.3 ? '#17171c' : '#ffffff';
}
