import { type Kysely, sql } from 'kysely';
import { Failure } from '../errors.ts';
import type { TableSpec } from '../model/column.ts';
import { EVENT_KINDS, tableOfKind } from '../model/kinds.ts';
import { instantMs, instantText } from '../util/instant.ts';
import type { Database } from './database.ts';
import { countUpDataVersion } from './data-version.ts';
import type { Store } from './store.ts';

export interface RetentionReport {
  /** First day that is kept, `YYYY-MM-DD`. */
  eventsFrom: string;
  dryRun: boolean;
  /** Table -> events removed, or that would be. */
  removed: Record<string, number>;
  /** Partitions that were empty for every organization then, and were dropped. */
  partitionsDropped: string[];
}

interface RetentionOptions {
  /** First calendar day that is kept, `YYYY-MM-DD`. */
  eventsFrom: string;
  now: Date;
  dryRun?: boolean;
}

/** No zone is further from UTC than this. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;
/** Rows per transaction, so that ingest need not wait long. */
const PIECE = 10_000;

/**
 * Removes an organization's events of days before a day. Roll-ups stay, so that charts over time keep their history, and
 * so does the ledger: reading an old file again still stores nothing twice.
 * @throws Failure USAGE when the day lies in the future, or events from before it were removed already
 */
export async function applyRetention(store: Store, options: RetentionOptions): Promise<RetentionReport> {
  const day = `${options.eventsFrom} 00:00:00.000000`;
  if (instantMs(day) > options.now.getTime()) {
    throw new Failure('USAGE', `${options.eventsFrom} lies in the future: everything would be removed`);
  }
  const report: RetentionReport = {
    eventsFrom: options.eventsFrom,
    dryRun: options.dryRun ?? false,
    removed: {},
    partitionsDropped: [],
  };
  // First of all: from now on `db check` no longer expects events for roll-ups of those days.
  if (!options.dryRun) await raiseHorizon(store, day, options.now);
  for (const table of EVENT_KINDS.map(tableOfKind)) {
    report.removed[table.name] = options.dryRun
      ? await countBefore(store, table, day)
      : await remove(store, table, day);
  }
  if (!options.dryRun) {
    await countUpDataVersion(store.db, store.organizationId, options.now);
    report.partitionsDropped = await tidy(store, day);
  }
  return report;
}

/** The first day whose events are kept, as the store's text; undefined when all are. */
export async function retentionHorizon(db: Kysely<Database>, organizationId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('retention')
    .select('events_from')
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  return row?.events_from;
}

async function raiseHorizon(store: Store, day: string, now: Date): Promise<void> {
  const before = await retentionHorizon(store.db, store.organizationId);
  const values = {
    organization_id: store.organizationId,
    // Never back: what was removed does not come again.
    events_from: before !== undefined && before > day ? before : day,
    changed_at: instantText(now.getTime()),
  };
  await store.db
    .insertInto('retention')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .column('organization_id')
        .doUpdateSet({ events_from: values.events_from, changed_at: values.changed_at }),
    )
    .execute();
}

/** The time column has the index; the calendar day says it exactly. */
const isBefore = (store: Store, table: TableSpec, day: string) => {
  const latest = instantText(instantMs(day) + FURTHEST_ZONE_MS);
  return sql`organization_id = ${sql.lit(store.organizationId)} AND local_day < ${day}
    AND ${sql.ref(table.partitionedBy ?? 'timestamp')} < ${latest}`;
};

async function countBefore(store: Store, table: TableSpec, day: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*) AS n FROM ${sql.table(table.name)} WHERE ${isBefore(store, table, day)}`.execute(store.db);
  return Number(rows[0]?.n ?? 0);
}

async function remove(store: Store, table: TableSpec, day: string): Promise<number> {
  const condition = isBefore(store, table, day);
  const time = sql.ref(table.partitionedBy ?? 'timestamp');
  for (let removed = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      DELETE FROM ${sql.table(table.name)} WHERE organization_id = ${sql.lit(store.organizationId)} AND (${time}, id) IN
        (SELECT ${time}, id FROM ${sql.table(table.name)} WHERE ${condition} LIMIT ${sql.lit(PIECE)})`.execute(
      store.db,
    );
    removed += Number(numAffectedRows);
    if (numAffectedRows < PIECE) return removed;
  }
}

/** Gives the room back: drops partitions that nobody uses, or writes the file anew. */
async function tidy(store: Store, day: string): Promise<string[]> {
  if (store.dialect === 'sqlite') {
    await sql`VACUUM`.execute(store.db);
    return [];
  }
  const { rows } = await sql<{ name: string }>`SELECT metrics.drop_empty_partitions(${day}::date) AS name`.execute(
    store.db,
  );
  return rows.map(({ name }) => name);
}
