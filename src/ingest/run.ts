import { parseRecordText } from '../collect/parse-record.ts';
import type { RawRecord } from '../collect/raw-record.ts';
import { Failure, messageOf } from '../errors.ts';
import type { HeldRecord } from '../store/load-event.ts';
import type { LoadResult, QuarantineEntry } from '../store/load.ts';
import type { Store } from '../store/store.ts';
import { instantText } from '../util/instant.ts';
import { cleanCounts, entryMaker, type MadePiece } from './piece-maker.ts';
import type { IngestOptions } from './options.ts';
import { addCounts, countOne } from './read-counts.ts';
import { Ready } from './ready.ts';
import { emptyReport, runCounts, type RunReport } from './report.ts';

/** A batch ends early when its texts grow past this many characters, so that memory stays flat. */
const BATCH_CHARACTERS = 16 * 1024 * 1024;

/** How long a transaction, which may hold a lock, waits for more input before it is committed. */
const PATIENCE_MS = 100;

export interface RunSetting {
  /** Undefined with --dry-run. */
  store: Store | undefined;
  input: string;
  format: string;
  runId: number;
}

/**
 * One run of ingest over one input: stores what is read, keeps the report and the run's row.
 */
export class IngestRun {
  readonly report: RunReport;
  readonly #setting: RunSetting;
  readonly #options: IngestOptions;
  readonly #entry: ReturnType<typeof entryMaker>;
  readonly #started = performance.now();
  readonly #now: () => Date;

  constructor(setting: RunSetting, options: IngestOptions) {
    this.#setting = setting;
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.report = { ...emptyReport(setting.input, options.source, options.timezone ?? 'UTC'), format: setting.format };
    this.report.run = setting.store ? setting.runId : null;
    if (options.fingerprint !== undefined) this.report.fingerprint = options.fingerprint;
    this.#entry = entryMaker(
      {
        source: options.source,
        input: setting.input,
        noCode: options.noCode ?? false,
        redactEmails: options.redactEmails ?? false,
      },
      cleanCounts(() => this.report),
    );
  }

  /** Stores what is read, a batch of `batchSize` events per transaction. */
  async store(made: AsyncIterable<MadePiece>, batchSize: number): Promise<void> {
    const pieces = new Ready(made[Symbol.asyncIterator]());
    try {
      for (let first = await pieces.next(); first !== undefined; first = await pieces.next()) {
        this.#options.signal?.throwIfAborted();
        await this.#batch(this.#piecesOf(first, pieces, batchSize));
      }
    } finally {
      await pieces.stop();
    }
  }

  /** Pieces until there are enough for a batch, or the input makes us wait; each is counted as it goes. */
  async *#piecesOf(first: MadePiece, more: Ready<MadePiece>, size: number): AsyncGenerator<MadePiece> {
    let taken = 0;
    let characters = 0;
    for (let piece: MadePiece | undefined = first; piece !== undefined; ) {
      addCounts(this.report, piece.counts);
      for (const entry of piece.quarantine) this.#options.onRefused?.(entry.recordId);
      yield piece;
      taken += piece.events.size + piece.quarantine.length;
      characters += piece.characters;
      // What is stored of an interrupted run are whole pieces.
      const enough = taken >= size || characters >= BATCH_CHARACTERS || this.#options.signal?.aborted === true;
      piece = enough ? undefined : await more.within(PATIENCE_MS);
    }
  }

  async #batch(pieces: AsyncIterable<MadePiece>): Promise<void> {
    const { report } = this;
    const { store, runId } = this.#setting;
    if (store) {
      const now = instantText(this.#now().getTime());
      const asConflict = (record: HeldRecord, message: string): QuarantineEntry =>
        this.#entry(asRead(record), { reason: 'conflict', message });
      this.#loaded(await store.load({ runId, now, pieces, counts: () => runCounts(report), asConflict }));
    } else {
      for await (const _ of pieces) continue;
    }
    this.#options.onProgress?.(this.#timed());
  }

  #loaded(result: LoadResult): void {
    this.report.stored += result.stored;
    this.report.known += result.known;
    this.report.recounted += result.recounted;
    for (const conflict of result.conflicts) {
      this.report.quarantined++;
      countOne(this.report.reasons, conflict.reason);
      this.#options.onRefused?.(conflict.recordId);
    }
  }

  #timed(): RunReport {
    const seconds = (performance.now() - this.#started) / 1000;
    this.report.seconds = Math.round(seconds * 1000) / 1000;
    this.report.recordsPerSecond = Math.round(this.report.read / Math.max(seconds, 0.001));
    return this.report;
  }

  /** Closes the run's row. `truncated`: the input broke off. */
  async finish(truncated: boolean): Promise<RunReport> {
    const report = this.#timed();
    report.truncated = truncated;
    const refused = report.quarantined > 0 || truncated;
    report.status = !refused
      ? 'done'
      : report.quarantined > 0 && report.stored + report.known === 0
        ? 'failed'
        : 'partial';
    await this.#close(report.status, null);
    return report;
  }

  /** The run could not go on: what was stored stays stored, and the run's row says why it ended. */
  async fail(thrown: unknown): Promise<unknown> {
    this.#timed();
    this.report.status = 'failed';
    const interrupted = this.#options.signal?.aborted === true;
    const error = interrupted ? 'interrupted' : messageOf(thrown);
    // The database may be what failed.
    await this.#close('failed', error).catch(() => {});
    return interrupted ? new Failure('INTERRUPTED', `interrupted after ${this.report.stored} new events`) : thrown;
  }

  async #close(status: RunReport['status'], error: string | null): Promise<void> {
    const { store, runId } = this.#setting;
    if (!store) return;
    const { report } = this;
    await store.db
      .updateTable('ingest_runs')
      .set({
        status,
        finished_at: instantText(this.#now().getTime()),
        ...runCounts(report),
        report: JSON.stringify(report),
        error,
      })
      .where('id', '=', runId)
      .execute();
  }
}

/** The record as it was read; its text is parsed again, which is rare. */
const asRead = (held: HeldRecord): RawRecord => ({
  ...held,
  value: held.value ?? parseRecordText(held.text ?? '').value ?? {},
  fields: {},
  cumulative: false,
});
