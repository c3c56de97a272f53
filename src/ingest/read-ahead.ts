import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { RecordLimits } from '../collect/limits.ts';
import type { RecognisedInput } from '../collect/read-records.ts';
import type { InputFormat } from '../collect/recognise.ts';
import { Failure, messageOf } from '../errors.ts';
import type { MadePiece, ReadingSetting } from './piece-maker.ts';

export interface WorkerSetting {
  format: InputFormat;
  limits: RecordLimits;
  reading: ReadingSetting;
}

/** Without bytes: that was all. */
export interface ToWorker {
  bytes?: Uint8Array;
}

export type FromWorker =
  | { piece: MadePiece }
  /** So many bytes have been read. */
  | { taken: number }
  /** The last message; false when the input ended in the middle of a record. */
  | { complete: boolean };

/** Bytes that wait for the worker: as much as it reads while a piece is stored, so that it never stands idle. */
const WINDOW_BYTES = 1024 * 1024;
/** What is made lives for a piece only: a small nursery holds it, and a large one would only be memory. */
const YOUNG_MB = 8;
/** Pieces that wait to be stored: more than a batch, so that a database that takes its batches whole never waits for the next. */
const MOST_WAITING = 24;

/** The file of the worker's code; undefined where this runs from source, which a worker of Node 20 cannot. */
export const readingWorker = (): URL | undefined =>
  import.meta.url.endsWith('.js') && availableParallelism() > 1
    ? new URL('./reading-worker.js', import.meta.url)
    : undefined;

/**
 * Reads an input in a thread of its own while the caller stores what was read before. Pieces come in the order of the
 * input, and are the same as without the thread. `onEnd` is told whether the input was complete.
 * @throws Failure those of the input's bytes
 */
export async function* readAhead(
  file: URL,
  input: Pick<RecognisedInput, 'chunks'>,
  setting: WorkerSetting,
  onEnd: (complete: boolean) => void,
): AsyncGenerator<MadePiece> {
  const worker = new Worker(file, { workerData: setting, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  const inbox: MadePiece[] = [];
  let underway = 0;
  let ended = false;
  let failure: unknown;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const each of all) each();
  };
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  const fail = (thrown: unknown): void => {
    failure ??= thrown;
    wake();
  };
  worker.on('message', (message: FromWorker) => {
    if ('piece' in message) inbox.push(message.piece);
    else if ('taken' in message) underway -= message.taken;
    else {
      ended = true;
      onEnd(message.complete);
    }
    wake();
  });
  worker.on('error', (thrown) =>
    fail(new Failure('INTERNAL', `reading failed: ${messageOf(thrown)}`, { cause: thrown })),
  );
  worker.on('exit', () => {
    if (!ended) fail(new Failure('INTERNAL', 'the reading thread ended before the input did'));
  });

  const feed = async (): Promise<void> => {
    for await (const chunk of input.chunks) {
      if (failure !== undefined) return;
      while (underway >= WINDOW_BYTES || inbox.length >= MOST_WAITING) {
        if (failure !== undefined) return;
        await change();
      }
      // A copy of its own: the chunk may be part of a buffer that is in use elsewhere.
      const bytes = new Uint8Array(chunk);
      underway += bytes.byteLength;
      worker.postMessage({ bytes } satisfies ToWorker, [bytes.buffer]);
    }
    worker.postMessage({} satisfies ToWorker);
  };
  feed().catch(fail);
  try {
    for (;;) {
      if (failure !== undefined) throw failure as Error;
      const piece = inbox.shift();
      if (piece !== undefined) {
        wake();
        yield piece;
      } else if (ended) break;
      else await change();
    }
  } finally {
    ended = true;
    failure ??= new Failure('INTERRUPTED', 'reading was given up');
    wake();
    await worker.terminate();
  }
}
