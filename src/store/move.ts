import { type Kysely, sql } from 'kysely';
import { Failure } from '../errors.ts';
import type { TableSpec } from '../model/column.ts';
import { TABLES } from '../model/tables.ts';
import { sha256 } from '../util/hash.ts';
import type { Database } from './database.ts';
import { applyOffsets, hasId, idOffsets, type IdOffsets, settleSequences } from './move-ids.ts';
import { type RowHash, rowHasher } from './row-hash.ts';
import type { Store } from './store.ts';

type Row = Record<string, unknown>;
type Executor = Kysely<Database>;

export interface MovedTable {
  table: string;
  rows: number;
  /** Rows that an earlier, interrupted move had brought already. */
  known: number;
  /** Sum of the rows' hashes, the same on both sides. */
  hash: string;
}

interface MoveOptions {
  /** Says which source this is, so that an interrupted move goes on only from the same. */
  from: string;
  onProgress?: (table: string, rows: number) => void;
  signal?: AbortSignal;
}

const PARAMETERS = 30_000;
/** Those that others refer to come first. */
const FIRST = ['teams', 'users', 'patterns'];
/** What a database notes about its own summaries; the target's triggers do while the roll-ups come in. */
const OF_THE_DATABASE = ['summary_marks', 'summary_state'];

/** What is moved, in order: every organization's own rows, and what was deployed. */
export const MOVED_TABLES: readonly TableSpec[] = [
  ...FIRST.flatMap((name) => TABLES.filter((table) => table.name === name)),
  ...TABLES.filter(
    (table) => (table.tenant || isDeployment(table)) && ![...FIRST, ...OF_THE_DATABASE].includes(table.name),
  ),
];

function isDeployment(table: TableSpec): boolean {
  // A lock is held by a process, not by a database.
  return table.schema === 'gitops' && table.name !== 'deploy_locks';
}

/**
 * Copies an organization into a store that has none of its rows yet, then proves that both hold the same: number of rows
 * and a hash, table by table. Interrupted, it goes on where it was when called again. The source is only read, and SQLite
 * sources take no writes meanwhile.
 * @throws Failure ORG_REFUSED when the target holds other rows, MOVE_DIFFERS when the proof fails
 */
