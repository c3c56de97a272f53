import { sql } from 'kysely';
import { EVENT_KINDS, KINDS } from '../src/model/kinds.ts';
import { tableSpec } from '../src/model/tables.ts';
import { ROLLUP_MEASURES } from '../src/store/rollup.ts';
import { PROPERTY_MEASURES } from '../src/store/rollup-properties.ts';
import type { Store } from '../src/store/store.ts';

/**
 * Makes `times` of every event of a sample, in SQL: minutes where ingest would take an hour. The copies happen when their
 * originals did, so the roll-ups keep their rows and only their sums grow. The ledger does not hear of them: for reading only.
 */
export async function multiplyEvents(store: Store, times: number, log: (line: string) => void): Promise<void> {
  for (const kind of EVENT_KINDS) {
    const { table } = KINDS[kind];
    const columns = tableSpec(table)
      .columns.map(({ name }) => name)
      .filter((name) => name !== 'id' && name !== 'event_id')
      .join(', ');
    const { rows } = await sql<{ last: number }>`SELECT COALESCE(MAX(id), 0) AS last FROM ${sql.table(table)}`.execute(
      store.db,
    );
    for (let copy = 1; copy < times; copy++) {
      await sql
        .raw(
          `INSERT INTO ${table} (event_id, ${columns})
           SELECT event_id || '-${copy}', ${columns} FROM ${table} WHERE id <= ${Number(rows[0]?.last ?? 0)}`,
        )
        .execute(store.db);
    }
    log(`${table}: ${times} times`);
  }
  for (const [table, measures] of [
    ['rollup_daily', ROLLUP_MEASURES],
    ['rollup_properties', PROPERTY_MEASURES],
  ] as const) {
    const set = measures.map((name) => `${name} = ${name} * ${times}`).join(', ');
    await sql.raw(`UPDATE ${table} SET ${set}`).execute(store.db);
  }
}
