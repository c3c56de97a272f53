import type { RunCounts } from '../store/load.ts';
import { emptyCounts, type ReadCounts } from './read-counts.ts';

/** What one run of ingest did: the same on the terminal, with --json and in ingest_runs.report. */
export interface RunReport extends ReadCounts {
  /** Number of the run; null with --dry-run. */
  run: number | null;
  input: string;
  source: string;
  format: string | null;
  status: 'done' | 'partial' | 'failed';
  stored: number;
  known: number;
  /** The zone in which times without one were read. */
  timezone: string;
  /** Later events whose increase was computed again because this reading came late. */
  recounted: number;
  /** The input ended in the middle. */
  truncated: boolean;
  /** Of the input as it was read, for sync. */
  fingerprint?: string;
  seconds: number;
  recordsPerSecond: number;
}

export const emptyReport = (input: string, source: string, timezone: string): RunReport => ({
  run: null,
  input,
  source,
  format: null,
  status: 'done',
  ...emptyCounts(),
  stored: 0,
  known: 0,
  timezone,
  recounted: 0,
  truncated: false,
  seconds: 0,
  recordsPerSecond: 0,
});

export const totalOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);

/** All of it went to quarantine, some, or none: what the exit code says (5, 6, 0). */
export function outcomeOf(reports: readonly RunReport[]): 'invalid' | 'partial' | 'done' {
  const refused = reports.reduce((sum, each) => sum + each.quarantined, 0);
  const kept = reports.reduce((sum, each) => sum + each.stored + each.known, 0);
  if (refused > 0) return kept > 0 ? 'partial' : 'invalid';
  return reports.some((each) => each.truncated) ? 'partial' : 'done';
}

/** The counts of a report that its run keeps in columns of their own. */
export const runCounts = (report: RunReport): RunCounts => ({
  records_read: report.read,
  events_stored: report.stored,
  events_known: report.known,
  records_quarantined: report.quarantined,
  values_redacted: totalOf(report.redacted),
  values_cut: report.cut,
  times_without_zone: report.withoutZone,
});
