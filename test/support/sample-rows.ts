import { sql } from 'kysely';
import type { ColumnSpec, TableSpec } from '../../src/model/column.ts';
import { TABLES } from '../../src/model/tables.ts';
import type { Store } from '../../src/store/store.ts';

/** Tables in an order in which each comes after those it refers to. */
const FIRST = ['users', 'teams', 'patterns'];
export const TENANT_TABLES: readonly TableSpec[] = [
  ...FIRST.flatMap((name) => TABLES.filter((table) => table.name === name)),
  ...TABLES.filter((table) => table.tenant && !FIRST.includes(table.name)),
];

/** Numbers of rows that one organization's rows refer to; others must not collide with them. */
const numberOf = (organizationId: number): number => 100 * organizationId;

function valueOf(column: ColumnSpec, organizationId: number): unknown {
  if (column.name === 'organization_id') return organizationId;
  if (column.type === 'id' || /^(user|team|author|pattern)_id$/.test(column.name)) return numberOf(organizationId);
  if (column.values) return column.values[0];
  if (column.name === 'application_count' || column.name === 'failure_count') return 0;
  if (column.name === 'success_count') return 0;
  if (column.name === 'period_end') return '2026-03-09 00:00:00.000000';
  const byType: Record<ColumnSpec['type'], unknown> = {
    id: 1,
    integer: column.min ?? 1,
    bigint: 1,
    real: 0.5,
    decimal: 1.25,
    boolean: true,
    text: `${column.name}-${organizationId}`.slice(0, column.length ?? 100),
    json: '["a", {"b": 1.5}]',
    instant: '2026-03-02 10:11:12.123456',
    calendar: '2026-03-02 00:00:00.000000',
    uuid: '00000000-0000-4000-8000-000000000000',
  };
  return byType[column.type];
}

/** Writes one row of its organization into every tenant table, every column filled. */
export async function fillEveryTable(store: Store): Promise<void> {
  for (const table of TENANT_TABLES) {
    const isReferredTo = FIRST.includes(table.name);
    const columns = table.columns.filter(
      // A pattern's earlier version would have to be there before it.
      (column) => column.name !== 'parent_id' && (column.type !== 'id' || isReferredTo),
    );
    const names = sql.join(columns.map((column) => sql.ref(column.name)));
    const values = sql.join(columns.map((column) => valueOf(column, store.organizationId)));
    await sql`INSERT INTO ${sql.table(table.name)} (${names}) VALUES (${values})`.execute(store.db);
  }
}
