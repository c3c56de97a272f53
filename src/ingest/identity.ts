import { hash } from 'node:crypto';
import type { RawRecord } from '../collect/raw-record.ts';
import { type EventKind, KINDS } from '../model/kinds.ts';
import type { Reading } from '../store/load-event.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import { storable } from './clean-text.ts';
import { OccurrenceCounter } from './occurrence-counter.ts';

interface Identity {
  eventId: string;
  /** Only under a sender's own id. */
  contentHash: string;
  reading?: Reading;
}

const SEPARATOR = '\u0000';
/** 192 bits of SHA-256, as 32 characters. */
const ID_LENGTH = 32;

const digest = (...parts: string[]): string => hash('sha256', parts.join(SEPARATOR), 'base64url');
const shortDigest = (...parts: string[]): string => digest(...parts).slice(0, ID_LENGTH);

export interface Identifier {
  identify: (record: RawRecord, kind: EventKind, time: string) => Identity;
  close: () => void;
}

/**
 * Gives the records of one reading (one run over one input) their identity. It is made from what was sent, before
 * anything is cut, renamed or redacted, so that it does not change when those rules do.
 */
export function identifier(source: string): Identifier {
  const identical = new OccurrenceCounter();
  const entries = new OccurrenceCounter();
  const orders = new Map<EventKind, KeyOrder>();

  const identify: Identifier['identify'] = (record, kind, time) => {
    const { fields } = record;
    if (typeof fields.event_id === 'string' && fields.event_id !== '') {
      return {
        eventId: storable(fields.event_id),
        contentHash: digest(kind, canonicalContent(kind, record.value, orders)),
      };
    }
    const countedBy = KINDS[kind].countedBy;
    if (record.cumulative && countedBy !== undefined && typeof fields.count === 'number') {
      const key = shortDigest(source, kind, JSON.stringify(countedBy.map((name) => fields[name] ?? null)));
      const entry = shortDigest(key, String(entries.next(key)));
      const total = fields.count;
      const eventId = shortDigest(entry, time, String(total));
      return { eventId, contentHash: '', reading: { entry, readAt: time, total } };
    }
    const content = shortDigest(source, kind, canonicalContent(kind, record.value, orders));
    const place = identical.next(content);
    return { eventId: place === 1 ? content : shortDigest(content, String(place)), contentHash: '' };
  };
  const close = (): void => {
    identical.close();
    entries.close();
  };
  return { identify, close };
}

/** Names of the fields of the record before, of the same kind, and the same names in order. */
interface KeyOrder {
  names: string[];
  sorted: string[];
  /** The sorted names as JSON. */
  text: string;
}

/**
 * One text for one content, whatever the order of its keys: the sorted names, then the values in that order. Records of
 * one kind mostly have the same keys in the same order, so that order is sorted once.
 */
function canonicalContent(
  kind: EventKind,
  value: Readonly<Record<string, unknown>>,
  orders: Map<EventKind, KeyOrder>,
): string {
  let order = orders.get(kind);
  if (order === undefined || !fits(order, value)) {
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    const sorted = [...names].sort((a, b) => (a < b ? -1 : 1));
    order = { names, sorted, text: JSON.stringify(sorted) };
    orders.set(kind, order);
  }
  const values: unknown[] = [];
  for (const name of order.sorted) {
    const each = value[name];
    values.push(each !== null && typeof each === 'object' ? [canonicalJson(each)] : each);
  }
  return order.text + JSON.stringify(values);
}

function fits(order: KeyOrder, value: Readonly<Record<string, unknown>>): boolean {
  let at = 0;
  for (const name in value) {
    if (value[name] === undefined) continue;
    if (order.names[at] !== name) return false;
    at++;
  }
  return at === order.names.length;
}
