import type { z } from 'zod';

/** Values under such names are never repeated. */
const SECRET = /pass|secret|token|credential|\bkey|ur[il]$|dsn/i;

/** What a value has to be, as a person would say it. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object with named values',
  record: 'an object with named values',
  null: 'null',
};

/** Messages that zod writes by itself; any other was written by us where the schema is declared. */
const OWN_WORDS = /^(?:Invalid|Too (?:big|small)|Unrecognized|Expected)/;

/**
 * One thing that a schema found wrong, as a sentence that begins with the name of what is wrong:
 * "confidence is 1.7; it must be from 0 to 1". `limits` names both ends of a number that has two.
 */
export function schemaFault(
  name: string,
  issue: z.core.$ZodIssue,
  value: unknown,
  limits: { min?: number | undefined; max?: number | undefined } = {},
): string {
  if (!OWN_WORDS.test(issue.message)) return `${name}: ${issue.message}`;
  if (issue.code === 'unrecognized_keys') return `${name} has what is not known: ${issue.keys.join(', ')}`;
  if (value === undefined) return `${name} is missing`;
  const is = SECRET.test(issue.path.map(String).join('.')) ? 'is not as it must be' : `is ${shown(value)}`;
  return `${name} ${is}; ${demand(issue, limits)}`;
}

function demand(issue: z.core.$ZodIssue, limits: { min?: number | undefined; max?: number | undefined }): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `it must be ${oneOf(issue.values)}`;
    case 'too_big':
    case 'too_small':
      return limitText(issue, limits);
    case 'invalid_format':
      return issue.format === 'regex' ? `it must have the form ${issue.pattern ?? ''}` : `that is no ${issue.format}`;
    case 'invalid_union':
      return 'that is none of the forms it may have';
    default:
      return 'that is not valid';
  }
}

type Limit = z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall;

function limitText(issue: Limit, { min, max }: { min?: number | undefined; max?: number | undefined }): string {
  const big = issue.code === 'too_big';
  const limit = big ? issue.maximum : issue.minimum;
  if (issue.origin === 'string' || issue.origin === 'array' || issue.origin === 'set') {
    const unit = issue.origin === 'string' ? 'characters' : 'entries';
    if (!big && Number(limit) === 1) return 'it must not be empty';
    return `it may have at ${big ? 'most' : 'least'} ${limit} ${unit}`;
  }
  if (min !== undefined && max !== undefined) return `it must be from ${min} to ${max}`;
  const word = issue.inclusive === false ? (big ? 'below' : 'above') : big ? 'at most' : 'at least';
  return `it must be ${word} ${limit}`;
}

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? shown(values[0]) : `one of ${values.map(String).join(', ')}`;

const LONGEST = 60;

/** A value in a sentence: whole when it is short, otherwise what it is. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The value at a path of keys, or undefined where there is none. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((current, step) => (current as Record<PropertyKey, unknown> | null | undefined)?.[step], value);
