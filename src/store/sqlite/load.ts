import type BetterSqlite3 from 'better-sqlite3';
import type { EventKind } from '../../model/kinds.ts';
import { KINDS } from '../../model/kinds.ts';
import {
  type CellValue,
  emptyResult,
  fileKnown,
  finalCounts,
  insertColumns,
  type LoadBatch,
  type LoadBatchFunction,
  type LoadEvent,
  type LoadResult,
} from '../load.ts';
import { ROLLUP_DIMENSIONS, ROLLUP_MEASURES, type RollupRow, RollupSums, rowsByKind } from '../rollup.ts';
import { addPropertyRows, KINDS_WITH_PROPERTIES, propertiesOf } from '../rollup-properties.ts';
import type { SqliteConnection } from './connection.ts';
import { type PendingReadings, readingsOn } from './readings.ts';

type Raw = BetterSqlite3.Database;
type Cells = readonly CellValue[];

/** Stores batches through the raw connection: one transaction each, prepared statements of one row. */
export function sqliteLoader(connection: SqliteConnection, organizationId: number): LoadBatchFunction {
  let statements: Statements | undefined;
  return (batch) =>
    connection.exclusive(async (raw) => {
      statements ??= prepare(raw, organizationId);
      raw.exec('BEGIN IMMEDIATE');
      try {
        const result = await load(batch, statements);
        raw.exec('COMMIT');
        return result;
      } finally {
        if (raw.inTransaction) raw.exec('ROLLBACK');
      }
    });
}

interface Statements {
  /** Puts an id into the ledger; false when it is there already. */
  ledger: (event: LoadEvent) => boolean;
  /** The hash of the content that the ledger has for an id. */
  contentOf: (eventId: string) => string;
  events: (kind: EventKind, rows: readonly Cells[]) => void;
  readings: PendingReadings;
  rollups: (rows: readonly RollupRow[]) => void;
  /** The last id of each kind of events before the batch. */
  lastIds: () => ReadonlyMap<EventKind, number>;
  /** Adds the events after an id to the roll-ups by property. */
  properties: (kind: EventKind, after: number) => void;
  quarantine: BetterSqlite3.Statement;
  version: BetterSqlite3.Statement;
  run: BetterSqlite3.Statement;
  organizationId: number;
}

/** One batch, inside a transaction that holds the write lock: what is looked up stays true. */
async function load(batch: LoadBatch, to: Statements): Promise<LoadResult> {
  const result = emptyResult();
  const sums = new RollupSums();
  const before = to.lastIds();
  const kinds = new Set<EventKind>();
  for await (const piece of batch.pieces) {
    const conflictsBefore = result.conflicts.length;
    const fresh = newEvents(piece.events, to, result);
    result.recounted += to.readings.apply(fresh, sums, before);
    for (const [kind, rows] of rowsByKind(fresh, sums)) {
      to.events(kind, rows);
      kinds.add(kind);
    }
    result.stored += fresh.length;
    for (const each of [...piece.quarantine, ...result.conflicts.slice(conflictsBefore)]) {
      to.quarantine.run({ ...each, runId: batch.runId, now: batch.now, organizationId: to.organizationId });
    }
  }
  to.rollups(sums.rows());
  for (const kind of kinds) to.properties(kind, before.get(kind) ?? 0);
  if (result.stored > 0) to.version.run(to.organizationId, batch.now);
  to.run.run({ ...finalCounts(batch.counts(), result), runId: batch.runId });
  return result;
}

/**
 * Puts the ids into the ledger; answers the events whose id was never seen, in their order. The others are known, or a
 * conflict. The ledger is written in the order of its key: each of its pages is then touched once per batch, not once per
 * event, which matters most when it is larger than the cache.
 */
function newEvents(events: readonly LoadEvent[], to: Statements, result: LoadResult): LoadEvent[] {
  const first = new Map<string, LoadEvent>();
  const again: LoadEvent[] = [];
  for (const event of events) {
    if (first.has(event.eventId)) again.push(event);
    else first.set(event.eventId, event);
  }
  /** Ids that were there, with the hash of their content. */
  const known = new Map<string, string>();
  for (const event of [...first.values()].sort(byId)) {
    if (!to.ledger(event)) known.set(event.eventId, to.contentOf(event.eventId));
  }
  const fresh: LoadEvent[] = [];
  for (const [id, event] of first) {
    const content = known.get(id);
    if (content === undefined) fresh.push(event);
    else fileKnown(event, content === event.contentHash, result);
  }
  for (const event of again) {
    const content = known.get(event.eventId) ?? first.get(event.eventId)?.contentHash;
    fileKnown(event, content === event.contentHash, result);
  }
  return fresh;
}

const byId = (one: LoadEvent, other: LoadEvent): number => (one.eventId < other.eventId ? -1 : 1);

/** Pages of the log after which it is copied into the file: few copies of the pages that every batch touches. */
const LOG_PAGES = 16_000;

