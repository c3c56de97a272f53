import type { PoolClient } from 'pg';
import { type EventKind, EVENT_KINDS, KINDS } from '../../model/kinds.ts';
import { Failure } from '../../errors.ts';
import {
  emptyResult,
  fileKnown,
  finalCounts,
  insertColumns,
  type LoadBatch,
  type LoadBatchFunction,
  type LoadEvent,
  type LoadPiece,
  type LoadResult,
  type QuarantineEntry,
  type RunCounts,
} from '../load.ts';
import { RollupSums, rowsByKind } from '../rollup.ts';
import { addPropertyRows, KINDS_WITH_PROPERTIES, propertiesOf } from '../rollup-properties.ts';
import type { PostgresqlPool } from './connection.ts';
import { copyRows } from './copy.ts';
import { codeOf, postgresqlFailure } from './failure.ts';
import { advanceVersion, saveCounts, upsertQuarantine, upsertRollups } from './load-bookkeeping.ts';
import { applyReadings } from './readings.ts';

const stageOf = (kind: EventKind): string => `stage_${KINDS[kind].table}`;
const columnsOf = (kind: EventKind): string[] => insertColumns(kind).map((column) => column.name);

/** Two batches that touch the same rows in another order: one is undone by the server and simply runs again. */
const AGAIN = new Set(['40P01', '40001']);
const ATTEMPTS = 5;
const UNIQUE_VIOLATION = '23505';

/**
 * Stores batches by COPY into temporary tables (COPY into a table with row-level security is refused) and INSERT … ON
 * CONFLICT DO NOTHING RETURNING on the ledger, which says what is new.
 */
export function postgresqlLoader(pool: PostgresqlPool, organizationId: number): LoadBatchFunction {
  const staged = new WeakSet<PoolClient>();
  const months = new Map<EventKind, Set<string>>();
  const ledger: LedgerMood = { expect: 'anything' };
  return async (batch) => {
    // Whole before the transaction begins: it may have to be repeated, and partitions are made outside it.
    const all = await collect(batch);
    for (let attempt = 1; ; attempt++) {
      const client = await pool.connect();
      let broken = false;
      try {
        if (!staged.has(client)) {
          await client.query(stageTables());
          staged.add(client);
        }
        await ensurePartitions(client, all.events, months);
        await client.query('BEGIN');
        const result = await load(client, all, organizationId, ledger);
        await client.query('COMMIT');
        return result;
      } catch (thrown) {
        const again = AGAIN.has(codeOf(thrown)) && attempt < ATTEMPTS;
        const failure = postgresqlFailure(thrown, pool.route.text);
        broken = failure.code === 'DB_UNREACHABLE';
        if (!broken) await client.query('ROLLBACK').catch(() => {});
        if (!again) throw failure instanceof Failure ? failure : thrown;
      } finally {
        client.release(broken);
      }
    }
  };
}

/** Temporary tables of this session, emptied at the end of each transaction. */
const stageTables = (): string =>
  [
    'CREATE TEMP TABLE IF NOT EXISTS stage_ledger (event_id text, content_hash text) ON COMMIT DELETE ROWS',
    `CREATE TEMP TABLE IF NOT EXISTS stage_readings (number integer, entry text, read_at timestamptz, total integer, event_id text)
       ON COMMIT DELETE ROWS`,
    ...EVENT_KINDS.map(
      (kind) =>
        `CREATE TEMP TABLE IF NOT EXISTS ${stageOf(kind)} ON COMMIT DELETE ROWS AS
           SELECT ${columnsOf(kind).join(', ')} FROM metrics.${KINDS[kind].table} WITH NO DATA`,
    ),
  ].join(';\n');

/** In transactions of their own: attaching a partition locks more than a batch should. */
async function ensurePartitions(
  client: PoolClient,
  events: readonly LoadEvent[],
  known: Map<EventKind, Set<string>>,
): Promise<void> {
  const wanted = new Map<EventKind, Set<string>>();
  const timeIndex = new Map<EventKind, number>();
  for (const { kind, row } of events) {
    let at = timeIndex.get(kind);
    if (at === undefined) {
      at = columnsOf(kind).indexOf(KINDS[kind].time);
      timeIndex.set(kind, at);
    }
    const month = `${String(row[at]).slice(0, 7)}-01`;
    if (known.get(kind)?.has(month)) continue;
    const months = wanted.get(kind);
    if (months) months.add(month);
    else wanted.set(kind, new Set([month]));
  }
  for (const [kind, months] of wanted) {
    await client.query('SELECT metrics.ensure_partitions($1, $2::date[])', [KINDS[kind].table, [...months]]);
    const seen = known.get(kind) ?? new Set();
    for (const month of months) seen.add(month);
    known.set(kind, seen);
  }
}

interface WholeBatch extends Omit<LoadBatch, 'pieces' | 'counts'>, LoadPiece {
  counts: RunCounts;
}

