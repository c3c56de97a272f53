import { DEFAULT_LIMITS } from '../collect/limits.ts';
import { toEventRecord } from '../collect/ndjson/to-event-record.ts';
import type { InputBytes } from '../collect/open-input.ts';
import type { RawRecord } from '../collect/raw-record.ts';
import { readRecords } from '../collect/read-records.ts';
import { Failure } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { instantText } from '../util/instant.ts';
import type { IngestOptions } from './options.ts';
import type { RunReport } from './report.ts';
import { countOne } from './report.ts';
import { IngestRun } from './run.ts';

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
  const ignored: Record<string, number> = {};
  const stream = await readRecords(input.bytes, input.name, {
    limits: options.limits ?? DEFAULT_LIMITS,
    ignored: (name) => {
      if (Object.keys(ignored).length < 100) countOne(ignored, name);
    },
  });
  const report = await ingestBatches(store, stream.batches, options, {
    input: input.name,
    format: stream.format,
    truncated: () => stream.truncated() !== undefined,
  });
  for (const [name, count] of Object.entries(ignored)) report.ignored[name] = count;
  return report;
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

export async function ingestBatches(
  store: Store | undefined,
  batches: AsyncIterable<readonly RawRecord[]>,
  options: IngestOptions,
  from: BatchSource,
): Promise<RunReport> {
  if (options.source === '') throw new Failure('USAGE', 'the source must not be empty');
  const setting = store
    ? {
        store,
        organizationZone: await organizationZone(store),
        runId: await beginRun(store, options, from),
      }
    : { store, organizationZone: 'UTC', runId: 0 };
  const run = new IngestRun({ ...setting, input: from.input, format: from.format }, options);
  try {
    for await (const records of batches) await run.add(records);
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

/** The zone of the organization's calendar; UTC when it has not said. */
async function organizationZone(store: Store): Promise<string> {
  const row = await store.db
    .selectFrom('organizations')
    .select('settings')
    .where('id', '=', store.organizationId)
    .executeTakeFirst();
  const settings: unknown = row?.settings ? JSON.parse(row.settings) : undefined;
  const zone = (settings as { timezone?: unknown } | undefined)?.timezone;
  return typeof zone === 'string' && zone !== '' ? zone : 'UTC';
}
