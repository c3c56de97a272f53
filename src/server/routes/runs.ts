import type { FastifyInstance } from 'fastify';
import type { Selectable } from 'kysely';
import { Failure } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { instantMs } from '../../util/instant.ts';
import type { Run, RunPage } from '../contract.ts';
import { readCursor, readLimit, writeCursor } from '../cursor.ts';
import type { ServerContext } from '../server-context.ts';

const iso = (text: string): string => new Date(instantMs(text)).toISOString();

const toRun = (row: Selectable<Database['ingest_runs']>): Run => ({
  id: Number(row.id),
  source: row.source,
  input: row.input,
  format: row.format,
  status: row.status,
  startedAt: iso(row.started_at),
  finishedAt: row.finished_at === null ? null : iso(row.finished_at),
  read: Number(row.records_read),
  stored: Number(row.events_stored),
  known: Number(row.events_known),
  quarantined: Number(row.records_quarantined),
  redacted: Number(row.values_redacted),
  error: row.error,
});

/** What was ingested, newest first. */
export function runRoutes(app: FastifyInstance, context: ServerContext): void {
  const { db } = context.store;

  app.get<{ Querystring: { cursor?: string; limit?: string } }>('/api/runs', async (request): Promise<RunPage> => {
    const limit = readLimit(request.query.limit, 50, 500);
    const cursor = readCursor(request.query.cursor);
    let select = db.selectFrom('ingest_runs').selectAll();
    if (cursor) select = select.where('id', '<', cursor.id);
    const rows = await select
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const runs = rows.slice(0, limit).map(toRun);
    const last = runs.at(-1);
    return { runs, next: rows.length > limit && last ? writeCursor({ value: null, id: last.id }) : null };
  });

  app.get<{ Params: { id: string } }>('/api/runs/:id', async (request): Promise<Run> => {
    const id = Number(request.params.id);
    const row = Number.isSafeInteger(id)
      ? await db.selectFrom('ingest_runs').selectAll().where('id', '=', id).executeTakeFirst()
      : undefined;
    if (!row) throw new Failure('NOT_FOUND', `there is no run ${request.params.id}`);
    return toRun(row);
  });
}
