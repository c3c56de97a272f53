import type { z } from 'zod';
import type { Refusal } from '../../collect/raw-record.ts';

/** The first thing that zod found wrong, as our reason with the field's name. */
export function refusalOf(error: z.ZodError, fields: Readonly<Record<string, unknown>>): Refusal {
  const issue = error.issues[0];
  if (issue === undefined) return { reason: 'invalid_value', message: 'the record is not valid' };
  const field = issue.path.map(String).join('.');
  const sent = fields[String(issue.path[0])];
  const text = issue.message.replace(/^Invalid (?:input|option): /, '');
  if (sent === undefined || sent === null) return { reason: 'missing_field', message: `${field} is missing` };
  if (issue.code === 'invalid_type') return { reason: 'wrong_type', message: `${field}: ${text}` };
  return { reason: 'invalid_value', message: `${field}: ${text}${shown(sent)}` };
}

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `, not ${JSON.stringify(value).slice(0, 60)}` : '';
