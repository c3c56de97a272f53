import type { HeldRecord, LoadEvent } from './load-event.ts';
import type { PackedEvents } from './packed-events.ts';

export interface QuarantineEntry {
  recordId: string;
  source: string;
  input: string;
  place: string;
  kind: string | null;
  reason: string;
  message: string;
  raw: string;
}

/** What the run had done when this batch began, so that the run's row always says what is stored. */
export interface RunCounts {
  records_read: number;
  events_stored: number;
  events_known: number;
  records_quarantined: number;
  values_redacted: number;
  values_cut: number;
  times_without_zone: number;
}

/** A part of a batch: few enough events that they are gone from memory before the next part comes. */
export interface LoadPiece {
  events: PackedEvents;
  quarantine: QuarantineEntry[];
}

export interface LoadBatch {
  runId: number;
  /** Text of the instant at which the batch is written. */
  now: string;
  /** Read once, within the transaction. */
  pieces: AsyncIterable<LoadPiece>;
  /** Makes the row of quarantine for a record whose id is known with other content. */
  asConflict: (record: HeldRecord, message: string) => QuarantineEntry;
  /** Asked when all pieces are read. Counts including this batch, but for what only the load can tell. */
  counts: () => RunCounts;
}

export interface LoadResult {
  stored: number;
  known: number;
  /** Events refused because their id is known with other content; they are in quarantine. */
  conflicts: QuarantineEntry[];
  /** Later events whose increase was computed again because of a late reading. */
  recounted: number;
}

export const emptyResult = (): LoadResult => ({ stored: 0, known: 0, conflicts: [], recounted: 0 });

/** Stores one batch in one transaction: ledger, events, running totals, roll-ups, quarantine, the run's counts, version. */
export type LoadBatchFunction = (batch: LoadBatch) => Promise<LoadResult>;

const CONFLICT_MESSAGE = 'this event id is known with other content';

/** Makes the function that files an event whose id is known: as known, or as a conflict when its content is another. */
export const knownFiler =
  (result: LoadResult, asConflict: LoadBatch['asConflict']): FileKnown =>
  ({ record }, sameContent) => {
    if (sameContent || record === undefined) result.known++;
    else result.conflicts.push(asConflict(record, CONFLICT_MESSAGE));
  };
export type FileKnown = (event: LoadEvent, sameContent: boolean) => void;

/** Adds what the load found out to the counts that came with the batch. */
export const finalCounts = (counts: RunCounts, result: LoadResult): RunCounts => ({
  ...counts,
  events_stored: counts.events_stored + result.stored,
  events_known: counts.events_known + result.known,
  records_quarantined: counts.records_quarantined + result.conflicts.length,
});
