import { createHmac } from 'node:crypto';
import type { RawRecord, Refusal } from '../collect/raw-record.ts';
import type { EventKind } from '../model/kinds.ts';
import { insertColumns, type HeldRecord, type LoadEvent } from '../store/load-event.ts';
import type { LoadPiece, QuarantineEntry } from '../store/load.ts';
import { EventPacker } from '../store/packed-events.ts';
import type { CleanCounts } from './clean-text.ts';
import { type Identifier, identifier } from './identity.ts';
import type { EventContext } from './options.ts';
import { type ParsedRow, rowParser, type RowContext } from './parse/row-parser.ts';
import { calendarOf, timeReader, zoneOf } from './parse-time.ts';
import { quarantineEntry } from './quarantine-entry.ts';
import { countIgnored, countOne, emptyCounts, type ReadCounts } from './read-counts.ts';
import { createRedactor } from './redact.ts';

/** A piece ends early when its texts grow past this many characters, so that memory stays flat. */
const PIECE_CHARACTERS = 2 * 1024 * 1024;
const MOST_NAMES = 10_000;

/** What a reading needs to know: plain data, because a reading may run in a thread of its own. */
export interface ReadingSetting {
  source: string;
  hashKey: string;
  timezone: string;
  organizationZone: string;
  organizationId: number;
  runId: number;
  /** The input's name. */
  input: string;
  noCode: boolean;
  redactEmails: boolean;
  context: EventContext;
  /** Events and refused records of a full piece. */
  pieceSize: number;
}

export interface MadePiece extends LoadPiece {
  /** Over the records of this piece. */
  counts: ReadCounts;
  /** Length of their texts. */
  characters: number;
}

/** Makes the row of quarantine for a record, and counts what had to be removed from it. */
export function entryMaker(
  setting: Pick<ReadingSetting, 'source' | 'input' | 'noCode' | 'redactEmails'>,
  counts: CleanCounts,
): (record: RawRecord, refusal: Refusal) => QuarantineEntry {
  const { input, noCode } = setting;
  const source = setting.source.slice(0, 500);
  const redact = createRedactor({ emails: setting.redactEmails });
  return (record, refusal) => quarantineEntry(record, refusal, { source, input, noCode, redact, counts });
}

/** Counts of cleaning, into the counts that are current when something is counted. */
export const cleanCounts = (current: () => ReadCounts): CleanCounts => ({
  redacted: (rule) => countOne(current().redacted, rule),
  cut: () => {
    current().cut++;
  },
  replaced: () => {
    current().replaced++;
  },
});

/**
 * Turns the records of one reading into pieces for the store: checked, redacted, with their identity. Pure but for its
 * own counting; never sees a database. Identity is counted within the reading.
 */
export class PieceMaker {
  readonly #setting: ReadingSetting;
  readonly #context: RowContext;
  readonly #identifier: Identifier;
  readonly #entry: ReturnType<typeof entryMaker>;
  readonly #parsers = new Map<EventKind, (fields: RawRecord['fields']) => ParsedRow | { refusal: Refusal }>();
  readonly #idColumns = new Map<EventKind, number>();
  readonly #packer = new EventPacker();
  #events: LoadEvent[] = [];
  #quarantine: QuarantineEntry[] = [];
  #counts = emptyCounts();
  #characters = 0;

  constructor(setting: ReadingSetting) {
    this.#setting = setting;
    const clean = cleanCounts(() => this.#counts);
    this.#entry = entryMaker(setting, clean);
    this.#identifier = identifier(setting.source);
    this.#context = {
      ...clean,
      organizationId: setting.organizationId,
      runId: setting.runId,
      source: setting.source.slice(0, 500),
      noCode: setting.noCode,
      defaults: { ...setting.context },
      readTime: timeReader(zoneOf(setting.timezone)),
      calendar: calendarOf(zoneOf(setting.organizationZone)),
      redact: createRedactor({ emails: setting.redactEmails }),
      ignored: (field) => this.ignored(field),
      withoutZone: () => {
        this.#counts.withoutZone++;
      },
      hashPerson: personHasher(setting.hashKey),
    };
  }

  ignored(name: string): void {
    countIgnored(this.#counts.ignored, name);
  }

  /** Takes one record in; answers a piece when it is full. */
  take(record: RawRecord): MadePiece | undefined {
    this.#counts.read++;
    this.#counts.notNumbers += record.notNumbers ?? 0;
    this.#characters += record.text?.length ?? 300;
    this.#file(record);
    const size = this.#events.length + this.#quarantine.length;
    return size >= this.#setting.pieceSize || this.#characters >= PIECE_CHARACTERS ? this.rest() : undefined;
  }

  /** What is not in a piece yet. */
  rest(): MadePiece {
    const piece = {
      events: this.#packer.pack(this.#events),
      quarantine: this.#quarantine,
      counts: this.#counts,
      characters: this.#characters,
    };
    this.#events = [];
    this.#quarantine = [];
    this.#counts = emptyCounts();
    this.#characters = 0;
    return piece;
  }

  /** Lets go of what counting took. */
  close(): void {
    this.#identifier.close();
  }

  #file(record: RawRecord): void {
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
    const { eventId, contentHash, reading } = this.#identifier.identify(record, kind, parsed.time.text);
    parsed.row[this.#idColumns.get(kind) as number] = eventId;
    countOne(this.#counts.kinds, kind);
    const event: LoadEvent = { kind, eventId, contentHash, row: parsed.row };
    if (reading !== undefined) event.reading = reading;
    if (parsed.patterns !== undefined) event.patterns = parsed.patterns;
    // Only such an event can turn out to be a conflict; the others need not keep their record alive.
    if (contentHash !== '') event.record = heldRecord(record, kind);
    this.#events.push(event);
  }

  #refuse(record: RawRecord, refusal: Refusal): void {
    this.#quarantine.push(this.#entry(record, refusal));
    this.#counts.quarantined++;
    countOne(this.#counts.reasons, refusal.reason);
  }
}

/** What quarantine needs of a record, as plain data: its text, or its value where it never was text. */
function heldRecord({ place, text, value, quarantineId }: RawRecord, kind: EventKind): HeldRecord {
  return {
    kind,
    place,
    ...(text === undefined ? { value } : { text }),
    ...(quarantineId === undefined ? {} : { quarantineId }),
  };
}

/** Name of a person -> keyed hash. The same few names come again and again. */
function personHasher(key: string): (name: string) => string {
  const hashes = new Map<string, string>();
  return (name) => {
    const person = name.trim().toLowerCase();
    let known = hashes.get(person);
    if (known === undefined) {
      if (hashes.size >= MOST_NAMES) hashes.clear();
      known = createHmac('sha256', key).update(person).digest('hex');
      hashes.set(person, known);
    }
    return known;
  };
}