function prepare(raw: Raw, organizationId: number): Statements {
  raw.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  // A mapped file counts as memory of this process as far as it was touched; writing gains nothing by it.
  raw.pragma('mmap_size = 0');
  const inserts = new Map<EventKind, (rows: readonly Cells[]) => void>();
  const rollupColumns = ['organization_id', ...ROLLUP_DIMENSIONS, ...ROLLUP_MEASURES];
  const sums = ROLLUP_MEASURES.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
  const rollup = raw.prepare(
    `INSERT INTO rollup_daily (${rollupColumns.join(', ')}) VALUES (${rollupColumns.map(() => '?').join(', ')})
     ON CONFLICT (organization_id, ${ROLLUP_DIMENSIONS.join(', ')}) DO UPDATE SET ${sums}`,
  );
  const ledger = raw.prepare(
    'INSERT INTO event_ledger (organization_id, event_id, content_hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const lastId = new Map(
    KINDS_WITH_PROPERTIES.map((kind) => [
      kind,
      raw.prepare(`SELECT COALESCE(MAX(id), 0) FROM ${KINDS[kind].table}`).pluck(),
    ]),
  );
  const properties = new Map(
    KINDS_WITH_PROPERTIES.map((kind) => [
      kind,
      propertiesOf(kind).map((property) =>
        raw.prepare(
          addPropertyRows(property, { from: KINDS[kind].table, where: 'id > ?', organization: String(organizationId) }),
        ),
      ),
    ]),
  );
  const contentOf = raw
    .prepare('SELECT content_hash FROM event_ledger WHERE organization_id = ? AND event_id = ?')
    .pluck();
  return {
    organizationId,
    ledger: ({ eventId, contentHash }) => ledger.run(organizationId, eventId, contentHash).changes === 1,
    contentOf: (eventId) => contentOf.get(organizationId, eventId) as string,
    events: (kind, rows) => {
      let insert = inserts.get(kind);
      if (insert === undefined) {
        insert = rowInsert(raw, kind);
        inserts.set(kind, insert);
      }
      insert(rows);
    },
    readings: readingsOn(raw, organizationId),
    rollups: (rows) => {
      for (const row of rows) rollup.run(organizationId, ...row.dimensions, ...row.measures);
    },
    lastIds: () => new Map([...lastId].map(([kind, last]) => [kind, last.get() as number])),
    properties: (kind, after) => {
      for (const statement of properties.get(kind) ?? []) statement.run(after);
    },
    quarantine: raw.prepare(
      `INSERT INTO quarantine (organization_id, record_id, ingest_run_id, source, input, place, kind, reason, message, raw, first_seen, last_seen)
       VALUES (:organizationId, :recordId, :runId, :source, :input, :place, :kind, :reason, :message, :raw, :now, :now)
       ON CONFLICT (organization_id, record_id) DO UPDATE SET seen = seen + 1, last_seen = excluded.last_seen,
         reason = excluded.reason, message = excluded.message,
         state = CASE state WHEN 'retried' THEN 'open' ELSE state END`,
    ),
    version: raw.prepare(
      `INSERT INTO data_version (organization_id, version, changed_at) VALUES (?, 1, ?)
       ON CONFLICT (organization_id) DO UPDATE SET version = version + 1, changed_at = excluded.changed_at`,
    ),
    run: raw.prepare(
      `UPDATE ingest_runs SET records_read = :records_read, events_stored = :events_stored, events_known = :events_known,
         records_quarantined = :records_quarantined, values_redacted = :values_redacted, values_cut = :values_cut,
         times_without_zone = :times_without_zone WHERE id = :runId`,
    ),
  };
}

/**
 * Inserts rows of one kind. A column in which no row of a batch has a value is written as NULL into the statement: binding
 * is what costs here. Statements of many rows cost more, not less: SQLite first lays their rows aside.
 */
function rowInsert(raw: Raw, kind: EventKind): (rows: readonly Cells[]) => void {
  const columns = insertColumns(kind).map((column) => column.name);
  const known = new Map<string, BetterSqlite3.Statement>();
  return (rows) => {
    const filled = columns.map((_, index) => index).filter((index) => rows.some((row) => row[index] !== null));
    const key = filled.join();
    let statement = known.get(key);
    if (statement === undefined) {
      const cells = columns.map((_, index) => (filled.includes(index) ? '?' : 'NULL'));
      statement = raw.prepare(`INSERT INTO ${KINDS[kind].table} (${columns.join(', ')}) VALUES (${cells.join(', ')})`);
      known.set(key, statement);
    }
    const values: CellValue[] = [];
    for (const row of rows) {
      for (let at = 0; at < filled.length; at++) values[at] = bound(row[filled[at] as number] as CellValue);
      statement.run(values);
    }
  };
}

/** better-sqlite3 refuses booleans. */
const bound = (value: CellValue): CellValue => (value === true ? 1 : value === false ? 0 : value);
