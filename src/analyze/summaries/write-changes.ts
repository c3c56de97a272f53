import { type Kysely, sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { instantMs } from '../../util/instant.ts';

export interface Changes {
  written: number;
  removed: number;
  unchanged: number;
}

type SummaryTable =
  | 'pattern_effectiveness'
  | 'metrics_summary'
  | 'development_metrics'
  | 'metric_verdicts'
  | 'metric_groups';
type Row = Record<string, unknown>;

export const NO_CHANGES: Changes = { written: 0, removed: 0, unchanged: 0 };

export const plus = (one: Changes, other: Changes): Changes => ({
  written: one.written + other.written,
  removed: one.removed + other.removed,
  unchanged: one.unchanged + other.unchanged,
});

interface WriteOptions {
  /** The columns that tell rows apart. */
  key: readonly string[];
  /** The part of the table that is looked at and changed: `column` from `from` on, before `to`. Without it all of it. */
  part?: { column: string; from: string; to: string; only?: { column: string; values: readonly string[] } };
  /** Where the rows say until when they looked, and until when these do, in milliseconds since 1970. */
  asOf?: { column: string; at: number };
}

const CHUNK = 500;
const DAY = 86_400_000;

/**
 * Makes a part of a summary table hold exactly `wanted`: writes the rows that differ, removes those that are gone. Rows that
 * stay keep their number. Where the part was looked at later than these rows were, it stays as it is.
 */
export async function writeChanges(
  tx: Kysely<Database>,
  table: SummaryTable,
  wanted: readonly object[],
  { key, part, asOf }: WriteOptions,
): Promise<Changes> {
  const rows = wanted as readonly Row[];
  // The tables share few columns; inside this file rows are plain records.
  const db = tx as unknown as Kysely<Record<SummaryTable, Row & { id: number }>>;
  const keyOf = (row: Row): string => key.map((name) => String(row[name])).join('\u0001');
  let stored = db.selectFrom(table).selectAll();
  if (part) {
    stored = stored
      .where(part.column as never, '>=', part.from as never)
      .where(part.column as never, '<', part.to as never);
  }
  if (part?.only) stored = stored.where(part.only.column as never, 'in', part.only.values as never);
  const found = await stored.execute();
  // Whoever looked later was quicker to write. Only a clock that was wrong is more than a day ahead.
  const ahead = (row: Row): number => (asOf ? instantMs(String(row[asOf.column])) - asOf.at : 0);
  if (found.some((row) => ahead(row) > 0 && ahead(row) <= DAY)) return { ...NO_CHANGES, unchanged: found.length };
  const existing = new Map(found.map((row) => [keyOf(row), row]));
  const changed: Row[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const old = existing.get(keyOf(row));
    existing.delete(keyOf(row));
    if (old && Object.keys(row).every((name) => same(row[name], old[name]))) unchanged++;
    else changed.push(row);
  }
  const values = Object.keys(rows[0] ?? {}).filter((name) => !key.includes(name));
  for (let from = 0; from < changed.length; from += CHUNK) {
    await db
      .insertInto(table)
      .values(changed.slice(from, from + CHUNK) as never)
      .onConflict((conflict) =>
        conflict
          .columns([...key] as never)
          .doUpdateSet(Object.fromEntries(values.map((name) => [name, sql.ref(`excluded.${name}`)])) as never),
      )
      .execute();
  }
  const gone = [...existing.values()].map((row) => row.id);
  for (let from = 0; from < gone.length; from += CHUNK) {
    await db
      .deleteFrom(table)
      .where('id' as never, 'in', gone.slice(from, from + CHUNK) as never)
      .execute();
  }
  return { written: changed.length, removed: gone.length, unchanged };
}

/** Databases give decimals and whole numbers back in their own types. */
const same = (mine: unknown, theirs: unknown): boolean =>
  typeof mine === 'number' && theirs !== null ? mine === Number(theirs) : mine === theirs;
