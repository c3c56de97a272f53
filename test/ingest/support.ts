import { inputOfBytes } from '../../src/collect/open-input.ts';
import { ingestInput } from '../../src/ingest/ingest.ts';
import type { IngestOptions } from '../../src/ingest/options.ts';
import type { RunReport } from '../../src/ingest/report.ts';
import { EVENT_KINDS, KINDS } from '../../src/model/kinds.ts';
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

/** Everything that ingest decides, without what differs from run to run (numbers, times of writing). */
export async function contents(store: Store): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  const take = async (table: string, dropped: readonly string[]): Promise<void> => {
    const rows = (await store.db
      .selectFrom(table as 'metrics_bugs')
      .selectAll()
      .execute()) as Row[];
    const cleaned = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([name]) => !dropped.includes(name))
          .map(([name, value]) => [name, typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value])
          .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      ),
    );
    tables[table] = cleaned.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  };
  for (const kind of EVENT_KINDS) await take(KINDS[kind].table, ['id', 'ingest_run_id', 'created_at']);
  await take('rollup_daily', []);
  await take('rollup_properties', []);
  await take('event_ledger', []);
  await take('running_totals', []);
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
