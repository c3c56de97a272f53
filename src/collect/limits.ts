import type { Refusal } from './raw-record.ts';

/** What one record may be; more goes to quarantine with its head. Characters of text are cut later, per column. */
export interface RecordLimits {
  maxBytes: number;
  maxDepth: number;
}

export const DEFAULT_LIMITS: RecordLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 64 };

/** How much of a record over the limit is kept in quarantine. */
export const KEPT_HEAD_BYTES = 64 * 1024;

export const tooLarge = (limits: RecordLimits): Refusal => ({
  reason: 'too_large',
  message: `the record is larger than ${limits.maxBytes} bytes; only its first ${KEPT_HEAD_BYTES} are kept`,
});
