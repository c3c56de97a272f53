import { type EventKind, KINDS } from '../model/kinds.ts';
import { type CellValue, type HeldRecord, insertColumns, type LoadEvent } from './load-event.ts';
import { type PackedSums, RollupSums } from './rollup.ts';

/**
 * Events on their way to the store, as few texts instead of many small objects: cheap to hand from thread to thread, and
 * what a database can take whole. Most pieces are new from the first event to the last and never become objects again.
 */
export interface PackedEvents {
  size: number;
  kinds: PackedKind[];
  /** The place in `kinds` of each event, in the order of the input. */
  order: Uint8Array;
  /** JSON, kind by kind: [event id, hash of the content] of each event. */
  ids: string;
  /** JSON, kind by kind: [entry, time, total, event id, place among the events] of each reading; '' without any. */
  readings: string;
  /** JSON, kind by kind: the patterns of each event, or null; '' without any. */
  patterns: string;
  /** No id and no entry comes twice. */
  distinct: boolean;
  /** What all of them add up to in the roll-up, if all are new. */
  sums: PackedSums;
  /** Kind by kind: the records of events under a sender's own id. */
  held: [place: number, record: HeldRecord][];
}

export interface PackedKind {
  kind: EventKind;
  size: number;
  /** One value per column of `insertColumns`; null where the column varies. */
  constants: CellValue[];
  /** The columns in which events differ: the event's id at least. */
  varying: number[];
  /** JSON: of each event the cells of the columns that vary. */
  rows: string;
  /** The months its events lie in, as `YYYY-MM`. */
  months: string[];
}

export type PackedReading = [entry: string, readAt: string, total: number, eventId: string, place: number];

/** What the columns of a kind have been so far: a column that varied once is taken to vary for ever. */
interface Columns {
  first: readonly CellValue[];
  varying: number[];
  /** Where the event's time stands. */
  time: number;
}

/** Packs the pieces of one reading. Remembers what varies, so that pieces look alike and statements can be kept. */
export class EventPacker {
  readonly #columns = new Map<EventKind, Columns>();

  pack(events: readonly LoadEvent[]): PackedEvents {
    const byKind = new Map<EventKind, { at: number; events: LoadEvent[] }>();
    const order = new Uint8Array(events.length);
    for (let index = 0; index < events.length; index++) {
      const event = events[index] as LoadEvent;
      let found = byKind.get(event.kind);
      if (found === undefined) {
        found = { at: byKind.size, events: [] };
        byKind.set(event.kind, found);
      }
      found.events.push(event);
      order[index] = found.at;
    }
    const kinds: PackedKind[] = [];
    const rest = new Rest();
    for (const [kind, { events: some }] of byKind) {
      kinds.push(this.#packKind(kind, some));
      for (const event of some) rest.add(event);
    }
    return { size: events.length, kinds, order, ...rest.packed() };
  }

  #packKind(kind: EventKind, events: readonly LoadEvent[]): PackedKind {
    const { first, varying, time } = this.#columnsOf(kind, events);
    const rows: CellValue[][] = [];
    const months = new Set<string>();
    for (const { row } of events) {
      months.add(String(row[time]).slice(0, 'YYYY-MM'.length));
      const cells: CellValue[] = [];
      for (let i = 0; i < varying.length; i++) cells.push(row[varying[i] as number] as CellValue);
      rows.push(cells);
    }
    const constants = [...first];
    for (const index of varying) constants[index] = null;
    return { kind, size: events.length, constants, varying, rows: JSON.stringify(rows), months: [...months] };
  }

  #columnsOf(kind: EventKind, events: readonly LoadEvent[]): Columns {
    let columns = this.#columns.get(kind);
    if (columns === undefined) {
      const names = columnNames(kind);
      columns = {
        first: (events[0] as LoadEvent).row,
        varying: [names.indexOf('event_id')],
        time: names.indexOf(KINDS[kind].time),
      };
      this.#columns.set(kind, columns);
    }
    const { first, varying } = columns;
    const found = new Set(varying);
    for (let index = 0; index < first.length; index++) {
      if (found.has(index)) continue;
      const value = first[index];
      for (let i = 0; i < events.length; i++) {
        if ((events[i] as LoadEvent).row[index] === value) continue;
        found.add(index);
        break;
      }
    }
    if (found.size > varying.length) columns.varying = [...found].sort((a, b) => a - b);
    return columns;
  }
}

/** What lies beside the rows. */
class Rest {
  readonly #sums = new RollupSums();
  readonly #ids: [string, string][] = [];
  readonly #readings: PackedReading[] = [];
  readonly #patterns: (readonly string[] | null)[] = [];
  readonly #held: PackedEvents['held'] = [];
  #anyPatterns = false;

  add(event: LoadEvent): void {
    const place = this.#ids.length;
    const { eventId, reading, patterns, record } = event;
    this.#sums.add(event);
    this.#ids.push([eventId, event.contentHash]);
    if (reading !== undefined) this.#readings.push([reading.entry, reading.readAt, reading.total, eventId, place]);
    this.#patterns.push(patterns ?? null);
    this.#anyPatterns ||= patterns !== undefined;
    if (record !== undefined) this.#held.push([place, record]);
  }

  packed(): Omit<PackedEvents, 'size' | 'kinds' | 'order'> {
    const ids = this.#ids;
    const readings = this.#readings;
    const distinct =
      new Set(ids.map(([id]) => id)).size === ids.length &&
      new Set(readings.map(([entry]) => entry)).size === readings.length;
    return {
      ids: JSON.stringify(ids),
      readings: readings.length > 0 ? JSON.stringify(readings) : '',
      patterns: this.#anyPatterns ? JSON.stringify(this.#patterns) : '',
      distinct,
      sums: this.#sums.packed(),
      held: this.#held,
    };
  }
}

/** The events as objects again, in the order of the input. */
export function unpackEvents(packed: PackedEvents): LoadEvent[] {
  const ids = JSON.parse(packed.ids) as [string, string][];
  const all: LoadEvent[] = [];
  const starts: number[] = [];
  for (const kind of packed.kinds) {
    starts.push(all.length);
    for (const row of unpackRows(kind)) {
      const [eventId, contentHash] = ids[all.length] as [string, string];
      all.push({ kind: kind.kind, eventId, contentHash, row });
    }
  }
  if (packed.readings !== '') {
    for (const [entry, readAt, total, , place] of JSON.parse(packed.readings) as PackedReading[]) {
      (all[place] as LoadEvent).reading = { entry, readAt, total };
    }
  }
  if (packed.patterns !== '') {
    for (const [place, patterns] of (JSON.parse(packed.patterns) as (string[] | null)[]).entries()) {
      if (patterns !== null) (all[place] as LoadEvent).patterns = patterns;
    }
  }
  for (const [place, record] of packed.held) (all[place] as LoadEvent).record = record;
  return Array.from(packed.order, (kind) => {
    const place = starts[kind] as number;
    starts[kind] = place + 1;
    return all[place] as LoadEvent;
  });
}

/** Rows in the order of `insertColumns`. */
export function unpackRows({ constants, varying, rows }: PackedKind): CellValue[][] {
  return (JSON.parse(rows) as CellValue[][]).map((cells) => {
    const row = [...constants];
    for (let i = 0; i < varying.length; i++) row[varying[i] as number] = cells[i] as CellValue;
    return row;
  });
}

/** Names of the columns of a kind. */
export const columnNames = (kind: EventKind): string[] => insertColumns(kind).map((column) => column.name);
