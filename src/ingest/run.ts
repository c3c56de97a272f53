import { createHmac } from 'node:crypto';
import type { RawRecord, Refusal } from '../collect/raw-record.ts';
import { Failure, messageOf } from '../errors.ts';
import type { EventKind } from '../model/kinds.ts';
import { insertColumns, type LoadEvent, type LoadResult, type QuarantineEntry } from '../store/load.ts';
import type { Store } from '../store/store.ts';
import { instantText } from '../util/instant.ts';
import type { CleanCounts } from './clean-text.ts';
import { identifier } from './identity.ts';
import type { IngestOptions } from './options.ts';
import { type ParsedRow, rowParser, type RowContext } from './parse/row-parser.ts';
import { calendarOf, timeReader, zoneOf } from './parse-time.ts';
import { quarantineEntry } from './quarantine-entry.ts';
import { createRedactor } from './redact.ts';
import { countOne, emptyReport, type RunReport, totalOf } from './report.ts';

const BATCH_EVENTS = 10_000;
/** A batch is stored early when its texts grow past this many characters, so that memory stays flat. */
const BATCH_CHARACTERS = 16 * 1024 * 1024;
const MOST_NAMES = 10_000;

export interface RunSetting {
  /** Undefined with --dry-run. */
  store: Store | undefined;
  organizationZone: string;
  input: string;
  format: string;
  runId: number;
}

/**
 * One run of ingest over one input: takes records, stores them in batches while the next ones are parsed, and keeps the
 * report. Identity is counted within the run, because a run is one reading.
 */
export class IngestRun {
  readonly report: RunReport;
  readonly #setting: RunSetting;
  readonly #options: IngestOptions;
  readonly #context: RowContext;
  readonly #identify: ReturnType<typeof identifier>;
  readonly #parsers = new Map<EventKind, (fields: RawRecord['fields']) => ParsedRow | { refusal: Refusal }>();
  readonly #idColumns = new Map<EventKind, number>();
  readonly #started = performance.now();
  readonly #now: () => Date;
  #events: LoadEvent[] = [];
  #quarantine: QuarantineEntry[] = [];
  #characters = 0;
  #loading: Promise<void> | undefined;
  #failed: unknown;

  constructor(setting: RunSetting, options: IngestOptions) {
    this.#setting = setting;
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    const timezone = options.timezone ?? 'UTC';
    this.report = { ...emptyReport(setting.input, options.source, timezone), format: setting.format };
    this.report.run = setting.store ? setting.runId : null;
    if (options.fingerprint !== undefined) this.report.fingerprint = options.fingerprint;
    this.#identify = identifier(options.source);
    this.#context = this.#rowContext(timezone);
  }

