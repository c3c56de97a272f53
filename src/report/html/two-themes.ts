import type { SceneNode } from '../scene/node.ts';

/** Colours that differ between the themes, as CSS variables of the document. */
export class ThemeColors {
  readonly #names = new Map<string, string>();

  /** `var(--pN)` for a pair of colours; the colour itself where both are the same. */
  of(light: string, dark: string): string {
    if (light === dark) return light;
    const pair = `${light} ${dark}`;
    const name = this.#names.get(pair) ?? `--p${this.#names.size}`;
    this.#names.set(pair, name);
    return `var(${name})`;
  }

  /** Declarations for one theme. */
  css(theme: 'light' | 'dark'): string {
    return [...this.#names]
      .map(([pair, name]) => `${name}:${pair.split(' ')[theme === 'light' ? 0 : 1] ?? ''}`)
      .join(';');
  }
}

const COLOR = /^#[\da-f]{3,8}$|^rgba?\([\d.,%\s/]+\)$/i;
const PAINTS = new Set(['fill', 'stroke', 'stop-color']);

/**
 * The same drawing in two themes as one, whose colours follow the reader's. Null when the drawings differ in more than
 * colours: then both are needed.
 */
export function mergeThemes(
  light: readonly SceneNode[],
  dark: readonly SceneNode[],
  colors: ThemeColors,
): SceneNode[] | null {
  if (light.length !== dark.length) return null;
  const merged: SceneNode[] = [];
  for (const [at, one] of light.entries()) {
    const other = dark[at];
    if (!other || one.tag !== other.tag || one.text !== other.text) return null;
    const attrs: SceneNode['attrs'] = {};
    for (const name of new Set([...Object.keys(one.attrs), ...Object.keys(other.attrs)])) {
      const [first, second] = [one.attrs[name], other.attrs[name]];
      if (first === second) attrs[name] = first;
      else if (PAINTS.has(name) && isColor(first) && isColor(second)) {
        attrs[name] = colors.of(noSpaces(first), noSpaces(second));
      } else return null;
    }
    const children = mergeThemes(one.children ?? [], other.children ?? [], colors);
    if (children === null) return null;
    merged.push({ ...one, attrs, ...(one.children ? { children } : {}) });
  }
  return merged;
}

const isColor = (value: unknown): value is string => typeof value === 'string' && COLOR.test(value);
const noSpaces = (color: string): string => color.replaceAll(/\s+/g, '');
