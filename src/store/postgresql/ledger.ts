import type { PoolClient } from 'pg';
import type { LoadEvent } from '../load-event.ts';
import type { FileKnown } from '../load.ts';
import { copyRows } from './copy.ts';
import { eventsById, sortOut } from '../sort-out.ts';
import { codeOf } from './failure.ts';

const UNIQUE_VIOLATION = '23505';

/** Where a whole batch was new, the next ones mostly are; once one is not, no more is made of it. */
export interface LedgerMood {
  expect: 'anything' | 'all new' | 'known ones';
}

/**
 * Puts the ids of a batch into the ledger, if none comes twice in it. Answers whether all were new; 'twice' has done nothing.
 */
export async function fileAll(
  client: PoolClient,
  ids: readonly (readonly [id: string, contentHash: string])[],
  organizationId: number,
  mood: LedgerMood,
): Promise<'all' | 'twice' | ReadonlySet<string>> {
  if (new Set(ids.map(([id]) => id)).size < ids.length) return 'twice';
  if (ids.length === 0) return 'all';
  await copyRows(client, 'stage_ledger', ['event_id', 'content_hash'], ids);
  return fileIds(client, organizationId, ids.length, mood);
}

/** Events whose id was never seen, of those that `fileAll` did not find to be all new; the others are known, or a conflict. */
export async function newEvents(
  client: PoolClient,
  events: readonly LoadEvent[],
  organizationId: number,
  filed: 'twice' | ReadonlySet<string>,
  fileKnown: FileKnown,
): Promise<LoadEvent[]> {
  const byId = eventsById(events);
  const { first } = byId;
  let ids = filed;
  if (ids === 'twice') {
    const pairs = [...first.values()].map(({ eventId, contentHash }) => [eventId, contentHash] as const);
    const found = await fileAll(client, pairs, organizationId, { expect: 'known ones' });
    ids = found instanceof Set ? (found as ReadonlySet<string>) : new Set(first.keys());
  }
  const known = new Map<string, string>();
  if (ids.size < first.size) {
    const others = await otherContents(client, organizationId);
    for (const [id, { contentHash }] of first) if (!ids.has(id)) known.set(id, others.get(id) ?? contentHash);
  }
  return sortOut(byId, known, fileKnown);
}

/** Puts the staged ids into the ledger; answers those that were new. */
async function fileIds(
  client: PoolClient,
  organizationId: number,
  staged: number,
  mood: LedgerMood,
): Promise<'all' | ReadonlySet<string>> {
  // In order of id, so that two batches with the same ids wait for each other and do not block each other for ever; and so
  // that a page of the index is touched once.
  const insert = `INSERT INTO metrics.event_ledger (organization_id, event_id, content_hash)
    SELECT $1, event_id, content_hash FROM stage_ledger ORDER BY event_id`;
  if (mood.expect === 'all new') {
    // Without looking for conflicts it takes half the time.
    await client.query('SAVEPOINT ledger');
    try {
      await client.query(insert, [organizationId]);
      return 'all';
    } catch (thrown) {
      if (codeOf(thrown) !== UNIQUE_VIOLATION) throw thrown;
      await client.query('ROLLBACK TO SAVEPOINT ledger');
      mood.expect = 'known ones';
    }
  }
  const inserted = await client.query({
    text: `${insert} ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [organizationId],
    rowMode: 'array',
  });
  const ids = new Set((inserted.rows as unknown as [string][]).map(([id]) => id));
  if (ids.size === staged && mood.expect === 'anything') mood.expect = 'all new';
  else if (ids.size < staged) mood.expect = 'known ones';
  return ids.size === staged ? 'all' : ids;
}

/** What is stored under those of the staged ids that came with other content. */
async function otherContents(client: PoolClient, organizationId: number): Promise<Map<string, string>> {
  const { rows } = await client.query(
    `SELECT s.event_id, l.content_hash FROM stage_ledger s
       JOIN metrics.event_ledger l ON l.organization_id = $1 AND l.event_id = s.event_id
      WHERE l.content_hash <> s.content_hash`,
    [organizationId],
  );
  return new Map(rows.map((row: { event_id: string; content_hash: string }) => [row.event_id, row.content_hash]));
}
