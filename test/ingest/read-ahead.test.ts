import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type InputBytes, inputOfBytes } from '../../src/collect/open-input.ts';
import { Failure } from '../../src/errors.ts';
import { ingestInput } from '../../src/ingest/ingest.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore, temporaryFolder } from '../support/databases.ts';
import { contents, ingest, options } from './support.ts';

/** Node 20 starts no thread from TypeScript: the thread's code is built, as it is for the package. */
let readingWorker: URL;
let thrower: URL;
beforeAll(async () => {
  const folder = temporaryFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, '../../src/ingest/reading-worker.ts'),
      outDir: folder,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  readingWorker = pathToFileURL(join(folder, 'worker.mjs'));
  writeFileSync(join(folder, 'thrower.mjs'), 'throw new Error("out of luck");');
  thrower = pathToFileURL(join(folder, 'thrower.mjs'));
});

const at = (index: number): string => new Date(Date.UTC(2026, 0, 1 + (index % 90), 0, index % 60)).toISOString();

/** Over two megabytes: good records with and without running totals, doubles, secrets, broken ones. */
function longFile(): string {
  const bugs = Array.from({ length: 2_000 }, (_, index) => ({
    pattern: `p${index % 7}`,
    error: `e${index % 1_200} token=ghp_${'a'.repeat(36)} ${'x'.repeat(400)}`,
    file_path: 'ä\u2028🙂',
    count: 1 + (index % 3),
    timestamp: at(index),
  }));
  const generations = Array.from({ length: 2_000 }, (_, index) => ({
    prompt: `make ${index % 1_600} ${'y'.repeat(400)}`,
    patterns_applied: index % 5 === 0 ? [] : [`p${index % 3}`, `p${index % 4}`],
    confidence: index % 50 === 0 ? 7 : (index % 10) / 10,
    success: index % 3 > 0,
    timestamp: index % 70 === 0 ? 'yesterday' : at(index % 1_600),
  }));
  const reviews = Array.from({ length: 1_000 }, (_, index) => ({
    event_id: `r${index % 990}`,
    severity: 'high',
    suggestion: `s${index} ${'z'.repeat(200)}`,
    timestamp: at(index),
  }));
  return JSON.stringify({ bugs, code_generation: generations, code_reviews: reviews });
}

const quarantined = async (store: Store): Promise<unknown[]> =>
  store.db.selectFrom('quarantine').select(['record_id', 'place', 'reason', 'raw']).orderBy('record_id').execute();

// Thousands of records into a real server: a loaded machine needs more than the usual half minute.
vi.setConfig({ testTimeout: 180_000 });

describe.each(DIALECTS)('a long input read in a thread of its own, into %s', (dialect) => {
  it('is stored, counted and refused exactly as without the thread', async () => {
    const [here, ahead] = [await freshStore(dialect), await freshStore(dialect)];
    const text = longFile();
    expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
    const one = await ingest(here, text, { batchSize: 1_500 });
    const other = await ingest(ahead, text, { batchSize: 1_500, readingWorker });
    const timeless = { seconds: 0, recordsPerSecond: 0, run: 0 };
    expect({ ...other, ...timeless }).toEqual({ ...one, ...timeless });
    expect(other.reasons).toEqual({ invalid_value: 40, invalid_time: 23, conflict: 10 });
    expect(JSON.stringify(await contents(ahead)) === JSON.stringify(await contents(here))).toBe(true);
    expect(await quarantined(ahead)).toEqual(await quarantined(here));
    const again = await ingest(ahead, text, { readingWorker });
    expect(again).toMatchObject({ stored: 0, known: one.stored });
  });
});

describe('reading ahead', () => {
  it('says that the input ended in the middle', async () => {
    const store = await freshStore('sqlite');
    const report = await ingest(store, longFile().slice(0, -40), { readingWorker });
    expect(report).toMatchObject({ truncated: true, status: 'partial', reasons: { truncated: 1 } });
  });

  it('passes the failure of an input on, and keeps what was stored before', async () => {
    const store = await freshStore('sqlite');
    const whole = inputOfBytes(Buffer.from(longFile()), 'input');
    async function* broken(): AsyncGenerator<Buffer> {
      for await (const chunk of whole.chunks) {
        for (let from = 0; from < chunk.length - 1_000; from += 100_000) yield chunk.subarray(from, from + 100_000);
      }
      throw new Failure('FILE_UNREADABLE', 'the disk is gone');
    }
    const bytes: InputBytes = { chunks: broken(), brokenOff: () => undefined };
    const run = ingestInput(store, { name: 'input', bytes }, options({ readingWorker, batchSize: 1_000 }));
    await expect(run).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    const [row] = await store.db.selectFrom('ingest_runs').select(['status', 'events_stored']).execute();
    const { ledger } = await store.db
      .selectFrom('event_ledger')
      .select((e) => e.fn.countAll<number>().as('ledger'))
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ status: 'failed', events_stored: Number(ledger) });
  });

  it('reads no further ahead than a slow database lets it', async () => {
    const store = await freshStore('sqlite');
    const line = `${JSON.stringify({ kind: 'bug', pattern: 'p', error: 'x'.repeat(400), timestamp: at(1) })}\n`;
    const chunk = Buffer.from(line.repeat(250));
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; read < 64 * 1024 * 1024; read += chunk.length) yield chunk;
    }
    /** How much was read when nothing has been read for a while. */
    const settled = async (): Promise<number> => {
      for (let before = -1; before < read; ) {
        before = read;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      return read;
    };
    const stop = new AbortController();
    const stuck: Store = Object.assign(Object.create(store) as Store, {
      load: async () => {
        expect(await settled()).toBeLessThan(8 * 1024 * 1024);
        stop.abort();
        throw new Failure('DB_UNREACHABLE', 'that is enough');
      },
    });
    const bytes: InputBytes = { chunks: endless(), brokenOff: () => undefined };
    const run = ingestInput(stuck, { name: 'input', bytes }, options({ readingWorker, signal: stop.signal }));
    await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('reports a thread that fails, and stores no half batch', async () => {
    const store = await freshStore('sqlite');
    const run = ingest(store, longFile(), { readingWorker: thrower });
    await expect(run).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('out of luck') });
    expect((await contents(store)).event_ledger).toEqual([]);
  });

  it('stops when it is interrupted: whole batches stay stored', async () => {
    const store = await freshStore('sqlite');
    const stop = new AbortController();
    const run = ingest(store, longFile(), {
      readingWorker,
      batchSize: 1_000,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const stored = (await contents(store)).event_ledger?.length ?? 0;
    expect(stored).toBeGreaterThan(0);
    expect((await ingest(store, longFile(), { readingWorker })).known).toBeGreaterThanOrEqual(stored);
  });
});
