import type { HistoryEvent } from '../collect/history/history-event.ts';
import type { RawRecord } from '../collect/raw-record.ts';
import { type EventKind, KINDS } from '../model/kinds.ts';
import { UNKNOWN } from '../model/vocabulary.ts';
import type { Store } from '../store/store.ts';
import { instantMs } from '../util/instant.ts';
import { ingestBatches } from './ingest.ts';
import type { IngestOptions } from './options.ts';
import { countOne } from './read-counts.ts';
import type { RunReport } from './report.ts';

export interface BackfillOptions extends IngestOptions {
  /** What is older is left out, in milliseconds since 1970. */
  since: number;
  /** Name of the format in the run's report. */
  format: string;
  /** Name of the input in the run's report. */
  input: string;
  /** Take also what happened after another source began to tell of it. */
  overlap?: boolean;
  /** Reasons the reader itself left something out for, counted; this adds its own. */
  leftOut: Record<string, number>;
}

export interface BackfillReport extends RunReport {
  /** What was read and left out on purpose, by reason. */
  leftOut: Record<string, number>;
}

/** Kinds of which one thing told by two sources would count twice. */
const TOLD_ONCE: ReadonlySet<EventKind> = new Set(['pr_event', 'deployment', 'test_run']);
const BATCH = 200;

/**
 * Events of before, through ingest's ordinary door. Selective: what is older than `since`, and what lies after the moment
 * from which on another source tells of the same kind in the same repository, is left out and counted.
 */
export async function backfill(
  store: Store | undefined,
  history: AsyncIterable<HistoryEvent> | Iterable<HistoryEvent>,
  options: BackfillOptions,
): Promise<BackfillReport> {
  const { leftOut } = options;
  const begins = new Map<string, Promise<number>>();
  const toldElsewhere = async ({ kind, fields }: RawRecord, at: number): Promise<boolean> => {
    if (store === undefined || options.overlap || kind === undefined || !TOLD_ONCE.has(kind)) return false;
    const named = fields.repository ?? options.context?.repository;
    const repository = typeof named === 'string' ? named : UNKNOWN;
    const key = `${kind} ${repository}`;
    const begin = begins.get(key) ?? firstOfOthers(store, kind, repository, options.source);
    begins.set(key, begin);
    return at >= (await begin);
  };
  async function* batches(): AsyncGenerator<RawRecord[]> {
    let batch: RawRecord[] = [];
    for await (const { record, at } of history) {
      options.signal?.throwIfAborted();
      if (at !== undefined && at < options.since) countOne(leftOut, 'too_old');
      else if (at !== undefined && (await toldElsewhere(record, at))) countOne(leftOut, 'told_by_another_source');
      else batch.push(record);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  }
  const { input, format } = options;
  const report = await ingestBatches(store, batches(), options, { input, format, truncated: () => false });
  return { ...report, leftOut };
}

/** The first moment that another source tells of, in milliseconds since 1970; infinity when none does. */
async function firstOfOthers(store: Store, kind: EventKind, repository: string, source: string): Promise<number> {
  const { table, time } = KINDS[kind];
  const row = await store.db
    .selectFrom(table as 'pr_events')
    .select((expression) => expression.fn.min(expression.ref(time as 'event_timestamp')).as('first'))
    .where('repository', '=', repository)
    .where('source', '<>', source)
    .executeTakeFirst();
  return row?.first ? instantMs(row.first) : Number.POSITIVE_INFINITY;
}
