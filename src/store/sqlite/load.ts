import type BetterSqlite3 from 'better-sqlite3';
import type { EventKind } from '../../model/kinds.ts';
import { KINDS } from '../../model/kinds.ts';
import {
  type CellValue,
  fileKnown,
  finalCounts,
  insertColumns,
  type LoadBatch,
  type LoadBatchFunction,
  type LoadEvent,
  type LoadResult,
} from '../load.ts';
import { ROLLUP_DIMENSIONS, ROLLUP_MEASURES, type RollupRow, RollupSums } from '../rollup.ts';
import type { SqliteConnection } from './connection.ts';
import { type PendingReadings, readingsOn } from './readings.ts';

type Raw = BetterSqlite3.Database;
type Cells = readonly CellValue[];

/** Rows in one statement: enough that the statement's own cost vanishes, few enough for SQLite's limit of variables. */
const ROWS_PER_STATEMENT = 40;

/** Stores batches through the raw connection: one transaction each, prepared multi-row statements. */
export function sqliteLoader(connection: SqliteConnection, organizationId: number): LoadBatchFunction {
  let statements: Statements | undefined;
  return (batch) =>
    connection.exclusive((raw) => {
      statements ??= prepare(raw, organizationId);
      raw.exec('BEGIN IMMEDIATE');
      try {
        const result = load(batch, statements);
        raw.exec('COMMIT');
        return result;
      } finally {
        if (raw.inTransaction) raw.exec('ROLLBACK');
      }
    });
}

interface Statements {
  /** False when any of them is there already; then none was written. */
  tryLedger: (events: readonly LoadEvent[]) => boolean;
  knownIds: (ids: readonly string[]) => Map<string, string>;
  ledger: (rows: readonly Cells[]) => void;
  events: (kind: EventKind, rows: readonly Cells[]) => void;
  readings: PendingReadings;
  rollups: (rows: readonly RollupRow[]) => void;
  quarantine: BetterSqlite3.Statement;
  version: BetterSqlite3.Statement;
  run: BetterSqlite3.Statement;
  organizationId: number;
}

/** One batch, inside a transaction that holds the write lock: what is looked up stays true. */
function load(batch: LoadBatch, to: Statements): LoadResult {
  const result: LoadResult = { stored: 0, known: 0, conflicts: [], recounted: 0 };
  const fresh = newEvents(batch.events, to, result);

  const sums = new RollupSums();
  result.recounted = to.readings.apply(fresh, sums);
  const byKind = new Map<EventKind, Cells[]>();
  for (const event of fresh) {
    const rows = byKind.get(event.kind);
    if (rows) rows.push(event.row);
    else byKind.set(event.kind, [event.row]);
    sums.add(event);
  }
  for (const [kind, rows] of byKind) to.events(kind, rows);
  to.rollups(sums.rows());
  result.stored = fresh.length;

  for (const each of [...batch.quarantine, ...result.conflicts]) {
    to.quarantine.run({ ...each, runId: batch.runId, now: batch.now, organizationId: to.organizationId });
  }
  if (fresh.length > 0) to.version.run(to.organizationId, batch.now);
  const counts = finalCounts(batch, result);
  to.run.run({ ...counts, runId: batch.runId });
  return result;
}

/**
 * Puts the ids into the ledger; answers the events whose id was never seen. The others are known, or a conflict. Most
 * runs meet only new ids or only known ones, so a whole piece is tried first, and looked through only when it fails.
 */
function newEvents(events: readonly LoadEvent[], to: Statements, result: LoadResult): LoadEvent[] {
  const first = new Map<string, LoadEvent>();
  const again: LoadEvent[] = [];
  for (const event of events) {
    if (first.has(event.eventId)) again.push(event);
    else first.set(event.eventId, event);
  }
  const refused = new Set<string>();
  const fresh: LoadEvent[] = [];
  const unique = [...first.values()];
  for (let at = 0; at < unique.length; at += ROWS_PER_STATEMENT) {
    const piece = unique.slice(at, at + ROWS_PER_STATEMENT);
    // Only one statement is all or nothing; a short piece would be several.
    if (piece.length === ROWS_PER_STATEMENT && to.tryLedger(piece)) {
      for (const event of piece) fresh.push(event);
      continue;
    }
    const known = to.knownIds(piece.map((event) => event.eventId));
    const unknown = piece.filter((event) => !known.has(event.eventId));
    to.ledger(unknown.map((event) => [to.organizationId, event.eventId, event.contentHash]));
    for (const event of piece) {
      const hash = known.get(event.eventId);
      if (hash === undefined) fresh.push(event);
      else {
        if (hash !== event.contentHash) refused.add(event.eventId);
        fileKnown(event, hash === event.contentHash, result);
      }
    }
  }
  for (const event of again) {
    const original = first.get(event.eventId);
    fileKnown(event, original?.contentHash === event.contentHash && !refused.has(event.eventId), result);
  }
  return fresh;
}

/** Pages of the log after which it is copied into the file: few copies of the pages that every batch touches. */
const LOG_PAGES = 16_000;

