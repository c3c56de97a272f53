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
  /** The record itself, under a sender's own id: wanted should the event be a conflict. */
  record?: HeldRecord;
}

/** A record that may still go to quarantine. It keeps its whole text alive, so few events have one. */
export interface HeldRecord {
  kind: EventKind;
  place: string;
  /** Absent for records that were never text. */
  text?: string;
  /** What it was read as, where there is no text. */
  value?: Readonly<Record<string, unknown>>;
  quarantineId?: string;
}

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
