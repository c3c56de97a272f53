import type BetterSqlite3 from 'better-sqlite3';
import type { EventKind } from '../../model/kinds.ts';
import { KINDS } from '../../model/kinds.ts';
import type { CellValue, LoadEvent } from '../load-event.ts';
import {
  emptyResult,
  type FileKnown,
  finalCounts,
  knownFiler,
  type LoadBatch,
  type LoadBatchFunction,
  type LoadResult,
} from '../load.ts';
import { columnNames, EventPacker, type PackedEvents, type PackedKind, unpackEvents } from '../packed-events.ts';
import { ROLLUP_DIMENSIONS, ROLLUP_MEASURES, type RollupRow, RollupSums } from '../rollup.ts';
import { addPropertyRows, KINDS_WITH_PROPERTIES, propertiesOf } from '../rollup-properties.ts';
import { eventsById, sortOut } from '../sort-out.ts';
import type { SqliteConnection } from './connection.ts';
import { type PendingReadings, readingsOn } from './readings.ts';

type Raw = BetterSqlite3.Database;

/** Stores batches through the raw connection: one transaction each, a statement per kind of event. */
export function sqliteLoader(connection: SqliteConnection, organizationId: number): LoadBatchFunction {
  let statements: Statements | undefined;
  return (batch) =>
    connection.exclusive(async (raw) => {
      statements ??= prepare(raw, organizationId);
      // Rows were checked against the same model when they were made; the tables' checks, a third of an insert, are for
      // whoever else writes.
      raw.pragma('ignore_check_constraints = ON');
      try {
        raw.exec('BEGIN IMMEDIATE');
        const result = await load(batch, statements);
        raw.exec('COMMIT');
        return result;
      } finally {
        if (raw.inTransaction) raw.exec('ROLLBACK');
        raw.pragma('ignore_check_constraints = OFF');
      }
    });
}

interface Statements {
  /** Puts an id into the ledger; false when it is there already. */
  ledger: (event: LoadEvent) => boolean;
  /** The hash of the content that the ledger has for an id. */
  contentOf: (eventId: string) => string;
  /** Puts all ids of a piece into the ledger; false, with nothing done, when one of them is there already. */
  ledgerOfAll: (ids: string) => boolean;
  events: (rows: PackedKind) => void;
  packer: EventPacker;
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
  const fileKnown = knownFiler(result, batch.asConflict);
  for await (const { events, quarantine } of batch.pieces) {
    const conflictsBefore = result.conflicts.length;
    // Mostly all is new, and a piece goes in as it came; otherwise event by event.
    const whole = events.distinct && to.ledgerOfAll(events.ids);
    if (whole && to.readings.takeFirst(events.readings)) {
      storeRows(events, to, sums, result);
    } else {
      const fresh = whole ? unpackEvents(events) : newEvents(unpackEvents(events), to, fileKnown);
      result.recounted += to.readings.apply(fresh, sums, before);
      storeRows(to.packer.pack(fresh), to, sums, result);
    }
    for (const { kind } of events.kinds) kinds.add(kind);
    for (const each of [...quarantine, ...result.conflicts.slice(conflictsBefore)]) {
      to.quarantine.run({ ...each, runId: batch.runId, now: batch.now, organizationId: to.organizationId });
    }
  }
  to.rollups(sums.rows());
  for (const kind of kinds) to.properties(kind, before.get(kind) ?? 0);
  if (result.stored > 0) to.version.run(to.organizationId, batch.now);
  to.run.run({ ...finalCounts(batch.counts(), result), runId: batch.runId });
  return result;
}

function storeRows(events: PackedEvents, to: Statements, sums: RollupSums, result: LoadResult): void {
  for (const rows of events.kinds) to.events(rows);
  sums.addPacked(events.sums);
  result.stored += events.size;
}

/**
 * Puts the ids into the ledger; answers the events whose id was never seen, in their order. The others are known, or a
 * conflict. The ledger is written in the order of its key: each of its pages is then touched once per batch, not once per
 * event, which matters most when it is larger than the cache.
 */
function newEvents(events: readonly LoadEvent[], to: Statements, fileKnown: FileKnown): LoadEvent[] {
  const byIds = eventsById(events);
  const known = new Map<string, string>();
  for (const event of [...byIds.first.values()].sort(byId)) {
    if (!to.ledger(event)) known.set(event.eventId, to.contentOf(event.eventId));
  }
  return sortOut(byIds, known, fileKnown);
}

const byId = (one: LoadEvent, other: LoadEvent): number => (one.eventId < other.eventId ? -1 : 1);

/** Pages of the log after which it is copied into the file: few copies of the pages that every batch touches. */
const LOG_PAGES = 16_000;

function prepare(raw: Raw, organizationId: number): Statements {
  raw.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  // A mapped file counts as memory of this process as far as it was touched; writing gains nothing by it.
  raw.pragma('mmap_size = 0');
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
  const ledgerOfAll = raw.prepare(
    `INSERT INTO event_ledger (organization_id, event_id, content_hash)
     SELECT ?, value ->> 0, value ->> 1 FROM jsonb_each(?) ORDER BY 2`,
  );
  const contentOf = raw
    .prepare('SELECT content_hash FROM event_ledger WHERE organization_id = ? AND event_id = ?')
    .pluck();
  return {
    organizationId,
    ledger: ({ eventId, contentHash }) => ledger.run(organizationId, eventId, contentHash).changes === 1,
    contentOf: (eventId) => contentOf.get(organizationId, eventId) as string,
    ledgerOfAll: (ids) => {
      try {
        ledgerOfAll.run(organizationId, ids);
        return true;
      } catch (thrown) {
        if ((thrown as { code?: string }).code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return false;
        throw thrown;
      }
    },
    events: rowInserter(raw),
    packer: new EventPacker(),
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

/** Statements kept compiled. */
const MOST_STATEMENTS = 100;

/**
 * Inserts rows of one kind with one statement that takes them all as JSON: SQLite takes a text apart faster than cells
 * are bound one by one, and looks up only once where ids go on. It reads every number of JSON.stringify as the same number.
 */
function rowInserter(raw: Raw): (rows: PackedKind) => void {
  const known = new Map<string, BetterSqlite3.Statement>();
  return ({ kind, constants, varying, rows }) => {
    const key = `${kind} ${varying.join()}`;
    let statement = known.get(key);
    if (statement === undefined) {
      if (known.size >= MOST_STATEMENTS) known.clear();
      statement = raw.prepare(insertStatement(kind, varying));
      known.set(key, statement);
    }
    const shared = constants.filter((_, index) => !varying.includes(index)).map(bound);
    statement.run(...shared, rows);
  };
}

function insertStatement(kind: EventKind, varying: readonly number[]): string {
  const columns = columnNames(kind);
  const cells = columns.map((_, index) => (varying.includes(index) ? `value ->> ${varying.indexOf(index)}` : '?'));
  // What fails undoes the whole transaction, so that no statement needs to be undone alone. A part with a limit of its own
  // is not merged with what is around it: each row is then taken out of the text once, not once per cell.
  return `INSERT OR FAIL INTO ${KINDS[kind].table} (${columns.join(', ')})
    SELECT ${cells.join(', ')} FROM (SELECT value FROM jsonb_each(?) LIMIT -1)`;
}

/** better-sqlite3 refuses booleans. */
const bound = (value: CellValue): CellValue => (value === true ? 1 : value === false ? 0 : value);
