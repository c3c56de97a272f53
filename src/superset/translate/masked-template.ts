import type { Delimiters } from './template-text.ts';

/** A template whose tags are hidden so that it reads as YAML; `restore` brings them back. */
export interface MaskedTemplate {
  text: string;
  /** What the tag with this number says, without its marks. */
  tags: string[];
  restore(text: string): string;
}

const [OPEN, CLOSE] = ['\uE010', '\uE011'];

const TAG = {
  brackets: /\[\[-?\s[\s\S]*?\]\]|\[%-?\s[\s\S]*?%\]|\[#-?\s[\s\S]*?#\]/g,
  jinja: /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g,
} as const;

/**
 * Hides the tags of a template: a value becomes a word, a block or comment alone on its line a YAML comment. Undefined
 * when a block stands inside a line: then the text is no YAML that could be edited.
 */
export function maskTags(text: string, delimiters: Delimiters): MaskedTemplate | undefined {
  const originals: string[] = [];
  let possible = true;
  const masked = text.replace(TAG[delimiters], (tag: string, offset: number) => {
    const number = originals.push(tag) - 1;
    const word = `${OPEN}${number}${CLOSE}`;
    if (tag[1] === '[' || (delimiters === 'jinja' && tag[1] === '{')) return word;
    const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    const after = text.slice(offset + tag.length).split('\n', 1)[0] ?? '';
    if (before.trim() !== '' || after.trim() !== '') possible = false;
    return `#${word}`;
  });
  if (!possible) return undefined;
  return {
    text: masked,
    tags: originals.map((tag) => tag.slice(2, -2).trim()),
    restore: (edited) =>
      edited
        .replace(new RegExp(`#${OPEN}(\\d+)${CLOSE}`, 'g'), (_, number: string) => originals[Number(number)] ?? '')
        .replace(new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g'), (_, number: string) => originals[Number(number)] ?? ''),
  };
}

/** The number of the tag that is the whole of a value; undefined for anything else. */
export function wholeTag(value: unknown): number | undefined {
  const match = typeof value === 'string' ? new RegExp(`^${OPEN}(\\d+)${CLOSE}$`).exec(value) : null;
  return match ? Number(match[1]) : undefined;
}

export const holdsTag = (value: unknown): boolean => JSON.stringify(value ?? null).includes(OPEN);