function prepare(raw: Raw, organizationId: number): Statements {
  raw.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
  // A mapped file counts as memory of this process as far as it was touched; writing gains nothing by it.
  raw.pragma('mmap_size = 0');
  const inserts = new Map<EventKind, (rows: readonly Cells[]) => void>();
  const rollupColumns = ['organization_id', ...ROLLUP_DIMENSIONS, ...ROLLUP_MEASURES];
  const sums = ROLLUP_MEASURES.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
  const rollups = multiRow(
    raw,
    'rollup_daily',
    rollupColumns,
    `ON CONFLICT (organization_id, ${ROLLUP_DIMENSIONS.join(', ')}) DO UPDATE SET ${sums}`,
  );
  const ledger = multiRow(raw, 'event_ledger', ['organization_id', 'event_id', 'content_hash']);
  return {
    organizationId,
    knownIds: idLookup(raw, organizationId),
    ledger,
    tryLedger: (events) => {
      try {
        ledger(events.map((event) => [organizationId, event.eventId, event.contentHash]));
        return true;
      } catch (thrown) {
        if ((thrown as { code?: string }).code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return false;
        throw thrown;
      }
    },
    events: (kind, rows) => {
      let insert = inserts.get(kind);
      if (insert === undefined) {
        insert = multiRow(
          raw,
          KINDS[kind].table,
          insertColumns(kind).map((column) => column.name),
        );
        inserts.set(kind, insert);
      }
      insert(rows);
    },
    readings: readingsOn(raw, organizationId),
    rollups: (rows) => rollups(rows.map((row) => [organizationId, ...row.dimensions, ...row.measures])),
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
 * Inserts any number of rows, many per statement. Columns in which all rows agree (source, run, mostly the repository) are
 * bound once per statement: binding is what costs here.
 */
function multiRow(raw: Raw, table: string, columns: readonly string[], tail = ''): (rows: readonly Cells[]) => void {
  const width = columns.length;
  const known = new Map<string, BetterSqlite3.Statement>();
  const statement = (varying: readonly number[], rows: number): BetterSqlite3.Statement => {
    const key = `${rows}:${varying.join()}`;
    let found = known.get(key);
    if (found === undefined) {
      const text = `INSERT INTO ${table} (${columns.join(',')}) ${rowsOf(width, varying, rows)} ${tail}`;
      found = raw.prepare(text);
      known.set(key, found);
    }
    return found;
  };
  return (rows) => {
    const [first] = rows;
    if (first === undefined) return;
    const varying = varyingColumns(rows, width);
    const constants = Array.from({ length: width }, (_, index) => index).filter((index) => !varying.includes(index));
    for (let at = 0; at < rows.length; ) {
      const count = rows.length - at >= ROWS_PER_STATEMENT ? ROWS_PER_STATEMENT : 1;
      const values: CellValue[] = [];
      for (const index of constants) values.push(bound(first[index] as CellValue));
      for (let i = at; i < at + count; i++) {
        const row = rows[i] as Cells;
        for (const index of varying) values.push(bound(row[index] as CellValue));
      }
      statement(varying, count).run(values);
      at += count;
    }
  };
}

/** Columns in which not all rows agree; all of them when there is but one row. */
const varyingColumns = (rows: readonly Cells[], width: number): number[] => {
  const first = rows[0] as Cells;
  const all = Array.from({ length: width }, (_, index) => index);
  const varying = all.filter((index) => rows.some((row) => row[index] !== first[index]));
  return varying.length === 0 ? all : varying;
};

/** One row of constants, beside rows of what varies. Parameters of SQLite may be numbered, but not those of its driver. */
function rowsOf(width: number, varying: readonly number[], rows: number): string {
  const marks = (count: number): string => Array.from({ length: count }, () => '?').join(',');
  const values = Array.from({ length: rows }, () => `(${marks(varying.length)})`).join(',');
  if (varying.length === width) return `VALUES ${values}`;
  let constants = 0;
  const cells = Array.from({ length: width }, (_, index) => {
    const at = varying.indexOf(index);
    return at === -1 ? `c.c${constants++}` : `v.column${at + 1}`;
  });
  const named = Array.from({ length: constants }, (_, index) => `? AS c${index}`).join(',');
  return `SELECT ${cells.join(',')} FROM (SELECT ${named}) c, (VALUES ${values}) v WHERE true`;
}

/** better-sqlite3 refuses booleans. */
const bound = (value: CellValue): CellValue => (value === true ? 1 : value === false ? 0 : value);

/** Which of these ids the ledger has, with the hash of their content. */
function idLookup(raw: Raw, organizationId: number): (ids: readonly string[]) => Map<string, string> {
  const text = (count: number): string =>
    `SELECT event_id, content_hash FROM event_ledger
      WHERE organization_id = ${organizationId} AND event_id IN (${Array.from({ length: count }, () => '?').join(',')})`;
  const many = raw.prepare(text(ROWS_PER_STATEMENT)).raw();
  const single = raw.prepare(text(1)).raw();
  return (ids) => {
    const known = new Map<string, string>();
    const take = (rows: unknown[]): void => {
      for (const [id, content] of rows as [string, string][]) known.set(id, content);
    };
    let at = 0;
    for (; at + ROWS_PER_STATEMENT <= ids.length; at += ROWS_PER_STATEMENT) {
      take(many.all(ids.slice(at, at + ROWS_PER_STATEMENT)));
    }
    for (; at < ids.length; at++) take(single.all(ids[at]));
    return known;
  };
}
