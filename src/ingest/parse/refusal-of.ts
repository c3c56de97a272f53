import type { z } from 'zod';
import type { Refusal } from '../../collect/raw-record.ts';
import type { EventKind } from '../../model/kinds.ts';
import { LARGEST_INTEGER, recordColumns } from '../../model/records/record-schema.ts';
import { schemaFault, valueAt } from '../../util/schema-fault.ts';

/** The first thing that zod found wrong, as our reason with the field's name. */
export function refusalOf(kind: EventKind, error: z.ZodError, fields: Readonly<Record<string, unknown>>): Refusal {
  const issue = error.issues[0];
  if (issue === undefined) return { reason: 'invalid_value', message: 'the record is not valid' };
  const field = issue.path.map(String).join('.');
  const sent = fields[String(issue.path[0])];
  if (sent === undefined || sent === null) return { reason: 'missing_field', message: `${field} is missing` };
  const column = recordColumns(kind).find(({ name }) => name === issue.path[0]);
  // Beyond what the database's integers hold, that is the limit to name.
  const large = issue.code === 'too_big' && issue.maximum === LARGEST_INTEGER;
  const message = schemaFault(field, issue, valueAt(fields, issue.path), large ? {} : column);
  return { reason: issue.code === 'invalid_type' ? 'wrong_type' : 'invalid_value', message };
}