async function collect({ runId, now, pieces, counts }: LoadBatch): Promise<WholeBatch> {
  const events: LoadEvent[] = [];
  const quarantine: QuarantineEntry[] = [];
  for await (const piece of pieces) {
    for (const event of piece.events) events.push(event);
    quarantine.push(...piece.quarantine);
  }
  return { runId, now, events, quarantine, counts: counts() };
}

async function load(
  client: PoolClient,
  batch: WholeBatch,
  organizationId: number,
  ledger: LedgerMood,
): Promise<LoadResult> {
  const result = emptyResult();
  const fresh = await newEvents(client, batch.events, organizationId, ledger, result);
  const sums = new RollupSums();
  result.recounted = await applyReadings(client, fresh, sums, organizationId);
  const byKind = rowsByKind(fresh, sums);
  for (const [kind, rows] of byKind) {
    const columns = columnsOf(kind).join(', ');
    await copyRows(client, stageOf(kind), columnsOf(kind), rows);
    await client.query(`INSERT INTO metrics.${KINDS[kind].table} (${columns}) SELECT ${columns} FROM ${stageOf(kind)}`);
  }
  result.stored = fresh.length;
  await upsertRollups(client, organizationId, sums.rows());
  // Kinds and properties in one order everywhere, as the rows of each: so that two batches wait for each other.
  for (const kind of KINDS_WITH_PROPERTIES.filter((each) => byKind.has(each))) {
    for (const property of propertiesOf(kind)) {
      await client.query(addPropertyRows(property, { from: stageOf(kind), organization: '$1::integer' }), [
        organizationId,
      ]);
    }
  }
  await upsertQuarantine(client, organizationId, batch, [...batch.quarantine, ...result.conflicts]);
  await saveCounts(client, batch.runId, finalCounts(batch.counts, result));
  // Last, because every writer of the organization waits here for the others to commit.
  if (fresh.length > 0) await advanceVersion(client, organizationId, batch.now);
  return result;
}

/** Events whose id was never seen; the others are known, or a conflict. */
async function newEvents(
  client: PoolClient,
  events: readonly LoadEvent[],
  organizationId: number,
  ledger: LedgerMood,
  result: LoadResult,
): Promise<LoadEvent[]> {
  if (events.length === 0) return [];
  const first = new Map<string, LoadEvent>();
  const again: LoadEvent[] = [];
  for (const event of events) {
    if (first.has(event.eventId)) again.push(event);
    else first.set(event.eventId, event);
  }
  await copyRows(
    client,
    'stage_ledger',
    ['event_id', 'content_hash'],
    [...first.values()].map((event) => [event.eventId, event.contentHash]),
  );
  const ids = await fileIds(client, organizationId, first.size, ledger);
  if (ids === 'all' && again.length === 0) return [...first.values()];
  const conflicting =
    ids === 'all' || ids.size === first.size ? new Set<string>() : await conflicts(client, organizationId);
  const fresh: LoadEvent[] = [];
  for (const [id, event] of first) {
    if (ids === 'all' || ids.has(id)) fresh.push(event);
    else fileKnown(event, !conflicting.has(id), result);
  }
  for (const event of again) {
    const same = first.get(event.eventId)?.contentHash === event.contentHash && !conflicting.has(event.eventId);
    fileKnown(event, same, result);
  }
  return fresh;
}

/** Where a whole batch was new, the next ones mostly are; once one is not, no more is made of it. */
interface LedgerMood {
  expect: 'anything' | 'all new' | 'known ones';
}

/** Puts the staged ids into the ledger; answers those that were new. */
async function fileIds(
  client: PoolClient,
  organizationId: number,
  staged: number,
  mood: LedgerMood,
): Promise<Set<string> | 'all'> {
  // In order of id, so that two batches with the same ids wait for each other and do not block each other for ever; and so
  // that a page of the index is touched once.
  const insert = `INSERT INTO metrics.event_ledger (organization_id, event_id, content_hash)
    SELECT $1, event_id, content_hash FROM stage_ledger ORDER BY event_id`;
  if (mood.expect === 'all new') {
    // Without looking for conflicts it takes half the time.
    await client.query('SAVEPOINT ledger');
    try {
      await client.query(insert, [organizationId]);
      return 'all';
    } catch (thrown) {
      if (codeOf(thrown) !== UNIQUE_VIOLATION) throw thrown;
      await client.query('ROLLBACK TO SAVEPOINT ledger');
      mood.expect = 'known ones';
    }
  }
  const inserted = await client.query({
    text: `${insert} ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [organizationId],
    rowMode: 'array',
  });
  const ids = new Set((inserted.rows as unknown as [string][]).map(([id]) => id));
  if (ids.size < staged) mood.expect = 'known ones';
  else if (mood.expect === 'anything') mood.expect = 'all new';
  return ids;
}

async function conflicts(client: PoolClient, organizationId: number): Promise<Set<string>> {
  const { rows } = await client.query(
    `SELECT s.event_id FROM stage_ledger s JOIN metrics.event_ledger l ON l.organization_id = $1 AND l.event_id = s.event_id
      WHERE l.content_hash <> s.content_hash`,
    [organizationId],
  );
  return new Set(rows.map((row: { event_id: string }) => row.event_id));
}
