import type { EventKind } from '../model/kinds.ts';

/** Why a record is refused: a code that never changes its meaning, and words with the particulars. */
export interface Refusal {
  reason: RefusalReason;
  message: string;
}

export const REFUSAL_REASONS = {
  not_json: 'the text of the record is not JSON',
  not_an_object: 'the record is no JSON object',
  truncated: 'the input ends inside the record',
  too_large: 'the record is larger than the limit',
  too_deep: 'the record is nested deeper than the limit',
  unknown_list: 'the file has a list of this name, which we do not know',
  unknown_kind: 'the event names a kind that we do not know',
  missing_field: 'a field that is needed is missing',
  wrong_type: 'a field has the wrong type',
  invalid_value: 'a field has a value that is not allowed',
  invalid_time: 'the time cannot be read',
  implausible_time: 'the time is a placeholder: its year is outside 1970 to 2199',
  conflict: 'the event id is known with other content',
} as const;
type RefusalReason = keyof typeof REFUSAL_REASONS;

/** One record as a reader found it, with the place it came from. */
export interface RawRecord {
  /** Undefined when the input names no kind that we know; then `refusal` says so. */
  kind: EventKind | undefined;
  /** The record as it was sent: what identity is computed from. */
  value: Readonly<Record<string, unknown>>;
  /** The same under our names of columns; the same object when nothing had to be renamed. */
  fields: Readonly<Record<string, unknown>>;
  /** Its text; absent for records that were never text. */
  text?: string;
  /** Where in the input: `/bugs/12`, `line 7`. */
  place: string;
  /** Whether `count` is a running total of a collector that rewrites its file. */
  cumulative: boolean;
  refusal?: Refusal;
  /** Its id in quarantine, for a record that comes back from there. */
  quarantineId?: string;
  /** Numbers that JSON cannot hold (NaN, Infinity) and that were read as missing. */
  notNumbers?: number;
}

export const refusedRecord = (
  refusal: Refusal,
  found: { kind?: EventKind | undefined; text: string; place: string },
): RawRecord => ({
  kind: found.kind,
  value: {},
  fields: {},
  text: found.text,
  place: found.place,
  cumulative: false,
  refusal,
});
