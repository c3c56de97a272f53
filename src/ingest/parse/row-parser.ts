import type { Refusal } from '../../collect/raw-record.ts';
import type { ColumnSpec } from '../../model/column.ts';
import { type EventKind, KINDS } from '../../model/kinds.ts';
import { quickCheck } from '../../model/records/quick-check.ts';
import { LABELS, PERSONS, recordSchema, REST_COLUMN } from '../../model/records/record-schema.ts';
import { UNKNOWN } from '../../model/vocabulary.ts';
import { type CellValue, insertColumns } from '../../store/load-event.ts';
import { PATTERN_LENGTH } from '../../store/rollup.ts';
import { cleanJson, cleanText, type CleanCounts } from '../clean-text.ts';
import { CODE_COLUMNS } from '../code-columns.ts';
import type { CalendarDay, ReadTime } from '../parse-time.ts';
import type { Redactor } from '../redact.ts';
import { finishFields, prepareFields } from './kind-rules.ts';
import { refusalOf } from './refusal-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What every row of a run shares, and the means to make one. */
export interface RowContext extends CleanCounts {
  organizationId: number;
  runId: number;
  source: string;
  noCode: boolean;
  /** Values for context columns that a record leaves open. */
  defaults: Fields;
  readTime: (value: unknown) => ReadTime | { refusal: Refusal };
  calendar: (ms: number) => CalendarDay;
  redact: Redactor;
  hashPerson: (name: string) => string;
  ignored: (field: string) => void;
  withoutZone: () => void;
}

export interface ParsedRow {
  row: CellValue[];
  time: ReadTime;
  patterns?: readonly string[];
}

const CODE_FIELD = /code|prompt|snippet|diff|source|trace|content|message|response|completion/i;
export const NOT_KEPT = '[not kept: --no-code]';

type RowParser = (fields: Fields) => ParsedRow | { refusal: Refusal };

/**
 * Makes the function that turns the fields of one kind of record into a row for its table. The columns decide: what is
 * checked, what is cut where, what becomes `unknown`, what is kept in the JSON column for the rest.
 */
export function rowParser(kind: EventKind, context: RowContext): RowParser {
  const schema = recordSchema(kind);
  const isGood = quickCheck(kind);
  const known = new Set([...Object.keys(schema.shape), 'kind']);
  const rest = REST_COLUMN[kind];
  const columns = insertColumns(kind);
  const cells = columns.map((column) => cellMaker(column, context));
  const timeColumn = KINDS[kind].time;
  const otherTimes = columns.filter((column) => column.type === 'instant' && column.name !== timeColumn);

  return (sent) => {
    const prepared = prepareFields(kind, sent);
    if (!isGood(prepared)) {
      const checked = schema.safeParse(prepared);
      if (!checked.success) return { refusal: refusalOf(kind, checked.error, prepared) };
    }
    const fields: Record<string, unknown> = { ...prepared };
    const refusal = finishFields(kind, fields);
    if (refusal) return { refusal };
    const time = context.readTime(fields[timeColumn]);
    if ('refusal' in time) return time;
    for (const other of otherTimes) {
      if (fields[other.name] == null) continue;
      const read = context.readTime(fields[other.name]);
      if ('refusal' in read) return read;
      fields[other.name] = read.text;
    }
    if (time.zoneless) context.withoutZone();
    fields[timeColumn] = time.text;
    collectRest(kind, prepared, fields, { known, rest, context });
    const day = context.calendar(time.ms);
    const row: CellValue[] = [];
    for (const make of cells) row.push(make(fields, day));
    if (kind !== 'code_generation') return { row, time };
    return { row, time, patterns: distinctPatterns(fields.patterns_applied, context) };
  };
}

type Cell = (fields: Fields, day: CalendarDay) => CellValue;

/** How one column's value is made; decided once per run, not once per record. */
function cellMaker(column: ColumnSpec, context: RowContext): Cell {
  const { name } = column;
  const constants: Record<string, CellValue> = {
    organization_id: context.organizationId,
    ingest_run_id: context.runId,
    source: context.source,
    // The identity is set by the caller, who knows it.
    event_id: null,
  };
  const constant = constants[name];
  if (constant !== undefined) return () => constant;
  if (name === 'local_day') return (_, day) => day.day;
  if (name === 'local_week') return (_, day) => day.week;
  if (name === 'actor_hash') {
    return ({ actor }) => (typeof actor === 'string' && actor !== '' ? context.hashPerson(actor) : null);
  }
  const fallback = context.defaults[name] ?? null;
  const dropped = context.noCode && CODE_COLUMNS.has(name);
  if (column.type === 'text') {
    const make = textMaker(column, context, dropped);
    return (fields) => make((fields[name] ?? fallback) as string | null);
  }
  if (column.type === 'json') {
    return (fields) => {
      const value = fields[name] ?? null;
      return value === null || dropped ? null : cleanJson(value, context.redact, context);
    };
  }
  const missing = column.nullable ? null : defaultOf(column);
  return (fields) => (fields[name] ?? fallback ?? missing) as CellValue;
}

function textMaker(column: ColumnSpec, context: RowContext, dropped: boolean): (value: string | null) => CellValue {
  const { name, length = Number.MAX_SAFE_INTEGER } = column;
  const missing = column.nullable ? null : UNKNOWN;
  const label = LABELS.has(name);
  const present = ((): ((value: string) => CellValue) => {
    if (column.values) return (value) => value;
    if (dropped) return () => (column.nullable ? null : NOT_KEPT);
    if (PERSONS.has(name)) return (value) => (value === '' ? null : context.hashPerson(value));
    return (value) => cleanText(value, length, context.redact, context);
  })();
  return (value) => (value === null || (label && value === '') ? missing : present(value));
}

/** Column defaults are written as SQL in the model; those of event tables are numbers. */
const defaultOf = (column: ColumnSpec): CellValue => {
  const number = Number(column.default);
  return Number.isFinite(number) ? number : (column.default ?? '').replaceAll("'", '');
};

interface RestOptions {
  known: ReadonlySet<string>;
  rest: string | undefined;
  context: RowContext;
}

/** Fields without a column go into the kind's JSON column; where it has none, the report names them. */
function collectRest(kind: EventKind, sent: Fields, fields: Record<string, unknown>, options: RestOptions): void {
  const { known, rest, context } = options;
  let extras: Record<string, unknown> | undefined;
  for (const name in sent) {
    if (known.has(name) || sent[name] === undefined) continue;
    if (rest === undefined) context.ignored(`${kind}.${name}`);
    else {
      extras ??= Object.create(null) as Record<string, unknown>;
      extras[name] = sent[name];
    }
  }
  if (rest === undefined) return;
  let own = fields[rest];
  if (extras !== undefined) {
    if (own === undefined || own === null) own = extras;
    else if (typeof own === 'object' && !Array.isArray(own)) own = { ...own, ...extras };
    else own = { ...extras, [rest]: own };
  }
  if (context.noCode && own !== null && typeof own === 'object' && !Array.isArray(own)) {
    own = Object.fromEntries(Object.entries(own).filter(([name]) => !CODE_FIELD.test(name)));
  }
  fields[rest] = own;
}

function distinctPatterns(list: unknown, context: RowContext): string[] {
  if (!Array.isArray(list)) return [];
  const silent: CleanCounts = { redacted: () => {}, cut: () => {}, replaced: () => {} };
  const names = list.map((name) => cleanText(String(name), PATTERN_LENGTH, context.redact, silent));
  return [...new Set(names.filter((name) => name !== ''))];
}
