import type { PoolClient } from 'pg';
import { type EventKind, KINDS } from '../../model/kinds.ts';
import { countIndex, increaseOf, type LoadEvent } from '../load-event.ts';
import type { PackedEvents, PackedReading } from '../packed-events.ts';
import { dimensionsQuery, type RollupSums } from '../rollup.ts';
import { addPropertyRows, propertiesOf } from '../rollup-properties.ts';
import { copyRows } from './copy.ts';

interface Neighbours {
  number: number;
  before: number | null;
  next_total: number | null;
  next_read_at: string | null;
  next_event_id: string | null;
}

const NEIGHBOURS = `
  SELECT s.number, p.total AS before, n.total AS next_total, n.read_at AS next_read_at, n.event_id AS next_event_id
    FROM stage_readings s
    LEFT JOIN LATERAL (
      SELECT total FROM metrics.running_totals r
       WHERE r.organization_id = $1 AND r.entry = s.entry AND (r.read_at, r.total) < (s.read_at, s.total)
       ORDER BY r.read_at DESC, r.total DESC LIMIT 1) p ON true
    LEFT JOIN LATERAL (
      SELECT total, read_at, event_id FROM metrics.running_totals r
       WHERE r.organization_id = $1 AND r.entry = s.entry AND (r.read_at, r.total) > (s.read_at, s.total)
       ORDER BY r.read_at, r.total LIMIT 1) n ON true
   WHERE s.number = ANY ($2::integer[])`;

/** Most entries were never read before: one look each finds those that were. */
const READ_BEFORE = `
  SELECT s.number FROM stage_readings s CROSS JOIN LATERAL (
    SELECT FROM metrics.running_totals r WHERE r.organization_id = $1 AND r.entry = s.entry LIMIT 1) r`;

const STAGED = ['number', 'entry', 'read_at', 'total', 'event_id'];
const INSERT = `
  INSERT INTO metrics.running_totals (organization_id, entry, read_at, total, event_id)
  SELECT $1, entry, read_at, total, event_id FROM stage_readings ORDER BY entry`;

/** Neighbours must not change between the look and the write; one writer at a time is cheaper than retrying. */
const lock = (client: PoolClient, organizationId: number): Promise<unknown> =>
  client.query("SELECT pg_advisory_xact_lock(hashtext('feedback-loop readings'), $1)", [organizationId]);

/**
 * Records the readings of a batch if all are the first of their entry, which leaves every count as it is; false, with
 * nothing done, when one is not. Within a transaction.
 */
export async function takeFirstReadings(
  client: PoolClient,
  packed: readonly PackedEvents[],
  organizationId: number,
): Promise<boolean> {
  const readings = packed.flatMap((each) =>
    each.readings === '' ? [] : (JSON.parse(each.readings) as PackedReading[]),
  );
  if (readings.length === 0) return true;
  if (new Set(readings.map(([entry]) => entry)).size < readings.length) return false;
  await lock(client, organizationId);
  const rows = readings.map(([entry, readAt, total, eventId], number) => [number, entry, readAt, total, eventId]);
  await copyRows(client, 'stage_readings', STAGED, rows);
  if ((await client.query(`${READ_BEFORE} LIMIT 1`, [organizationId])).rows.length > 0) {
    await client.query('TRUNCATE stage_readings');
    return false;
  }
  await client.query(INSERT, [organizationId]);
  return true;
}

/**
 * Records the readings among new events, sets each event's count to its increase, and corrects the event of the next
 * reading where this one came late. Answers how many later events were corrected. Within a transaction.
 */
export async function applyReadings(
  client: PoolClient,
  fresh: readonly LoadEvent[],
  sums: RollupSums,
  organizationId: number,
): Promise<number> {
  const events = fresh.filter((event) => event.reading !== undefined);
  if (events.length === 0) return 0;
  await lock(client, organizationId);
  await copyRows(
    client,
    'stage_readings',
    STAGED,
    events.map(({ reading, eventId }, number) => [
      number,
      reading?.entry ?? '',
      reading?.readAt ?? '',
      reading?.total ?? 0,
      eventId,
    ]),
  );
  // Without another reading the increase is the total.
  for (const event of events) event.row[countIndex(event.kind)] = event.reading?.total ?? 0;
  const numbers = await numbersOfKnown(client, events, organizationId);
  await client.query(INSERT, [organizationId]);
  if (numbers.length === 0) return 0;
  const { rows } = await client.query<Neighbours>(NEIGHBOURS, [organizationId, numbers]);
  const own = new Set(events.map((event) => event.eventId));
  const late = new Map<EventKind, Correction[]>();
  for (const found of rows) {
    const event = events[found.number] as LoadEvent;
    const total = event.reading?.total ?? 0;
    event.row[countIndex(event.kind)] = increaseOf(total, found.before ?? undefined);
    if (found.next_event_id === null || own.has(found.next_event_id)) continue;
    const correction = {
      at: found.next_read_at as string,
      id: found.next_event_id,
      count: increaseOf(found.next_total as number, total),
    };
    const list = late.get(event.kind);
    if (list) list.push(correction);
    else late.set(event.kind, [correction]);
  }
  let recounted = 0;
  for (const [kind, corrections] of late) recounted += await correct(client, kind, corrections, sums, organizationId);
  return recounted;
}

/** Which of the staged readings have others of their entry, in the table or among themselves. */
async function numbersOfKnown(
  client: PoolClient,
  events: readonly LoadEvent[],
  organizationId: number,
): Promise<number[]> {
  if (new Set(events.map((event) => event.reading?.entry)).size < events.length)
    return events.map((_, number) => number);
  const { rows } = await client.query<{ number: number }>(READ_BEFORE, [organizationId]);
  return rows.map(({ number }) => number);
}

interface Correction {
  at: string;
  id: string;
  count: number;
}

async function correct(
  client: PoolClient,
  kind: EventKind,
  corrections: readonly Correction[],
  sums: RollupSums,
  organizationId: number,
): Promise<number> {
  const { table, time, count = 'count' } = KINDS[kind];
  const wanted = 'unnest($1::timestamptz[], $2::text[], $3::integer[]) AS w (at, id, new_count)';
  const values = [
    corrections.map((each) => each.at),
    corrections.map((each) => each.id),
    corrections.map((each) => each.count),
  ];
  // Retention may have removed an event; its roll-up then stays as it is.
  const changed = await client.query({
    text: `${dimensionsQuery(kind, ['w.new_count - e.count'])} e JOIN ${wanted} ON e.${time} = w.at AND e.event_id = w.id
            WHERE w.new_count <> e.${count}`,
    values,
    rowMode: 'array',
  });
  if (changed.rows.length === 0) return 0;
  for (const property of propertiesOf(kind)) {
    const statement = addPropertyRows(property, {
      from: `metrics.${table} e JOIN ${wanted} ON e.${time} = w.at AND e.event_id = w.id`,
      where: `w.new_count <> e.${count}`,
      organization: '$4::integer',
      change: `w.new_count - e.${count}`,
    });
    await client.query(statement, [...values, organizationId]);
  }
  await client.query(
    `UPDATE metrics.${table} e SET ${count} = w.new_count FROM ${wanted} WHERE e.${time} = w.at AND e.event_id = w.id`,
    values,
  );
  for (const row of changed.rows as unknown as (string | number)[][]) {
    const dimensions = row.slice(0, -1).map(String);
    sums.addTo([kind, ...dimensions], [0, Number(row.at(-1)), 0, 0, 0, 0, 0]);
  }
  return changed.rows.length;
}
