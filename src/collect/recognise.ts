import { LISTS } from './metrics-json/read-metrics-json.ts';

export type InputFormat = 'metrics-json' | 'event-list' | 'ndjson';

/** How much of an input is looked at to recognise its format. */
export const HEAD_BYTES = 64 * 1024;
const LINES = 50;

const objectOf = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The format of an input by its first bytes; the name of a file says nothing. Undefined: not recognised, and `guess`
 * says what it looks like.
 */
export function recognise(head: Buffer): { format?: InputFormat; guess: string } {
  const text = head.toString('utf8').trimStart();
  if (text === '') return { guess: 'it is empty' };
  const lines = text.split('\n', LINES);
  const whole = lines.map((line) => objectOf(line.trim()));
  if (whole.some((value) => typeof value?.kind === 'string')) return { format: 'ndjson', guess: '' };
  if (/^\[\s*(?:[[{\]]|$)/.test(text)) return { format: 'event-list', guess: '' };
  if (text.startsWith('{')) {
    const names = [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].map((match) => match[1] ?? '');
    if (names.some((name) => LISTS.has(name)) || /^\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:\s*[[{n]|$)/.test(text)) {
      return { format: 'metrics-json', guess: '' };
    }
    if (whole[0] !== undefined && lines.length > 1) return { format: 'ndjson', guess: '' };
    return { guess: 'it is JSON, but has none of the lists of a metrics file and no kind of event' };
  }
  if (text.startsWith('[')) return { guess: 'it is a list, but not one of events' };
  if (text.startsWith('<')) return { guess: 'it looks like XML or HTML' };
  return { guess: 'it is not JSON' };
}
