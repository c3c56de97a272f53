import type BetterSqlite3 from 'better-sqlite3';
import { type EventKind, KINDS } from '../../model/kinds.ts';
import { countIndex, increaseOf, type LoadEvent, type Reading } from '../load-event.ts';
import { dimensionsQuery, type RollupSums } from '../rollup.ts';
import { addPropertyRows, propertiesOf } from '../rollup-properties.ts';

export interface PendingReadings {
  /**
   * Records the readings of a piece (JSON, packed-events.ts) if all are the first of their entry, which leaves every count
   * as it is; false, with nothing done, when one is not.
   */
  takeFirst(readings: string): boolean;
  /**
   * Records the readings among new events, sets each event's count to its increase, and corrects the event of the next
   * reading where this one came late. Answers how many later events were corrected. `before` says up to which id the
   * events of a kind are in the roll-ups by property already: later ones are added when the batch is whole.
   */
  apply(fresh: readonly LoadEvent[], sums: RollupSums, before: ReadonlyMap<EventKind, number>): number;
}

interface Neighbour {
  read_at: string;
  total: number;
  event_id: string;
}

/** Readings of one entry are ordered by time; at the same time the larger total is the later one. */
export function readingsOn(raw: BetterSqlite3.Database, organizationId: number): PendingReadings {
  const insert = raw.prepare(
    'INSERT INTO running_totals (organization_id, entry, read_at, total, event_id) VALUES (?, ?, ?, ?, ?)',
  );
  const anyKnown = raw
    .prepare(
      `SELECT 1 FROM jsonb_each(?) AS j CROSS JOIN running_totals AS t
        WHERE t.organization_id = ? AND t.entry = j.value ->> 0 LIMIT 1`,
    )
    .pluck();
  const insertAll = raw.prepare(
    `INSERT OR FAIL INTO running_totals (organization_id, entry, read_at, total, event_id)
     SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM jsonb_each(?) ORDER BY 2`,
  );
  const before = raw.prepare(
    `SELECT read_at, total, event_id FROM running_totals
      WHERE organization_id = ? AND entry = ? AND (read_at, total) < (?, ?) ORDER BY read_at DESC, total DESC LIMIT 1`,
  );
  const after = raw.prepare(
    `SELECT read_at, total, event_id FROM running_totals
      WHERE organization_id = ? AND entry = ? AND (read_at, total) > (?, ?) ORDER BY read_at, total LIMIT 1`,
  );
  const latest = raw.prepare(
    `SELECT read_at, total, event_id FROM running_totals
      WHERE organization_id = ? AND entry = ? ORDER BY read_at DESC, total DESC LIMIT 1`,
  );
  const updates = new Map<EventKind, Correction>();

  const correct = (kind: EventKind, next: Neighbour, change: number, sums: RollupSums, lastId: number): void => {
    let correction = updates.get(kind);
    if (correction === undefined) {
      correction = correctionOf(raw, kind, organizationId);
      updates.set(kind, correction);
    }
    const row = correction.find.get(next.read_at, next.event_id) as string[] | undefined;
    // Retention may have removed the event; its roll-up then stays as it is.
    if (row === undefined) return;
    correction.recount.run(change, next.read_at, next.event_id);
    for (const statement of correction.properties)
      statement.run({ change, at: next.read_at, id: next.event_id, lastId });
    sums.addTo([kind, ...row], [0, change, 0, 0, 0, 0, 0]);
  };

  return {
    takeFirst(readings) {
      if (readings === '') return true;
      if (anyKnown.get(readings, organizationId) !== undefined) return false;
      insertAll.run(organizationId, readings);
      return true;
    },
    apply(fresh, sums, last) {
      const pending = new Map<string, LoadEvent>();
      let recounted = 0;
      // In the order of the key, so that a page of the table is touched once per batch.
      const events = fresh.filter((event) => event.reading !== undefined).sort(byEntry);
      for (const event of events) {
        const reading = event.reading as Reading;
        const at = countIndex(event.kind);
        const key = [organizationId, reading.entry, reading.readAt, reading.total] as const;
        // Nearly always the reading is the newest of its entry.
        let previous = latest.get(organizationId, reading.entry) as Neighbour | undefined;
        let next: Neighbour | undefined;
        if (previous !== undefined && !isBefore(previous, reading)) {
          previous = before.get(...key) as Neighbour | undefined;
          next = after.get(...key) as Neighbour | undefined;
        }
        insert.run(...key, event.eventId);
        event.row[at] = increaseOf(reading.total, previous?.total);
        pending.set(event.eventId, event);
        if (next === undefined) continue;
        const change = increaseOf(next.total, reading.total) - increaseOf(next.total, previous?.total);
        if (change === 0) continue;
        recounted++;
        const waiting = pending.get(next.event_id);
        if (waiting) waiting.row[at] = (waiting.row[at] as number) + change;
        else correct(event.kind, next, change, sums, last.get(event.kind) ?? 0);
      }
      return recounted;
    },
  };
}

const byEntry = (one: LoadEvent, other: LoadEvent): number => {
  const [a, b] = [one.reading as Reading, other.reading as Reading];
  return a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : a.readAt < b.readAt ? -1 : 1;
};

const isBefore = (one: Neighbour, other: Reading): boolean =>
  one.read_at < other.readAt || (one.read_at === other.readAt && one.total < other.total);

interface Correction {
  recount: BetterSqlite3.Statement;
  find: BetterSqlite3.Statement;
  properties: BetterSqlite3.Statement[];
}

/** `find`: an event's dimensions in the roll-up, in the order of ROLLUP_DIMENSIONS after the kind. `recount` adds to its count. */
function correctionOf(raw: BetterSqlite3.Database, kind: EventKind, organizationId: number): Correction {
  const { table: name, time, count = 'count' } = KINDS[kind];
  const where = `${time} = :at AND event_id = :id AND id <= :lastId`;
  return {
    recount: raw.prepare(`UPDATE ${name} SET ${count} = ${count} + ? WHERE ${time} = ? AND event_id = ?`),
    find: raw.prepare(`${dimensionsQuery(kind)} WHERE ${time} = ? AND event_id = ?`).raw(),
    properties: propertiesOf(kind).map((property) =>
      raw.prepare(
        addPropertyRows(property, { from: name, where, organization: String(organizationId), change: ':change' }),
      ),
    ),
  };
}