export async function moveOrganization(source: Store, target: Store, options: MoveOptions): Promise<MovedTable[]> {
  return source.transaction(async (from) => {
    if (source.dialect === 'postgresql') await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`.execute(from);
    const offsets = await claim(target, options.from);
    await copyOrganizationRow(from, source, target);
    const moved: MovedTable[] = [];
    for (const table of MOVED_TABLES) {
      const known = await copyTable({ table, from, source, target, offsets, options });
      if (target.dialect === 'postgresql' && hasId(table)) await settleSequences(target.db, table);
      const [there, here] = [await hashOf(from, source, table), await hashOf(target.db, target, table, offsets)];
      if (there.text !== here.text) {
        throw new Failure(
          'MOVE_DIFFERS',
          `${table.name} has ${there.rows} rows in the source and ${here.rows} in the target, or other values`,
        );
      }
      moved.push({ table: table.name, rows: here.rows, known, hash: here.text });
    }
    await release(from, source, target);
    return moved;
  });
}

/** What a move would copy. */
export async function countOrganization(source: Store): Promise<MovedTable[]> {
  const counted: MovedTable[] = [];
  for (const table of MOVED_TABLES) {
    counted.push({ table: table.name, rows: await rowsIn(source, table), known: 0, hash: '' });
  }
  return counted;
}

interface Marker {
  move?: { from: string; offsets: IdOffsets };
}

/** Marks the target as being filled from this source, or finds the mark of an interrupted move. */
async function claim(target: Store, from: string): Promise<IdOffsets> {
  const settings = await settingsOf(target.db, target);
  const fingerprint = sha256(from);
  if (settings.move) {
    if (settings.move.from === fingerprint) return settings.move.offsets;
    throw new Failure('ORG_REFUSED', 'this organization is being filled from another database', {
      hint: 'Finish that move, or take an empty database.',
    });
  }
  for (const table of MOVED_TABLES) {
    const { rows } = await sql`SELECT 1 FROM ${sql.table(table.name)} ${ofOrganization(table, target)} LIMIT 1`.execute(
      target.db,
    );
    if (rows.length > 0) {
      throw new Failure('ORG_REFUSED', `the target has rows in ${table.name} already`, {
        hint: 'Move into an empty database, or into another organization of it.',
      });
    }
  }
  const offsets = target.dialect === 'postgresql' ? await idOffsets(target.db) : {};
  await saveSettings(target, JSON.stringify({ move: { from: fingerprint, offsets } } satisfies Marker));
  return offsets;
}

async function settingsOf(db: Executor, store: Store): Promise<Marker> {
  const row = await db
    .selectFrom('organizations')
    .select('settings')
    .where('id', '=', store.organizationId)
    .executeTakeFirst();
  const value: unknown = row?.settings ? JSON.parse(row.settings) : {};
  return typeof value === 'object' && value !== null ? (value as Marker) : {};
}

const saveSettings = async (store: Store, settings: string | null): Promise<void> => {
  await store.db.updateTable('organizations').set({ settings }).where('id', '=', store.organizationId).execute();
};

async function copyOrganizationRow(from: Executor, source: Store, target: Store): Promise<void> {
  const { name, subscription_tier, created_at, updated_at } = await from
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', source.organizationId)
    .executeTakeFirstOrThrow();
  await target.db
    .updateTable('organizations')
    .set({ name, subscription_tier, created_at, updated_at })
    .where('id', '=', target.organizationId)
    .execute();
}

/** The target is whole: its settings become those of the source, and the mark goes. */
async function release(from: Executor, source: Store, target: Store): Promise<void> {
  const row = await from
    .selectFrom('organizations')
    .select('settings')
    .where('id', '=', source.organizationId)
    .executeTakeFirst();
  await saveSettings(target, row?.settings ?? null);
}

const ofOrganization = (table: TableSpec, store: Store) =>
  table.tenant ? sql`WHERE organization_id = ${sql.lit(store.organizationId)}` : sql`WHERE 1 = 1`;

/** The columns that order a table, so that it can be read in pieces with an index. */
function keyOf(table: TableSpec, source: Store): string[] {
  const keys: Record<string, string[]> = {
    event_ledger: ['event_id'],
    running_totals: ['entry', 'read_at'],
    rollup_daily: ['kind', 'local_day', 'local_week', 'repository', 'environment', 'pattern', 'severity', 'category'],
    rollup_properties: ['property', 'local_day', 'repository', 'environment', 'pattern', 'outcome', 'value', 'detail'],
    data_version: ['organization_id'],
    retention: ['organization_id'],
    alerts: ['alert'],
    report_deliveries: ['report', 'target'],
    applied_objects: ['environment', 'kind', 'uuid'],
  };
  const known = keys[table.name];
  if (known) return known;
  return table.partitionedBy && source.dialect === 'postgresql' ? [table.partitionedBy, 'id'] : ['id'];
}

/** Reads a table in pieces, in the order of its key, from after `last`. */
async function* pieces(db: Executor, store: Store, table: TableSpec, last?: readonly unknown[]): AsyncGenerator<Row[]> {
  const key = keyOf(table, store);
  const columns = sql.join(table.columns.map((column) => sql.ref(column.name)));
  const order = sql.join(key.map((name) => sql.ref(name)));
  const size = Math.floor(PARAMETERS / table.columns.length);
  let after = last;
  for (;;) {
    const condition = after ? sql`AND (${order}) > (${sql.join([...after])})` : sql``;
    const { rows } = await sql<Row>`SELECT ${columns} FROM ${sql.table(table.name)} ${ofOrganization(table, store)}
      ${condition} ORDER BY ${order} LIMIT ${sql.lit(size)}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = key.map((name) => rows.at(-1)?.[name]);
  }
}

interface CopyJob {
  table: TableSpec;
  from: Executor;
  source: Store;
  target: Store;
  offsets: IdOffsets;
  options: MoveOptions;
}

/** Copies what the target lacks; answers how many rows it had. */
async function copyTable({ table, from, source, target, offsets, options }: CopyJob): Promise<number> {
  // Rows come in the order of the key, each piece in a transaction: what is there is the beginning of it.
  const known = await rowsIn(target, table);
  let last: unknown[] | undefined;
  let copied = 0;
  if (known > 0) {
    const key = keyOf(table, source);
    const { rows } = await sql<Row>`SELECT ${sql.join(key.map((name) => sql.ref(name)))} FROM ${sql.table(table.name)}
      ${ofOrganization(table, source)} ORDER BY ${sql.join(key.map((name) => sql.ref(name)))}
      LIMIT 1 OFFSET ${sql.lit(known - 1)}`.execute(from);
    last = key.map((name) => rows[0]?.[name]);
  }
  for await (const rows of pieces(from, source, table, last)) {
    options.signal?.throwIfAborted();
    const ready = rows.map((row) => ({
      ...applyOffsets(row, table, offsets, 1),
      ...(table.tenant ? { organization_id: target.organizationId } : {}),
    }));
    if (table.partitionedBy && target.dialect === 'postgresql') await ensureMonths(target, table, ready);
    await target.transaction((tx) => insertRows(tx, table, ready));
    copied += rows.length;
    options.onProgress?.(table.name, known + copied);
  }
  return known;
}

async function ensureMonths(target: Store, table: TableSpec, rows: readonly Row[]): Promise<void> {
  const months = [...new Set(rows.map((row) => `${String(row[table.partitionedBy ?? '']).slice(0, 7)}-01`))];
  await sql`SELECT metrics.ensure_partitions(${table.name}, ${months}::date[])`.execute(target.db);
}

async function insertRows(tx: Executor, table: TableSpec, rows: readonly Row[]): Promise<void> {
  const names = table.columns.map((column) => column.name);
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const values = sql.join(rows.map((row) => sql`(${sql.join(names.map((name) => row[name]))})`));
  await sql`INSERT INTO ${sql.table(table.name)} (${columns}) VALUES ${values}`.execute(tx);
}

async function rowsIn(store: Store, table: TableSpec): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(table.name)}
    ${ofOrganization(table, store)}`.execute(store.db);
  return Number(rows[0]?.n ?? 0);
}

async function hashOf(db: Executor, store: Store, table: TableSpec, offsets: IdOffsets = {}): Promise<RowHash> {
  const hasher = rowHasher(table);
  for await (const rows of pieces(db, store, table)) {
    for (const row of rows) hasher.add(applyOffsets(row, table, offsets, -1));
  }
  return hasher.result();
}
