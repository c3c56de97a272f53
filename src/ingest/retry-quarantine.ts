import { entryRecord } from '../collect/metrics-json/read-metrics-json.ts';
import { toEventRecord } from '../collect/ndjson/to-event-record.ts';
import { parseRecordText } from '../collect/parse-record.ts';
import { type RawRecord, refusedRecord } from '../collect/raw-record.ts';
import { EVENT_KINDS, type EventKind } from '../model/kinds.ts';
import type { Store } from '../store/store.ts';
import { ingestBatches } from './ingest.ts';
import type { IngestOptions } from './options.ts';
import type { RunReport } from './report.ts';

export interface RetryReport {
  tried: number;
  /** Now stored, or known already. */
  accepted: number;
  /** Still refused; they stay in quarantine. */
  refused: number;
  runs: RunReport[];
}

interface Held {
  id: number;
  record_id: string;
  source: string;
  input: string;
  place: string;
  kind: string | null;
  raw: string;
  format: string | null;
}

/**
 * Puts records of quarantine through ingest again, as part of the source and input they came from. What is accepted
 * leaves quarantine only after it is stored.
 */
export async function retryQuarantine(
  store: Store,
  ids: readonly number[],
  options: Omit<IngestOptions, 'source'>,
): Promise<RetryReport> {
  const report: RetryReport = { tried: 0, accepted: 0, refused: 0, runs: [] };
  for (const group of groups(await find(store, ids))) {
    const [first] = group;
    if (first === undefined) continue;
    const refused = new Set<string>();
    const records = group.map(recordOf);
    const run = await ingestBatches(
      store,
      (async function* () {
        yield records;
      })(),
      { ...options, source: first.source, onRefused: (id) => refused.add(id) },
      { input: first.input, format: first.format ?? 'quarantine', truncated: () => false },
    );
    const accepted = group.filter((held) => !refused.has(held.record_id)).map((held) => held.id);
    for (const some of pieces(accepted)) {
      await store.db.updateTable('quarantine').set({ state: 'retried' }).where('id', 'in', some).execute();
    }
    report.tried += group.length;
    report.accepted += accepted.length;
    report.refused += refused.size;
    report.runs.push(run);
  }
  return report;
}

/** A statement takes only so many values. */
function* pieces(ids: readonly number[]): Generator<number[]> {
  for (let at = 0; at < ids.length; at += 1_000) yield ids.slice(at, at + 1_000);
}

async function find(store: Store, ids: readonly number[]): Promise<Held[]> {
  const found: Held[] = [];
  for (const some of pieces(ids)) {
    const rows = await store.db
      .selectFrom('quarantine as q')
      .leftJoin('ingest_runs as r', 'r.id', 'q.ingest_run_id')
      .select(['q.id', 'q.record_id', 'q.source', 'q.input', 'q.place', 'q.kind', 'q.raw', 'r.format'])
      .where('q.id', 'in', some)
      .orderBy('q.id')
      .execute();
    found.push(...rows);
  }
  return found;
}

/** One reading is one source and input: the n-th of equal entries is counted within it. */
function groups(rows: readonly Held[]): Held[][] {
  const found = new Map<string, Held[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.source, row.input]);
    const group = found.get(key);
    if (group) group.push(row);
    else found.set(key, [row]);
  }
  return [...found.values()];
}

function recordOf(held: Held): RawRecord {
  const parsed = parseRecordText(held.raw);
  if (parsed.value === undefined) {
    const refusal = parsed.refusal ?? { reason: 'not_json' as const, message: 'the text is not JSON' };
    return { ...refusedRecord(refusal, { text: held.raw, place: held.place }), quarantineId: held.record_id };
  }
  const kind = EVENT_KINDS.find((each) => each === held.kind);
  const record =
    kind !== undefined && held.format === 'metrics-json'
      ? entryRecord(kind satisfies EventKind, parsed.value, held.place)
      : toEventRecord(parsed.value, held.place);
  return { ...record, text: held.raw, quarantineId: held.record_id };
}
