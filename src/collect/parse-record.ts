import { messageOf } from '../errors.ts';
import type { Refusal } from './raw-record.ts';

export interface ParsedText {
  value?: Record<string, unknown>;
  refusal?: Refusal;
  notNumbers: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * The text of one record -> an object. Python writes NaN and Infinity, which are not JSON: they are read as null and
 * counted, because a measurement that is not a number is a missing one.
 */
export function parseRecordText(text: string): ParsedText {
  let value: unknown;
  let notNumbers = 0;
  try {
    value = JSON.parse(text);
  } catch (first) {
    const tolerant = text.replace(TOKEN, (token) => {
      if (token.startsWith('"')) return token;
      notNumbers++;
      return 'null';
    });
    if (notNumbers === 0) return { refusal: notJson(first), notNumbers };
    try {
      value = JSON.parse(tolerant);
    } catch {
      return { refusal: notJson(first), notNumbers: 0 };
    }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    return { refusal: { reason: 'not_an_object', message: `the record is ${what}, not an object` }, notNumbers };
  }
  return { value: value as Record<string, unknown>, notNumbers };
}

// V8 quotes the whole text in its message; the record is kept beside it anyway.
const notJson = (thrown: unknown): Refusal => ({
  reason: 'not_json',
  message: messageOf(thrown)
    .replace(/, (?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON$/, ' in the record')
    .slice(0, 300),
});
