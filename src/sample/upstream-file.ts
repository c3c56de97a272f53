import { type EventKind, KINDS } from '../model/kinds.ts';
import type { SampleRecord } from './simulate/world.ts';

/** Fields of the collector's entries, in its order (development-metrics.md 1.2); `ours>theirs` where names differ. */
const FIELDS: Partial<Record<EventKind, readonly string[]>> = {
  bug: ['pattern', 'error', 'code', 'file_path', 'line', 'stack_trace', 'count', 'timestamp'],
  test_failure: ['test_name', 'failure_reason', 'pattern_violated', 'code_snippet', 'timestamp'],
  code_review: ['issue_type', 'pattern', 'severity', 'file_path', 'line', 'suggestion', 'timestamp'],
  performance: ['metric_type', 'details', 'timestamp'],
  deployment_issue: ['issue_type', 'pattern', 'environment', 'root_cause', 'resolution_time_minutes', 'timestamp'],
  code_generation: [
    'prompt',
    'patterns_applied',
    'confidence',
    'success',
    'code_length',
    'compilation_error',
    'generation_metadata>metadata',
    'timestamp',
  ],
  llm_call: ['success', 'attempts', 'duration_seconds>duration', 'provider', 'model', 'error', 'timestamp'],
};

type Entry = Record<string, unknown>;

/**
 * The sample in the shape of the collector's metrics_data.json: an object of lists. Kinds that this shape has no list for
 * (pull requests, deployments, test runs, rules) are left out, and so is the context.
 */
export function upstreamDocument(records: readonly SampleRecord[]): Record<string, Entry[]> {
  const document: Record<string, Entry[]> = {};
  for (const kind of Object.keys(FIELDS) as EventKind[]) document[KINDS[kind].list ?? kind] = [];
  for (const { kind, data } of records) {
    const fields = FIELDS[kind];
    if (!fields) continue;
    const entry: Entry = {};
    for (const field of fields) {
      const [ours = field, theirs = ours] = field.split('>');
      if (data[ours] !== undefined) entry[theirs] = data[ours];
    }
    document[KINDS[kind].list ?? kind]?.push(entry);
  }
  return document;
}
