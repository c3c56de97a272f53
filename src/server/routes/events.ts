import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Cell } from '../../charts/picture.ts';
import { Failure } from '../../errors.ts';
import { EVENT_KINDS, type EventKind, KINDS, tableOfKind } from '../../model/kinds.ts';
import { instantText } from '../../util/instant.ts';
import type { EventDetail, EventKindInfo, EventPage } from '../contract.ts';
import { readCursor, readLimit, writeCursor } from '../cursor.ts';
import { isEventKind, kindInfo, shownColumns } from '../event-kinds.ts';
import { eventLinks } from '../event-links.ts';
import type { ServerContext } from '../server-context.ts';

type Query = Record<string, string | string[] | undefined>;

const MOST = 500;
const CONTROL = new Set(['from', 'to', 'q', 'sort', 'cursor', 'limit', 'token']);

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
const many = (value: string | string[] | undefined): string[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** @throws Failure NOT_FOUND */
function readKind(word: string): EventKind {
  if (isEventKind(word)) return word;
  throw new Failure('NOT_FOUND', `there is no kind of event ${word}`, { hint: `Kinds: ${EVENT_KINDS.join(', ')}` });
}

/** @throws Failure INPUT_INVALID */
function readTime(name: string, text: string | undefined): string | null {
  if (!text) return null;
  const ms = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(ms))
    throw new Failure('INPUT_INVALID', `${name} is no time: ${text}`, {
      hint: 'Write 2026-11-21 or an ISO 8601 time.',
    });
  return instantText(ms);
}

/** The table is chosen by the request, so Kysely's types cannot check its columns: they are taken from src/model. */
const ref = (name: string) => sql.ref<string | number | boolean | null>(name);

const toCell = (value: unknown): Cell => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
};

export function eventRoutes(app: FastifyInstance, context: ServerContext): void {
  const { db } = context.store;

  app.get('/api/events/kinds', async (): Promise<EventKindInfo[]> => EVENT_KINDS.map(kindInfo));

  app.get<{ Params: { kind: string }; Querystring: Query }>(
    '/api/events/:kind',
    async (request): Promise<EventPage> => {
      const kind = readKind(request.params.kind);
      const table = tableOfKind(kind);
      const { query } = request;
      const columns = new Map(shownColumns(table).map((column) => [column.name, column]));
      const given = one(query.sort) ?? `-${KINDS[kind].time}`;
      const down = given.startsWith('-');
      const sort = columns.get(given.replace(/^-/, ''));
      if (!sort)
        throw new Failure('INPUT_INVALID', `cannot sort by ${given}`, {
          hint: `Columns: ${[...columns.keys()].join(', ')}`,
        });
      const limit = readLimit(one(query.limit), 50, MOST);

      let select = db.selectFrom(table.name as 'metrics_bugs').select(['id', 'event_id', ...columns.keys()] as 'id'[]);
      const time = ref(KINDS[kind].time);
      const [from, to] = [readTime('from', one(query.from)), readTime('to', one(query.to))];
      if (from) select = select.where(time, '>=', from);
      if (to) select = select.where(time, '<', to);
      for (const [name, value] of Object.entries(query)) {
        if (CONTROL.has(name) || value === undefined) continue;
        const column = columns.get(name);
        if (!column)
          throw new Failure('INPUT_INVALID', `${kind} has no column ${name}`, {
            hint: `Columns: ${[...columns.keys()].join(', ')}`,
          });
        const values = many(value).map((text) =>
          column.type === 'boolean'
            ? text === 'true'
            : column.type === 'text' || column.type === 'json'
              ? text
              : Number(text),
        );
        select = select.where(ref(name), 'in', values);
      }
      const words = one(query.q)?.trim().toLowerCase();
      if (words) {
        const pattern = `%${words.replaceAll(/[%_\\]/g, '\\$&')}%`;
        const texts = [...columns.values()].filter((column) => column.type === 'text');
        select = select.where((build) =>
          build.or(texts.map((column) => sql<boolean>`lower(${sql.ref(column.name)}) like ${pattern} escape '\\'`)),
        );
      }
      const cursor = readCursor(one(query.cursor));
      const key = ref(sort.name);
      if (cursor) select = select.where(after(sort.name, cursor.value, cursor.id, down));
      const rows = await select
        // No data last, whichever way.
        .orderBy(sql`${key} is null`)
        .orderBy(key, down ? 'desc' : 'asc')
        .orderBy('id', down ? 'desc' : 'asc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit) as unknown as Record<string, unknown>[];
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        rows: page.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toCell(value)]))),
        next: last ? writeCursor({ value: cursorValue(last[sort.name]), id: Number(last.id) }) : null,
      };
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

const cursorValue = (value: unknown): string | number | null => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'bigint' ? Number(value) : (value as string | number);
};

/** Rows after a place, in an order with nulls last and the id as the tie-break. */
function after(column: string, value: string | number | null, id: number, down: boolean) {
  const key = sql.ref(column);
  const further = sql.raw(down ? '<' : '>');
  if (value === null) return sql<boolean>`(${key} is null and id ${further} ${id})`;
  return sql<boolean>`(${key} ${further} ${value} or (${key} = ${value} and id ${further} ${id}) or ${key} is null)`;
}
