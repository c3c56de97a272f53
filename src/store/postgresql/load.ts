import type { PoolClient } from 'pg';
import { Failure } from '../../errors.ts';
import { type EventKind, KINDS } from '../../model/kinds.ts';
import {
  emptyResult,
  finalCounts,
  knownFiler,
  type LoadBatch,
  type LoadBatchFunction,
  type LoadPiece,
  type LoadResult,
  type RunCounts,
} from '../load.ts';
import { EventPacker, type PackedEvents, type PackedKind, unpackEvents } from '../packed-events.ts';
import { RollupSums } from '../rollup.ts';
import { addPropertyRows, KINDS_WITH_PROPERTIES, propertiesOf } from '../rollup-properties.ts';
import type { PostgresqlPool } from './connection.ts';
import { codeOf, postgresqlFailure } from './failure.ts';
import { type LedgerMood, fileAll, newEvents } from './ledger.ts';
import { advanceVersion, saveCounts, upsertQuarantine, upsertRollups } from './load-bookkeeping.ts';
import { applyReadings, takeFirstReadings } from './readings.ts';
import { insertRows, stageOf, stageTables } from './stage.ts';

/** Two batches that touch the same rows in another order: one is undone by the server and simply runs again. */
const AGAIN = new Set(['40P01', '40001']);
const ATTEMPTS = 5;

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
        await ensurePartitions(client, all.pieces, months);
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

/** In transactions of their own: attaching a partition locks more than a batch should. */
async function ensurePartitions(
  client: PoolClient,
  pieces: readonly LoadPiece[],
  known: Map<EventKind, Set<string>>,
): Promise<void> {
  const wanted = new Map<EventKind, Set<string>>();
  for (const { kind, months } of pieces.flatMap((piece) => piece.events.kinds)) {
    for (const month of months) {
      if (known.get(kind)?.has(month)) continue;
      wanted.set(kind, (wanted.get(kind) ?? new Set()).add(month));
    }
  }
  for (const [kind, months] of wanted) {
    const days = [...months].map((month) => `${month}-01`);
    await client.query('SELECT metrics.ensure_partitions($1, $2::date[])', [KINDS[kind].table, days]);
    known.set(kind, new Set([...(known.get(kind) ?? []), ...months]));
  }
}

interface WholeBatch extends Omit<LoadBatch, 'pieces' | 'counts'> {
  pieces: LoadPiece[];
  counts: RunCounts;
}

async function collect({ runId, now, pieces, counts, asConflict }: LoadBatch): Promise<WholeBatch> {
  const all: LoadPiece[] = [];
  for await (const piece of pieces) all.push(piece);
  return { runId, now, pieces: all, counts: counts(), asConflict };
}

async function load(
  client: PoolClient,
  batch: WholeBatch,
  organizationId: number,
  ledger: LedgerMood,
): Promise<LoadResult> {
  const result = emptyResult();
  const sums = new RollupSums();
  const packed = batch.pieces.map((piece) => piece.events);
  const ids = packed.flatMap((each) => JSON.parse(each.ids) as [string, string][]);
  const filed = await fileAll(client, ids, organizationId, ledger);
  // Mostly all is new, and the pieces go in as they came; otherwise event by event.
  let stored: readonly PackedEvents[] = packed;
  if (filed !== 'all' || !(await takeFirstReadings(client, packed, organizationId))) {
    const events = packed.flatMap(unpackEvents);
    const fileKnown = knownFiler(result, batch.asConflict);
    const fresh = filed === 'all' ? events : await newEvents(client, events, organizationId, filed, fileKnown);
    result.recounted = await applyReadings(client, fresh, sums, organizationId);
    stored = [new EventPacker().pack(fresh)];
  }
  const byKind = new Map<EventKind, PackedKind[]>();
  for (const each of stored.flatMap((some) => some.kinds)) {
    byKind.set(each.kind, [...(byKind.get(each.kind) ?? []), each]);
  }
  for (const [kind, packs] of byKind) await insertRows(client, kind, packs);
  for (const each of stored) {
    sums.addPacked(each.sums);
    result.stored += each.size;
  }
  await upsertRollups(client, organizationId, sums);
  // Kinds and properties in one order everywhere, as the rows of each: so that two batches wait for each other.
  for (const kind of KINDS_WITH_PROPERTIES.filter((each) => byKind.has(each))) {
    for (const property of propertiesOf(kind)) {
      await client.query(addPropertyRows(property, { from: stageOf(kind), organization: '$1::integer' }), [
        organizationId,
      ]);
    }
  }
  const refused = [...batch.pieces.flatMap((piece) => piece.quarantine), ...result.conflicts];
  await upsertQuarantine(client, organizationId, batch, refused);
  await saveCounts(client, batch.runId, finalCounts(batch.counts, result));
  // Last, because every writer of the organization waits here for the others to commit.
  if (result.stored > 0) await advanceVersion(client, organizationId, batch.now);
  return result;
}
