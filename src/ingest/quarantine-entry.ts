import { hash } from 'node:crypto';
import type { RawRecord, Refusal } from '../collect/raw-record.ts';
import type { EventKind } from '../model/kinds.ts';
import type { QuarantineEntry } from '../store/load.ts';
import { cleanText, type CleanCounts } from './clean-text.ts';
import { CODE_COLUMNS } from './code-columns.ts';
import { NOT_KEPT } from './parse/row-parser.ts';
import type { Redactor } from './redact.ts';

interface Setting {
  source: string;
  input: string;
  noCode: boolean;
  redact: Redactor;
  counts: CleanCounts;
}

/** A refused record as a row of quarantine: whole, but without secrets, and without code under --no-code. */
export function quarantineEntry(record: RawRecord, refusal: Refusal, setting: Setting): QuarantineEntry {
  const { source, input, redact, counts } = setting;
  const text = record.text ?? JSON.stringify(record.value);
  const clean = (value: string, length: number): string => cleanText(value, length, redact, counts);
  const raw = setting.noCode ? withoutCode(record) : text;
  return {
    recordId: record.quarantineId ?? hash('sha256', [source, record.place, text].join('\u0000'), 'base64url'),
    source,
    input: input.slice(0, 1_000),
    place: clean(record.place, 500),
    kind: (record.kind satisfies EventKind | undefined) ?? null,
    reason: refusal.reason,
    message: clean(refusal.message, 2_000),
    raw: clean(raw, Number.MAX_SAFE_INTEGER),
  };
}

/** What could not be read as an object cannot be told apart from code. */
function withoutCode(record: RawRecord): string {
  const names = Object.keys(record.value);
  if (names.length === 0) return NOT_KEPT;
  return JSON.stringify(
    Object.fromEntries(names.map((name) => [name, CODE_COLUMNS.has(name) ? NOT_KEPT : record.value[name]])),
  );
}
