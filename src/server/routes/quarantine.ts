import type { FastifyInstance } from 'fastify';
import type { Selectable } from 'kysely';
import { Failure } from '../../errors.ts';
import { refreshSummaries } from '../../analyze/summaries/refresh.ts';
import { retryQuarantine } from '../../ingest/retry-quarantine.ts';
import type { Database } from '../../store/database.ts';
import { instantMs, instantText } from '../../util/instant.ts';
import type { QuarantineDetail, QuarantineOutcome, QuarantinePage, QuarantineRecord } from '../contract.ts';
import { readCursor, readLimit, writeCursor } from '../cursor.ts';
import type { ServerContext } from '../server-context.ts';

const iso = (text: string): string => new Date(instantMs(text)).toISOString();

const toRecord = (row: Omit<Selectable<Database['quarantine']>, 'raw'>): QuarantineRecord => ({
  id: Number(row.id),
  runId: row.ingest_run_id === null ? null : Number(row.ingest_run_id),
  source: row.source,
  input: row.input,
  place: row.place,
  kind: row.kind,
  reason: row.reason,
  message: row.message,
  state: row.state,
  seen: row.seen,
  firstSeen: iso(row.first_seen),
  lastSeen: iso(row.last_seen),
});

const STATES = ['open', 'retried', 'dropped'] as const;

/** Records that were refused, newest first, and what can be done with them. */
export function quarantineRoutes(app: FastifyInstance, context: ServerContext): void {
  const { db } = context.store;

  const find = async (text: string): Promise<Selectable<Database['quarantine']>> => {
    const id = Number(text);
    const row = Number.isSafeInteger(id)
      ? await db.selectFrom('quarantine').selectAll().where('id', '=', id).executeTakeFirst()
      : undefined;
    if (!row) throw new Failure('NOT_FOUND', `there is no record ${text} in quarantine`);
    return row;
  };

  app.get<{ Querystring: { state?: string; reason?: string; cursor?: string; limit?: string } }>(
    '/api/quarantine',
    async (request): Promise<QuarantinePage> => {
      const { query } = request;
      const limit = readLimit(query.limit, 50, 500);
      const cursor = readCursor(query.cursor);
      const state = STATES.find((each) => each === (query.state ?? 'open'));
      if (!state) throw new Failure('INPUT_INVALID', `state must be one of ${STATES.join(', ')}`);
      let select = db
        .selectFrom('quarantine')
        .select(['id', 'organization_id', 'record_id', 'ingest_run_id', 'source', 'input', 'place', 'kind', 'reason'])
        .select(['message', 'state', 'seen', 'first_seen', 'last_seen'])
        .where('state', '=', state);
      if (query.reason) select = select.where('reason', '=', query.reason);
      if (cursor) select = select.where('id', '<', cursor.id);
      const rows = await select
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const reasons = await db
        .selectFrom('quarantine')
        .select(['reason', (build) => build.fn.countAll<number>().as('records')])
        .where('state', '=', state)
        .groupBy('reason')
        .orderBy('reason')
        .execute();
      const records = rows.slice(0, limit).map(toRecord);
      const last = records.at(-1);
      return {
        records,
        next: rows.length > limit && last ? writeCursor({ value: null, id: last.id }) : null,
        reasons: reasons.map(({ reason, records: count }) => ({ reason, records: Number(count) })),
      };
    },
  );

  app.get<{ Params: { id: string } }>('/api/quarantine/:id', async (request): Promise<QuarantineDetail> => {
    const row = await find(request.params.id);
    return { ...toRecord(row), raw: row.raw };
  });

  app.post<{ Params: { id: string } }>('/api/quarantine/:id/drop', async (request): Promise<QuarantineOutcome> => {
    const row = await find(request.params.id);
    if (row.state === 'retried') throw new Failure('INPUT_INVALID', `record ${row.id} was stored already`);
    await db
      .updateTable('quarantine')
      .set({ state: 'dropped', last_seen: instantText(context.now().getTime()) })
      .where('id', '=', row.id)
      .execute();
    return { id: Number(row.id), state: 'dropped', message: null };
  });

  app.post<{ Params: { id: string } }>('/api/quarantine/:id/retry', async (request): Promise<QuarantineOutcome> => {
    const row = await find(request.params.id);
    const id = Number(row.id);
    if (row.state === 'retried') throw new Failure('INPUT_INVALID', `record ${id} was stored already`);
    const { now, hashKey, timezone, store } = context;
    const { accepted } = await retryQuarantine(store, [id], { now, hashKey, timezone });
    if (accepted > 0) await refreshSummaries(store, { now: now() });
    const after = await find(String(id));
    return { id, state: after.state, message: after.state === 'retried' ? null : after.message };
  });
}
