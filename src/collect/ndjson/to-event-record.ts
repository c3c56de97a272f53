import { EVENT_KINDS, type EventKind } from '../../model/kinds.ts';
import { nearest } from '../../util/nearest.ts';
import type { RawRecord } from '../raw-record.ts';

const known = new Set<string>(EVENT_KINDS);

/** An event of our own format, already an object: `kind` says which. */
export function toEventRecord(value: Readonly<Record<string, unknown>>, place: string): RawRecord {
  const kind = value.kind;
  if (typeof kind === 'string' && known.has(kind)) {
    return { kind: kind as EventKind, value, fields: value, place, cumulative: false };
  }
  const near = typeof kind === 'string' ? nearest(kind, EVENT_KINDS) : undefined;
  const message =
    kind === undefined
      ? 'the event has no kind'
      : `there is no kind ${String(JSON.stringify(kind)).slice(0, 100)}${near ? ` (did you mean ${near}?)` : ''}`;
  const reason = kind === undefined ? 'missing_field' : 'unknown_kind';
  return { kind: undefined, value, fields: value, place, cumulative: false, refusal: { reason, message } };
}
