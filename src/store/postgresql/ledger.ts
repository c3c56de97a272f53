import type { PoolClient } from 'pg';
import type { LoadEvent } from '../load-event.ts';
import type { FileKnown } from '../load.ts';
import { copyRows } from './copy.ts';
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
  const first = new Map<string, LoadEvent>();
  const again: LoadEvent[] = [];
  for (const event of events) {
    if (first.has(event.eventId)) again.push(event);
    else first.set(event.eventId, event);
  }
  let ids = filed;
  if (ids === 'twice') {
    const pairs = [...first.values()].map(({ eventId, contentHash }) => [eventId, contentHash] as const);
    const found = await fileAll(client, pairs, organizationId, { expect: 'known ones' });
    ids = found instanceof Set ? (found as ReadonlySet<string>) : new Set(first.keys());
  }
  const conflicting = ids.size === first.size ? new Set<string>() : await conflicts(client, organizationId);
  const fresh: LoadEvent[] = [];
  for (const [id, event] of first) {
    if (ids.has(id)) fresh.push(event);
    else fileKnown(event, !conflicting.has(id));
  }
  for (const event of again) {
    const same = first.get(event.eventId)?.contentHash === event.contentHash && !conflicting.has(event.eventId);
    fileKnown(event, same);
  }
  return fresh;
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

async function conflicts(client: PoolClient, organizationId: number): Promise<Set<string>> {
  const { rows } = await client.query(
    `SELECT s.event_id FROM stage_ledger s JOIN metrics.event_ledger l ON l.organization_id = $1 AND l.event_id = s.event_id
      WHERE l.content_hash <> s.content_hash`,
    [organizationId],
  );
  return new Set(rows.map((row: { event_id: string }) => row.event_id));
}
