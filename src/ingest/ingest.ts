import { DEFAULT_LIMITS, type RecordLimits } from '../collect/limits.ts';
import { toEventRecord } from '../collect/ndjson/to-event-record.ts';
import type { InputBytes } from '../collect/open-input.ts';
import type { RawRecord } from '../collect/raw-record.ts';
import { formatReader, type RecognisedInput, recogniseInput } from '../collect/read-records.ts';
import { Failure } from '../errors.ts';
import { organizationZone } from '../store/organization-zone.ts';
import type { Store } from '../store/store.ts';
import { instantText } from '../util/instant.ts';
import { PieceMaker, type MadePiece, type ReadingSetting } from './piece-maker.ts';
import type { IngestOptions } from './options.ts';
import { readAhead, readingWorker } from './read-ahead.ts';
import type { RunReport } from './report.ts';
import { IngestRun } from './run.ts';

const BATCH_EVENTS = 10_000;
/** Bytes of input from which on a thread that reads ahead is worth its start. */
const WORTH_A_THREAD = 2 * 1024 * 1024;
/** Events of a piece: so few that they are gone from memory before they would be moved there. */
const PIECE_EVENTS = 500;

/** An event as a program hands it over: `kind`, its time, and the columns of its table; see docs/ingest.md. */
export type SentEvent = Readonly<Record<string, unknown>>;

export interface NamedInput {
  /** For messages and the run's row: a path, `-`. */
  name: string;
  bytes: InputBytes;
}

/**
 * Reads one input of any format into the store; without a store (--dry-run) it only counts.
 * @throws Failure of the input (FILE_…, INPUT_UNRECOGNISED), of the store (DB_…, DISK_FULL), INTERRUPTED
 */
export async function ingestInput(
  store: Store | undefined,
  input: NamedInput,
  options: IngestOptions,
): Promise<RunReport> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const found = await recogniseInput(input.bytes, input.name, WORTH_A_THREAD);
  let complete = true;
  const onEnd = (whole: boolean): void => {
    complete = whole;
  };
  const worker = found.long ? (options.readingWorker ?? readingWorker()) : undefined;
  const read = (reading: ReadingSetting): AsyncIterable<MadePiece> => {
    if (worker === undefined) return readHere(found, limits, reading, onEnd);
    return readAhead(worker, found, { format: found.format, limits, reading }, onEnd);
  };
  return ingestMade(store, read, options, {
    input: input.name,
    format: found.format,
    truncated: () => !complete || found.brokenOff() !== undefined,
  });
}

/** Reads in this thread. */
async function* readHere(
  { format, chunks }: RecognisedInput,
  limits: RecordLimits,
  setting: ReadingSetting,
  onEnd: (complete: boolean) => void,
): AsyncGenerator<MadePiece> {
  const maker = new PieceMaker(setting);
  const reader = formatReader(format, limits, (name) => maker.ignored(name));
  try {
    for await (const chunk of chunks) yield* made(maker, reader.push(chunk));
    const { records, complete } = reader.end();
    onEnd(complete);
    yield* made(maker, records);
    yield maker.rest();
  } finally {
    maker.close();
  }
}

function* made(maker: PieceMaker, records: readonly RawRecord[]): Generator<MadePiece> {
  for (const record of records) {
    const piece = maker.take(record);
    if (piece) yield piece;
  }
}

/** Events that are objects already, through the same door: identity, checks, redaction, roll-ups, quarantine. */
export async function ingestRecords(
  store: Store,
  events: AsyncIterable<SentEvent> | Iterable<SentEvent>,
  options: IngestOptions & { input?: string },
): Promise<RunReport> {
  async function* batches(): AsyncGenerator<RawRecord[]> {
    let batch: RawRecord[] = [];
    let number = 0;
    for await (const event of events) {
      batch.push(toEventRecord(event, `event ${++number}`));
      if (batch.length === 1_000) {
        yield batch;
        batch = [];
      }
    }
    yield batch;
  }
  return ingestBatches(store, batches(), options, {
    input: options.input ?? 'events',
    format: 'events',
    truncated: () => false,
  });
}

interface BatchSource {
  input: string;
  format: string;
  truncated: () => boolean;
}

/** Records that are read already. */
export function ingestBatches(
  store: Store | undefined,
  batches: AsyncIterable<readonly RawRecord[]>,
  options: IngestOptions,
  from: BatchSource,
): Promise<RunReport> {
  const read = async function* (setting: ReadingSetting): AsyncGenerator<MadePiece> {
    const maker = new PieceMaker(setting);
    try {
      for await (const records of batches) yield* made(maker, records);
      yield maker.rest();
    } finally {
      maker.close();
    }
  };
  return ingestMade(store, read, options, from);
}

async function ingestMade(
  store: Store | undefined,
  read: (setting: ReadingSetting) => AsyncIterable<MadePiece>,
  options: IngestOptions,
  from: BatchSource,
): Promise<RunReport> {
  if (options.source === '') throw new Failure('USAGE', 'the source must not be empty');
  const zone = store ? await organizationZone(store.db, store.organizationId) : 'UTC';
  const runId = store ? await beginRun(store, options, from) : 0;
  const run = new IngestRun({ store, runId, input: from.input, format: from.format }, options);
  const batchSize = options.batchSize ?? BATCH_EVENTS;
  const setting: ReadingSetting = {
    source: options.source,
    hashKey: options.hashKey,
    timezone: options.timezone ?? 'UTC',
    organizationZone: zone,
    organizationId: store?.organizationId ?? 1,
    runId,
    input: from.input,
    noCode: options.noCode ?? false,
    redactEmails: options.redactEmails ?? false,
    context: options.context ?? {},
    pieceSize: Math.min(PIECE_EVENTS, batchSize),
  };
  try {
    await run.store(read(setting), batchSize);
    return await run.finish(from.truncated());
  } catch (thrown) {
    throw await run.fail(thrown);
  }
}

async function beginRun(store: Store, options: IngestOptions, from: BatchSource): Promise<number> {
  const { id } = await store.db
    .insertInto('ingest_runs')
    .values({
      organization_id: store.organizationId,
      source: options.source.slice(0, 500),
      input: from.input.slice(0, 1_000),
      format: from.format,
      status: 'running',
      started_at: instantText((options.now ?? (() => new Date()))().getTime()),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return Number(id);
}
