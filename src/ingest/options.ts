import type { RecordLimits } from '../collect/limits.ts';
import type { RunReport } from './report.ts';

/** Where the events of a run come from, for records that do not say it themselves. */
export interface EventContext {
  repository?: string;
  branch?: string;
  commit_sha?: string;
  pr_number?: number;
  source_environment?: string;
}

export interface IngestOptions {
  /** Whose account this is (design, "How one event flows", 4). */
  source: string;
  /** Key of the hash that names of persons are replaced by. */
  hashKey: string;
  /** IANA zone that timestamps without one are read in; default UTC. */
  timezone?: string;
  /** Store no code and no prompts. */
  noCode?: boolean;
  redactEmails?: boolean;
  context?: EventContext;
  limits?: RecordLimits;
  /** Events per transaction. */
  batchSize?: number;
  /** Code of the thread that reads ahead, where it lies elsewhere than beside ours (tests, bundles). */
  readingWorker?: URL;
  signal?: AbortSignal;
  now?: () => Date;
  /** Tells one state of the input from another, so that sync can see that nothing changed; kept in the report. */
  fingerprint?: string;
  /** Called with the quarantine id of each record that was refused. */
  onRefused?: (recordId: string) => void;
  /** Called after each batch is stored. */
  onProgress?: (report: RunReport) => void;
}
