import type { ColumnSpec } from '../model/column.ts';
import { type EventKind, KINDS, tableOfKind } from '../model/kinds.ts';

/** What goes into one cell: instants and calendar days as the store's text, JSON as text, the rest as it is. */
export type CellValue = string | number | boolean | null;

/** One reading of an entry that a collector counts up (design, "How one event flows", 4). */
export interface Reading {
  /** Hash of source, kind, key and the place among equal keys of one reading. */
  entry: string;
  /** The entry's time, in the store's text. */
  readAt: string;
  total: number;
}

export interface LoadEvent {
  kind: EventKind;
  eventId: string;
  /** Hash of the content under a sender's own id; '' when event_id is itself made from the content. */
  contentHash: string;
  /** Values in the order of `insertColumns(kind)`. */
  row: CellValue[];
  /** Distinct names of patterns a code generation applied. */
  patterns?: readonly string[];
  reading?: Reading;
  /**
   * Makes the row of quarantine should this event be a conflict; there where contentHash is. It keeps the whole record
   * alive, which the others do not need.
   */
  asConflict?: (message: string) => QuarantineEntry;
}

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
  events: LoadEvent[];
  quarantine: QuarantineEntry[];
}

export interface LoadBatch {
  runId: number;
  /** Text of the instant at which the batch is written. */
  now: string;
  /** Read once, within the transaction. */
  pieces: AsyncIterable<LoadPiece>;
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

/** The columns that an insert of events names, in the order of `LoadEvent.row`. */
export function insertColumns(kind: EventKind): ColumnSpec[] {
  return tableOfKind(kind).columns.filter((column) => column.name !== 'id' && column.name !== 'created_at');
}

/** Where in a row the count of occurrences stands. */
export const countIndex = (kind: EventKind): number =>
  insertColumns(kind).findIndex((column) => column.name === KINDS[kind].count);

/** Increase that a reading stands for, given the one before it: not larger means the collector began afresh. */
export const increaseOf = (total: number, before: number | undefined): number =>
  before !== undefined && total > before ? total - before : total;

const CONFLICT_MESSAGE = 'this event id is known with other content';

/** Files an event whose id is known: as known, or as a conflict when its content is another. */
export function fileKnown(event: LoadEvent, sameContent: boolean, result: LoadResult): void {
  if (sameContent || event.asConflict === undefined) result.known++;
  else result.conflicts.push(event.asConflict(CONFLICT_MESSAGE));
}

/** Adds what the load found out to the counts that came with the batch. */
export const finalCounts = (counts: RunCounts, result: LoadResult): RunCounts => ({
  ...counts,
  events_stored: counts.events_stored + result.stored,
  events_known: counts.events_known + result.known,
  records_quarantined: counts.records_quarantined + result.conflicts.length,
});
