import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { inputOfBytes } from '../../src/collect/open-input.ts';
import { ingestInput } from '../../src/ingest/ingest.ts';
import type { IngestOptions } from '../../src/ingest/options.ts';
import type { RunReport } from '../../src/ingest/report.ts';
import { EVENT_KINDS, KINDS } from '../../src/model/kinds.ts';
import { tableSpec } from '../../src/model/tables.ts';
import type { Store } from '../../src/store/store.ts';

export const options = (more: Partial<IngestOptions> = {}): IngestOptions => ({
  source: 'test',
  hashKey: 'key of the tests',
  ...more,
});

/** Ingests a value (as JSON), a text or bytes. */
export const ingest = (
  store: Store | undefined,
  content: unknown,
  more: Partial<IngestOptions> = {},
): Promise<RunReport> => {
  const bytes = Buffer.isBuffer(content)
    ? content
    : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return ingestInput(store, { name: 'input', bytes: inputOfBytes(bytes, 'input') }, options(more));
};

type Row = Record<string, unknown>;

const TABLES: readonly (readonly [table: string, dropped: readonly string[]])[] = [
  ...EVENT_KINDS.map((kind) => [KINDS[kind].table, ['id', 'ingest_run_id', 'created_at']] as const),
  ...['rollup_daily', 'rollup_properties', 'event_ledger', 'running_totals'].map((table) => [table, []] as const),
];

const cleaned = (row: Row, dropped: readonly string[]): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !dropped.includes(name))
      .map(([name, value]) => [name, typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );

/** Everything that ingest decides, without what differs from run to run (numbers, times of writing). */
export async function contents(store: Store): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const [table, dropped] of TABLES) {
    const rows = (await store.db
      .selectFrom(table as 'metrics_bugs')
      .selectAll()
      .execute()) as Row[];
    tables[table] = rows
      .map((row) => cleaned(row, dropped))
      .map((row) => ({ row, text: JSON.stringify(row) }))
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ row }) => row);
  }
  return tables;
}

const PAGE = 20_000;

/** The same of each table as a number of rows and a sum of their hashes, for more rows than fit into the memory. */
export async function fingerprints(store: Store): Promise<Record<string, string>> {
  const tables: Record<string, string> = {};
  for (const [table, dropped] of TABLES) {
    const names = tableSpec(table).columns.flatMap(({ name, type }) => (type === 'json' ? [] : [name]));
    const order = sql.raw(names.includes('id') ? 'id' : names.join(', '));
    let count = 0;
    let sum = 0n;
    for (let page = PAGE; page === PAGE; ) {
      const { rows } =
        await sql<Row>`SELECT * FROM ${sql.table(table)} ORDER BY ${order} LIMIT ${PAGE} OFFSET ${count}`.execute(
          store.db,
        );
      for (const row of rows) {
        const hash = createHash('sha256')
          .update(JSON.stringify(cleaned(row, dropped)))
          .digest();
        sum += hash.readBigUInt64BE();
      }
      count += rows.length;
      page = rows.length;
    }
    tables[table] = `${count} rows, ${sum.toString(16)}`;
  }
  return tables;
}

/** Removes everything ingest wrote, so that one database serves many examples. */
export async function wipe(store: Store): Promise<void> {
  const tables = [
    ...EVENT_KINDS.map((kind) => KINDS[kind].table),
    'rollup_daily',
    'rollup_properties',
    'event_ledger',
    'running_totals',
    'quarantine',
  ];
  await store.transaction(async (tx) => {
    for (const table of tables) await tx.deleteFrom(table as 'metrics_bugs').execute();
  });
}
