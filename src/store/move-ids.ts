import { type Kysely, sql } from 'kysely';
import type { TableSpec } from '../model/column.ts';
import { TABLES } from '../model/tables.ts';
import type { Database } from './database.ts';

/** Table -> what is added to the numbers of its rows, where a database has given some out already. */
export type IdOffsets = Record<string, number>;

type Row = Record<string, unknown>;

export const hasId = (table: TableSpec): boolean => table.columns.some((column) => column.type === 'id');

/** Column -> the table whose rows it numbers. */
const REFERENCES: Record<string, string> = {
  team_id: 'teams',
  user_id: 'users',
  author_id: 'users',
  pattern_id: 'patterns',
  parent_id: 'patterns',
  ingest_run_id: 'ingest_runs',
};
/** What audit_logs.resource_type says of the table that resource_id numbers. */
const RESOURCES: Record<string, string> = { pattern: 'patterns', user: 'users', team: 'teams', config: 'configs' };

/** The highest number each table has given out, over all organizations: a sequence knows no row-level security. */
export async function idOffsets(db: Kysely<Database>): Promise<IdOffsets> {
  const offsets: IdOffsets = {};
  for (const table of TABLES.filter((each) => hasId(each) && each.tenant)) {
    const { rows } = await sql<{ last: number | null }>`
      SELECT pg_sequence_last_value(pg_get_serial_sequence(${`${table.schema}.${table.name}`}, 'id')) AS last`.execute(
      db,
    );
    const last = Number(rows[0]?.last ?? 0);
    if (last > 0) offsets[table.name] = last;
  }
  return offsets;
}

/** Adds the offsets to a row's own number and to those it refers to; with direction -1 takes them off again. */
export function applyOffsets(row: Row, table: TableSpec, offsets: IdOffsets, direction: 1 | -1): Row {
  if (Object.keys(offsets).length === 0) return row;
  const moved: Row = { ...row };
  for (const column of table.columns) {
    const value = row[column.name];
    if (typeof value !== 'number') continue;
    const owner = column.type === 'id' ? table.name : ownerOf(column.name, row);
    const offset = owner === undefined ? 0 : (offsets[owner] ?? 0);
    if (offset !== 0) moved[column.name] = value + direction * offset;
  }
  return moved;
}

const ownerOf = (column: string, row: Row): string | undefined =>
  column === 'resource_id' ? RESOURCES[String(row.resource_type)] : REFERENCES[column];

/** The next number a table gives out is larger than every one it holds. */
export async function settleSequences(db: Kysely<Database>, table: TableSpec): Promise<void> {
  const name = `${table.schema}.${table.name}`;
  await sql`
    SELECT setval(pg_get_serial_sequence(${name}, 'id'), greatest(highest, coalesce(last, 0)))
      FROM (SELECT max(id) AS highest, pg_sequence_last_value(pg_get_serial_sequence(${name}, 'id')) AS last
              FROM ${sql.table(table.name)}) AS numbers
     WHERE highest IS NOT NULL`.execute(db);
}
