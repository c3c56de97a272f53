import type { EventKind } from '../../model/kinds.ts';
import type { RawRecord } from '../raw-record.ts';

/** One thing that happened before we were there, as a backfill found it. */
export interface HistoryEvent {
  record: RawRecord;
  /** When, in milliseconds since 1970; undefined when its time cannot be read: then ingest says so. */
  at: number | undefined;
}

/** What a backfill leaves out because nobody can know it exactly, by reason. */
export type LeftOut = (reason: string) => void;

/**
 * An event with an identity of its own. Only that identity is compared when it comes again: a title that somebody
 * changed since is neither a second event nor a conflict.
 */
export function historyEvent(
  kind: EventKind,
  id: string,
  at: number,
  fields: Readonly<Record<string, unknown>>,
): HistoryEvent {
  const whole = { kind, event_id: id, ...fields };
  return {
    at,
    record: {
      kind,
      value: { kind, event_id: id },
      fields: whole,
      text: JSON.stringify(whole),
      place: id,
      cumulative: false,
    },
  };
}

/** Whole seconds from one moment to a later one, both in milliseconds; null when the later one is not later. */
export const secondsBetween = (from: number, to: number): number | null =>
  to < from ? null : Math.round((to - from) / 1_000);
