import { z } from 'zod';
import type { ColumnSpec } from '../column.ts';
import { type EventKind, EVENT_KINDS, KINDS, tableOfKind } from '../kinds.ts';

/**
 * What a sender may write for each kind of event, derived from the columns of its table: the one source of validation
 * at ingest and of the published JSON Schema (starter/schemas/event.schema.json).
 */

/** Columns that ingest fills by itself. */
const OURS = new Set([
  'id',
  'organization_id',
  'local_day',
  'local_week',
  'ingest_run_id',
  'source',
  'actor_hash',
  'created_at',
]);

/** Labels that become `unknown` when nobody named them (decision 5); other missing texts are refused. */
export const LABELS: ReadonlySet<string> = new Set([
  'pattern',
  'issue_type',
  'severity',
  'environment',
  'metric_type',
  'provider',
  'model',
  'repository',
  'source_environment',
]);

/** Fields in which a sender names a person; only a keyed hash of the name is stored. */
export const PERSONS: ReadonlySet<string> = new Set(['author', 'reviewer', 'deployed_by']);

/** The JSON column that keeps the fields of a record that have no column of their own. */
export const REST_COLUMN: Partial<Record<EventKind, string>> = {
  performance: 'details',
  code_generation: 'generation_metadata',
  llm_call: 'raw',
  pr_event: 'metadata',
  deployment: 'metadata',
  test_run: 'metadata',
  rule_compliance: 'metadata',
};

/** The columns of a kind's table that come from the record itself. */
export const recordColumns = (kind: EventKind): ColumnSpec[] =>
  tableOfKind(kind).columns.filter((column) => !OURS.has(column.name));

/** What PostgreSQL's integer holds. */
export const LARGEST_INTEGER = 2_147_483_647;

/** Whether a record may leave the field out. */
export const isOptional = (column: ColumnSpec): boolean =>
  column.nullable || column.default !== undefined || LABELS.has(column.name);

function fieldSchema(column: ColumnSpec): z.ZodType {
  switch (column.type) {
    case 'integer':
      return bounded(z.int().max(LARGEST_INTEGER), column);
    case 'bigint':
    case 'id':
      return bounded(z.int(), column);
    case 'real':
    case 'decimal':
      return bounded(z.number(), column);
    case 'boolean':
      return z.boolean();
    case 'json':
      return column.name === 'patterns_applied' || column.name === 'labels' ? z.array(z.string()) : z.unknown();
    case 'text':
      return column.values ? z.enum(column.values) : z.string();
    default:
      return z.string();
  }
}

const bounded = (schema: z.ZodNumber, column: ColumnSpec): z.ZodNumber => {
  const low = column.min === undefined ? schema : schema.min(column.min);
  return column.max === undefined ? low : low.max(column.max);
};

export type RecordSchema = z.ZodObject<Record<string, z.ZodType>>;

/** Fields a record of this kind may have. Unknown fields are allowed; they are kept where there is a place for them. */
export function recordSchema(kind: EventKind): RecordSchema {
  const shape: Record<string, z.ZodType> = {
    event_id: z
      .string()
      .min(1)
      .max(200)
      .nullish()
      .describe("The sender's own identity of this event; the same id with other content is a conflict"),
    actor: z.string().nullish().describe('Who caused it; only a keyed hash is stored'),
  };
  for (const column of recordColumns(kind)) {
    if (column.name === 'event_id') continue;
    const base = fieldSchema(column);
    const optional = isOptional(column);
    const unit = column.unit === undefined ? '' : ` (${column.unit})`;
    shape[column.name] = (optional ? base.nullish() : base).describe(`${column.meaning}${unit}`);
  }
  return z.object(shape);
}

/** The JSON Schema of one line of our NDJSON. */
export function eventJsonSchema(): Record<string, unknown> {
  const kinds = EVENT_KINDS.map((kind) =>
    z.looseObject({ kind: z.literal(kind), ...recordSchema(kind).shape }).describe(KINDS[kind].table),
  );
  const schema = z.toJSONSchema(z.union(kinds), { io: 'input' }) as Record<string, unknown>;
  return {
    $schema: schema.$schema,
    title: 'feedback-loop event',
    description: 'One line of NDJSON that `feedback-loop ingest` reads. Fields that are not listed are allowed.',
    ...schema,
  };
}
