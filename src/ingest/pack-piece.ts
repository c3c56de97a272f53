import { parseRecordText } from '../collect/parse-record.ts';
import type { EventKind } from '../model/kinds.ts';
import { type CellValue, insertColumns, type QuarantineEntry, type Reading } from '../store/load.ts';
import type { MadePiece, MadeEvent } from './piece-maker.ts';
import type { ReadCounts } from './read-counts.ts';

/**
 * A piece on its way between threads. Copying many small objects is dear, copying few long lists is not: rows of one kind
 * lie in one list of cells, without the columns in which all of them agree (source, run, mostly the repository).
 */
export interface PackedPiece {
  kinds: PackedKind[];
  /** The place in `kinds` of each event, in order. */
  order: Uint8Array;
  quarantine: QuarantineEntry[];
  counts: ReadCounts;
  characters: number;
}

interface PackedKind {
  kind: EventKind;
  size: number;
  /** One value per column; of those that vary, the first row's. */
  constants: CellValue[];
  varying: number[];
  cells: CellValue[];
  /** By event: its place, in `readings`; nothing where no event has one. */
  readings: (Reading | undefined)[];
  patterns: (readonly string[] | undefined)[];
  /** Under a sender's own id: hash of the content, and the record's text, place and id in quarantine. */
  held: [at: number, hash: string, text: string | undefined, place: string, quarantineId: string | undefined][];
}

export function packPiece({ events, quarantine, counts, characters }: MadePiece): PackedPiece {
  const byKind = new Map<EventKind, { at: number; events: MadeEvent[] }>();
  const order = new Uint8Array(events.length);
  for (const [index, event] of events.entries()) {
    let found = byKind.get(event.kind);
    if (found === undefined) {
      found = { at: byKind.size, events: [] };
      byKind.set(event.kind, found);
    }
    found.events.push(event);
    order[index] = found.at;
  }
  return {
    kinds: [...byKind].map(([kind, found]) => packKind(kind, found.events)),
    order,
    quarantine,
    counts,
    characters,
  };
}

function packKind(kind: EventKind, events: readonly MadeEvent[]): PackedKind {
  const constants = [...(events[0] as MadeEvent).row];
  const varying = constants
    .map((_, index) => index)
    .filter((at) => events.some(({ row }) => row[at] !== constants[at]));
  const cells: CellValue[] = [];
  const held: PackedKind['held'] = [];
  for (const [at, { row, contentHash, record }] of events.entries()) {
    for (const index of varying) cells.push(row[index] as CellValue);
    if (contentHash !== '') held.push([at, contentHash, record?.text, record?.place ?? '', record?.quarantineId]);
  }
  const readings = events.some((event) => event.reading) ? events.map((event) => event.reading) : [];
  const patterns = events.some((event) => event.patterns) ? events.map((event) => event.patterns) : [];
  return { kind, size: events.length, constants, varying, cells, readings, patterns, held };
}

export function unpackPiece({ kinds, order, quarantine, counts, characters }: PackedPiece): MadePiece {
  const unpacked = kinds.map(unpackKind);
  const next = kinds.map(() => 0);
  const events: MadeEvent[] = [];
  for (const kind of order) {
    const at = next[kind] as number;
    next[kind] = at + 1;
    events.push(unpacked[kind]?.[at] as MadeEvent);
  }
  return { events, quarantine, counts, characters };
}

function unpackKind({ kind, size, constants, varying, cells, readings, patterns, held }: PackedKind): MadeEvent[] {
  const idColumn = insertColumns(kind).findIndex((column) => column.name === 'event_id');
  const events: MadeEvent[] = [];
  for (let at = 0, cell = 0; at < size; at++) {
    const row = [...constants];
    for (const index of varying) row[index] = cells[cell++] as CellValue;
    const event: MadeEvent = { kind, eventId: row[idColumn] as string, contentHash: '', row };
    const reading = readings[at];
    if (reading !== undefined) event.reading = reading;
    const applied = patterns[at];
    if (applied !== undefined) event.patterns = applied;
    events.push(event);
  }
  for (const [at, hash, text, place, quarantineId] of held) {
    const event = events[at] as MadeEvent;
    event.contentHash = hash;
    event.record = {
      kind,
      // Read again from the text should it be wanted, which is rare.
      get value() {
        return parseRecordText(text ?? '').value ?? {};
      },
      fields: {},
      place,
      cumulative: false,
      ...(text === undefined ? {} : { text }),
      ...(quarantineId === undefined ? {} : { quarantineId }),
    };
  }
  return events;
}