  #rowContext(timezone: string): RowContext {
    const { report } = this;
    const hashes = new Map<string, string>();
    return {
      ...this.#counts(),
      organizationId: this.#setting.store?.organizationId ?? 1,
      runId: this.#setting.runId,
      source: this.#options.source.slice(0, 500),
      noCode: this.#options.noCode ?? false,
      defaults: { ...this.#options.context },
      readTime: timeReader(zoneOf(timezone)),
      calendar: calendarOf(zoneOf(this.#setting.organizationZone)),
      redact: createRedactor({ emails: this.#options.redactEmails ?? false }),
      ignored: (field) => {
        if (field in report.ignored || Object.keys(report.ignored).length < 100) countOne(report.ignored, field);
      },
      withoutZone: () => {
        report.withoutZone++;
      },
      hashPerson: (name) => {
        const person = name.trim().toLowerCase();
        let known = hashes.get(person);
        if (known === undefined) {
          if (hashes.size >= MOST_NAMES) hashes.clear();
          known = createHmac('sha256', this.#options.hashKey).update(person).digest('hex');
          hashes.set(person, known);
        }
        return known;
      },
    };
  }

  #counts(): CleanCounts {
    const { report } = this;
    return {
      redacted: (rule) => countOne(report.redacted, rule),
      cut: () => {
        report.cut++;
      },
      replaced: () => {
        report.replaced++;
      },
    };
  }

  /** Takes records in. May wait for an earlier batch to be stored. */
  async add(records: readonly RawRecord[]): Promise<void> {
    for (const record of records) {
      this.#take(record);
      const full = this.#events.length + this.#quarantine.length >= (this.#options.batchSize ?? BATCH_EVENTS);
      if (full || this.#characters >= BATCH_CHARACTERS) await this.#flush();
    }
  }

  #take(record: RawRecord): void {
    this.report.read++;
    this.report.notNumbers += record.notNumbers ?? 0;
    this.#characters += record.text?.length ?? 300;
    const { kind } = record;
    if (record.refusal !== undefined || kind === undefined) {
      this.#refuse(record, record.refusal ?? { reason: 'unknown_kind', message: 'the record names no kind' });
      return;
    }
    let parse = this.#parsers.get(kind);
    if (parse === undefined) {
      parse = rowParser(kind, this.#context);
      this.#parsers.set(kind, parse);
      this.#idColumns.set(
        kind,
        insertColumns(kind).findIndex((column) => column.name === 'event_id'),
      );
    }
    const parsed = parse(record.fields);
    if ('refusal' in parsed) {
      this.#refuse(record, parsed.refusal);
      return;
    }
    const { eventId, contentHash, reading } = this.#identify(record, kind, parsed.time.text);
    parsed.row[this.#idColumns.get(kind) as number] = eventId;
    countOne(this.report.kinds, kind);
    const event: LoadEvent = { kind, eventId, contentHash, row: parsed.row };
    if (reading !== undefined) event.reading = reading;
    if (parsed.patterns !== undefined) event.patterns = parsed.patterns;
    if (contentHash !== '') event.asConflict = (message) => this.#entry(record, { reason: 'conflict', message });
    this.#events.push(event);
  }

  #refuse(record: RawRecord, refusal: Refusal): void {
    const entry = this.#entry(record, refusal);
    this.#quarantine.push(entry);
    this.#countRefusal(entry);
  }

  #countRefusal(entry: QuarantineEntry): void {
    this.report.quarantined++;
    countOne(this.report.reasons, entry.reason);
    this.#options.onRefused?.(entry.recordId);
  }

  #entry(record: RawRecord, refusal: Refusal): QuarantineEntry {
    const { source, noCode, redact } = this.#context;
    return quarantineEntry(record, refusal, {
      source,
      input: this.#setting.input,
      noCode,
      redact,
      counts: this.#counts(),
    });
  }

  async #flush(): Promise<void> {
    await this.#settle();
    this.#options.signal?.throwIfAborted();
    const [events, quarantine] = [this.#events, this.#quarantine];
    this.#events = [];
    this.#quarantine = [];
    this.#characters = 0;
    if (events.length + quarantine.length === 0) return;
    const { store, runId } = this.#setting;
    if (!store) {
      this.#options.onProgress?.(this.#timed());
      return;
    }
    const { report } = this;
    const batch = {
      runId,
      now: instantText(this.#now().getTime()),
      events,
      quarantine,
      counts: {
        records_read: report.read,
        events_stored: report.stored,
        events_known: report.known,
        records_quarantined: report.quarantined,
        values_redacted: totalOf(report.redacted),
        values_cut: report.cut,
        times_without_zone: report.withoutZone,
      },
    };
    // Stored while the next batch is parsed: on PostgreSQL the two use a core each.
    this.#loading = store.load(batch).then(
      (result) => this.#loaded(result),
      (thrown: unknown) => {
        this.#failed = thrown;
      },
    );
  }

  async #settle(): Promise<void> {
    await this.#loading;
    this.#loading = undefined;
    if (this.#failed !== undefined) throw this.#failed;
  }

  #loaded(result: LoadResult): void {
    this.report.stored += result.stored;
    this.report.known += result.known;
    this.report.recounted += result.recounted;
    for (const conflict of result.conflicts) this.#countRefusal(conflict);
    this.#options.onProgress?.(this.#timed());
  }

  #timed(): RunReport {
    const seconds = (performance.now() - this.#started) / 1000;
    this.report.seconds = Math.round(seconds * 1000) / 1000;
    this.report.recordsPerSecond = Math.round(this.report.read / Math.max(seconds, 0.001));
    return this.report;
  }

  /** Stores what is left and closes the run's row. `truncated`: the input broke off. */
  async finish(truncated: boolean): Promise<RunReport> {
    await this.#flush();
    await this.#settle();
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
    await this.#loading;
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
        records_read: report.read,
        events_stored: report.stored,
        events_known: report.known,
        records_quarantined: report.quarantined,
        values_redacted: totalOf(report.redacted),
        values_cut: report.cut,
        times_without_zone: report.withoutZone,
        report: JSON.stringify(report),
        error,
      })
      .where('id', '=', runId)
      .execute();
  }
}
