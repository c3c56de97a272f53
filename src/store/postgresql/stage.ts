import type { PoolClient } from 'pg';
import { type EventKind, EVENT_KINDS, KINDS } from '../../model/kinds.ts';
import { columnNames, type PackedKind, unpackRows } from '../packed-events.ts';
import { ROLLUP_DIMENSIONS, ROLLUP_MEASURES } from '../rollup.ts';
import { copyLines, lines } from './copy.ts';

export const stageOf = (kind: EventKind): string => `stage_${KINDS[kind].table}`;

/** Temporary tables of this session, emptied at the end of each transaction. */
export const stageTables = (): string =>
  [
    'CREATE TEMP TABLE IF NOT EXISTS stage_ledger (event_id text, content_hash text) ON COMMIT DELETE ROWS',
    `CREATE TEMP TABLE IF NOT EXISTS stage_readings (number integer, entry text, read_at timestamptz, total integer, event_id text)
       ON COMMIT DELETE ROWS`,
    `CREATE TEMP TABLE IF NOT EXISTS stage_rollups ON COMMIT DELETE ROWS AS
       SELECT ${[...ROLLUP_DIMENSIONS, ...ROLLUP_MEASURES].join(', ')} FROM metrics.rollup_daily WITH NO DATA`,
    ...EVENT_KINDS.map(
      (kind) =>
        `CREATE TEMP TABLE IF NOT EXISTS ${stageOf(kind)} ON COMMIT DELETE ROWS AS
           SELECT ${columnNames(kind).join(', ')} FROM metrics.${KINDS[kind].table} WITH NO DATA`,
    ),
  ].join(';\n');

/** Inserts all rows of one kind by way of its temporary table, where they stay for the rest of the transaction. */
export async function insertRows(client: PoolClient, kind: EventKind, packs: readonly PackedKind[]): Promise<void> {
  const columns = columnNames(kind);
  await copyLines(client, stageOf(kind), columns, linesOf(packs));
  const names = columns.join(', ');
  await client.query(`INSERT INTO metrics.${KINDS[kind].table} (${names}) SELECT ${names} FROM ${stageOf(kind)}`);
}

/** A piece at a time is taken apart, so that no more than its cells are in memory at once. */
function* linesOf(packs: readonly PackedKind[]): Generator<string> {
  for (const pack of packs) yield* lines(unpackRows(pack));
}
