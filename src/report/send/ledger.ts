import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../errors.ts';

/** What is known of the last due time of one target of a report. */
interface Delivery {
  /** ISO 8601. */
  due: string;
  /** `sending` was written before and nothing after: the process ended in between. */
  state: 'sending' | 'sent' | 'failed';
  attempts: number;
  at: string;
  message?: string;
}

/** What was sent and when, so that nothing is sent twice for one due time. */
export interface Ledger {
  reports: Record<string, { since: string; targets: Record<string, Delivery> }>;
}

/** A delivery that failed is tried again at later runs, so often in all. */
const MOST_ATTEMPTS = 5;

/** @throws Failure CONFIG_INVALID when the file is no ledger: sending anyway might send twice */
export function readLedger(file: string): Ledger {
  if (!existsSync(file)) return { reports: {} };
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Ledger;
    if (typeof value.reports === 'object') return value;
  } catch {
    // Said below.
  }
  throw new Failure('CONFIG_INVALID', `${file} cannot be read`, {
    hint: 'Delete it: reports are then sent from their next due time on.',
  });
}

/** The file is there whole or as it was. */
export function writeLedger(file: string, ledger: Ledger): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.part`;
  writeFileSync(draft, `${JSON.stringify(ledger, null, 2)}\n`);
  renameSync(draft, file);
}

/**
 * Whether a target waits for a due time. A report that is seen for the first time is due from then on, not for the past;
 * of several due times that were missed the last counts.
 */
export function isWaiting(ledger: Ledger, name: string, target: string, due: Date): boolean {
  const known = ledger.reports[name];
  if (!known || due.toISOString() <= known.since) return false;
  const last = known.targets[target];
  if (!last || last.due < due.toISOString()) return true;
  return last.due === due.toISOString() && last.state === 'failed' && last.attempts < MOST_ATTEMPTS;
}
