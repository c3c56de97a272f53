import type { FastifyInstance } from 'fastify';
import { Failure } from '../../errors.ts';
import { EVENT_KINDS, tableOfKind } from '../../model/kinds.ts';
import type { EventDetail, EventKindInfo, EventPage } from '../contract.ts';
import { readLimit } from '../cursor.ts';
import { kindInfo, shownColumns } from '../event-kinds.ts';
import { eventLinks } from '../event-links.ts';
import { findEvents, readKind, toCell } from '../find-events.ts';
import type { ServerContext } from '../server-context.ts';

type Query = Record<string, string | string[] | undefined>;

const MOST = 500;
const CONTROL = new Set(['from', 'to', 'q', 'sort', 'cursor', 'limit', 'token']);

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const many = (value: string | string[] | undefined): string[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

export function eventRoutes(app: FastifyInstance, context: ServerContext): void {
  const { db } = context.store;

  app.get('/api/events/kinds', async (): Promise<EventKindInfo[]> => EVENT_KINDS.map(kindInfo));

  app.get<{ Params: { kind: string }; Querystring: Query }>(
    '/api/events/:kind',
    async (request): Promise<EventPage> => {
      const { query } = request;
      const columns = Object.entries(query).filter(([name]) => !CONTROL.has(name));
      return findEvents(db, readKind(request.params.kind), {
        from: one(query.from),
        to: one(query.to),
        words: one(query.q),
        sort: one(query.sort),
        cursor: one(query.cursor),
        limit: readLimit(one(query.limit), 50, MOST),
        where: Object.fromEntries(columns.map(([name, value]) => [name, many(value)])),
      });
    },
  );

  app.get<{ Params: { kind: string; id: string } }>('/api/events/:kind/:id', async (request): Promise<EventDetail> => {
    const kind = readKind(request.params.kind);
    const table = tableOfKind(kind);
    const names = ['event_id', 'ingest_run_id', 'local_week', ...shownColumns(table).map(({ name }) => name)];
    const row = await db
      .selectFrom(table.name as 'metrics_bugs')
      .select(names as 'id'[])
      .where('event_id', '=', request.params.id)
      .executeTakeFirst();
    if (!row) throw new Failure('NOT_FOUND', `there is no ${kind} ${request.params.id}`);
    const event = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toCell(value)]));
    return { kind, event, links: eventLinks(event) };
  });
}
