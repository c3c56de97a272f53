import type { Redactor } from './redact.ts';

/** What happened to texts on their way in. */
export interface CleanCounts {
  redacted: (rule: string) => void;
  cut: () => void;
  replaced: () => void;
}

const UNSTORABLE = /[\0\p{Surrogate}]/u;
const UNSTORABLE_ALL = /[\0\p{Surrogate}]/gu;
const UNSTORABLE_IN_JSON = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/** A text that every database takes; nothing else about it changes. */
export const storable = (text: string): string =>
  UNSTORABLE.test(text) ? text.replace(UNSTORABLE_ALL, '\uFFFD') : text;

/** A secret that begins just before the end must be seen whole to be recognised. */
const MARGIN = 1_000;

/**
 * A text as it is stored: no secrets, no NUL and no lone surrogates (PostgreSQL takes neither; both become U+FFFD), at
 * most `length` characters.
 */
export function cleanText(value: string, length: number, redact: Redactor, counts: CleanCounts): string {
  let text = value.length > length + MARGIN ? value.slice(0, length + MARGIN) : value;
  if (UNSTORABLE.test(text)) {
    text = text.replace(UNSTORABLE_ALL, '\uFFFD');
    counts.replaced();
  }
  text = redact(text, counts.redacted);
  if (value.length > length) counts.cut();
  if (text.length > length) {
    // Never half of a pair.
    const code = text.charCodeAt(length - 1);
    text = text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
  }
  return text;
}

/** JSON text as it is stored: every text in it cleaned. */
export function cleanJson(value: unknown, redact: Redactor, counts: CleanCounts): string {
  const text = JSON.stringify(value);
  // Hardly any record has a secret: then the text is not walked through.
  const dirty =
    UNSTORABLE_IN_JSON.test(text) ||
    redact(text, () => {}) !== text ||
    /[{,]"[^"]*(?:pass|secret|token|key)/i.test(text);
  return dirty ? JSON.stringify(cleanDeep(value, redact, counts)) : text;
}

const SECRET_KEY =
  /^(?:.*[_-])?(?:password|passwd|pwd|secret|api[_-]?key|token|private[_-]?key|access[_-]?key|authorization)$/i;

function cleanDeep(value: unknown, redact: Redactor, counts: CleanCounts, key = ''): unknown {
  if (typeof value === 'string') {
    if (SECRET_KEY.test(key) && value.length > 0) {
      counts.redacted('password');
      return '[redacted:password]';
    }
    return cleanText(value, Number.MAX_SAFE_INTEGER, redact, counts);
  }
  if (Array.isArray(value)) return value.map((each) => cleanDeep(each, redact, counts));
  if (value === null || typeof value !== 'object') return value;
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, content] of Object.entries(value)) {
    result[name.replace(UNSTORABLE_ALL, '\uFFFD')] = cleanDeep(content, redact, counts, name);
  }
  return result;
}
