import type { PoolClient } from 'pg';
import type { LoadBatch, QuarantineEntry, RunCounts } from '../load.ts';
import { ROLLUP_DIMENSIONS, ROLLUP_MEASURES, type RollupSums } from '../rollup.ts';
import { copyRows } from './copy.ts';

const ROLLUP_COLUMNS = [...ROLLUP_DIMENSIONS, ...ROLLUP_MEASURES];

const UPSERT_ROLLUPS = ((): string => {
  const columns = ROLLUP_COLUMNS.join(', ');
  const sums = ROLLUP_MEASURES.map((name) => `${name} = r.${name} + excluded.${name}`).join(', ');
  return `INSERT INTO metrics.rollup_daily AS r (organization_id, ${columns}) SELECT $1, ${columns} FROM stage_rollups
    ON CONFLICT (organization_id, ${ROLLUP_DIMENSIONS.join(', ')}) DO UPDATE SET ${sums}`;
})();

export async function upsertRollups(client: PoolClient, organizationId: number, sums: RollupSums): Promise<void> {
  // In one order everywhere, so that two batches wait for each other and do not block each other for ever: a temporary
  // table that was just filled is read in the order in which it was.
  const rows = sums.sorted().map(({ dimensions, measures }) => [...dimensions, ...measures]);
  if (rows.length === 0) return;
  await copyRows(client, 'stage_rollups', ROLLUP_COLUMNS, rows);
  await client.query(UPSERT_ROLLUPS, [organizationId]);
}

export async function upsertQuarantine(
  client: PoolClient,
  organizationId: number,
  batch: Pick<LoadBatch, 'runId' | 'now'>,
  entries: readonly QuarantineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const seen = new Map<string, { entry: QuarantineEntry; count: number }>();
  for (const entry of entries) seen.set(entry.recordId, { entry, count: (seen.get(entry.recordId)?.count ?? 0) + 1 });
  const rows = [...seen.values()].sort((a, b) => (a.entry.recordId < b.entry.recordId ? -1 : 1));
  const column = (pick: (entry: QuarantineEntry) => string | null): (string | null)[] =>
    rows.map(({ entry }) => pick(entry));
  await client.query(
    `INSERT INTO metrics.quarantine AS q
       (organization_id, ingest_run_id, first_seen, last_seen, record_id, source, input, place, kind, reason, message, raw, seen)
     SELECT $1, $2, $3::timestamptz, $3::timestamptz, v.* FROM
       unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::integer[]) AS v
     ON CONFLICT (organization_id, record_id) DO UPDATE SET seen = q.seen + excluded.seen, last_seen = excluded.last_seen,
       reason = excluded.reason, message = excluded.message,
       state = CASE q.state WHEN 'retried' THEN 'open' ELSE q.state END`,
    [
      organizationId,
      batch.runId,
      batch.now,
      column((entry) => entry.recordId),
      column((entry) => entry.source),
      column((entry) => entry.input),
      column((entry) => entry.place),
      column((entry) => entry.kind),
      column((entry) => entry.reason),
      column((entry) => entry.message),
      column((entry) => entry.raw),
      rows.map(({ count }) => count),
    ],
  );
}

export async function saveCounts(client: PoolClient, runId: number, counts: RunCounts): Promise<void> {
  const names = Object.keys(counts) as (keyof RunCounts)[];
  const set = names.map((name, index) => `${name} = $${index + 2}`).join(', ');
  await client.query(`UPDATE metrics.ingest_runs SET ${set} WHERE id = $1`, [
    runId,
    ...names.map((name) => counts[name]),
  ]);
}

export async function advanceVersion(client: PoolClient, organizationId: number, now: string): Promise<void> {
  await client.query(
    `INSERT INTO metrics.data_version AS v (organization_id, version, changed_at) VALUES ($1, 1, $2)
     ON CONFLICT (organization_id) DO UPDATE SET version = v.version + 1, changed_at = excluded.changed_at`,
    [organizationId, now],
  );
}
