import { type Kysely, sql } from 'kysely';
import type { Cell } from '../charts/picture.ts';
import { Failure } from '../errors.ts';
import { EVENT_KINDS, type EventKind, KINDS, tableOfKind } from '../model/kinds.ts';
import type { Database } from '../store/database.ts';
import { instantText } from '../util/instant.ts';
import type { EventPage } from './contract.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { isEventKind, shownColumns } from './event-kinds.ts';

/** What is looked for. Times are text as a person writes them; `where` holds values by column. */
export interface EventQuery {
  from?: string | undefined;
  to?: string | undefined;
  /** Words in any text. */
  words?: string | undefined;
  /** A column, `-` before it for the other way; default: newest first. */
  sort?: string | undefined;
  cursor?: string | undefined;
  limit: number;
  where: Readonly<Record<string, readonly string[]>>;
  /** Only these columns may be seen, searched and sorted by; default: all that may be shown. */
  columns?: readonly string[];
}

/** @throws Failure NOT_FOUND */
export function readKind(word: string): EventKind {
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

export const toCell = (value: unknown): Cell => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
};

/**
 * A page of events of one kind, sorted, nulls last.
 * @throws Failure INPUT_INVALID for a column, time or cursor that does not exist
 */
export async function findEvents(db: Kysely<Database>, kind: EventKind, query: EventQuery): Promise<EventPage> {
  const table = tableOfKind(kind);
  const allowed = query.columns && new Set(query.columns);
  const shown = shownColumns(table).filter(({ name }) => !allowed || allowed.has(name));
  const columns = new Map(shown.map((column) => [column.name, column]));
  const known = { hint: `Columns: ${[...columns.keys()].join(', ')}` };
  const given = query.sort ?? `-${KINDS[kind].time}`;
  const down = given.startsWith('-');
  const sort = columns.get(given.replace(/^-/, ''));
  if (!sort) throw new Failure('INPUT_INVALID', `cannot sort by ${given}`, known);

  let select = db.selectFrom(table.name as 'metrics_bugs').select(['id', 'event_id', ...columns.keys()] as 'id'[]);
  const time = ref(KINDS[kind].time);
  const [from, to] = [readTime('from', query.from), readTime('to', query.to)];
  if (from) select = select.where(time, '>=', from);
  if (to) select = select.where(time, '<', to);
  for (const [name, texts] of Object.entries(query.where)) {
    const column = columns.get(name);
    if (!column) throw new Failure('INPUT_INVALID', `${kind} has no column ${name}`, known);
    const wrong = column.values && texts.find((text) => !column.values?.includes(text));
    if (wrong !== undefined) {
      throw new Failure('INPUT_INVALID', `${name} is never ${wrong.slice(0, 50)}`, {
        hint: `One of ${column.values?.join(', ')}.`,
      });
    }
    const values = texts.map((text) =>
      column.type === 'boolean'
        ? text === 'true'
        : column.type === 'text' || column.type === 'json'
          ? text
          : Number(text),
    );
    select = select.where(ref(name), 'in', values);
  }
  const words = query.words?.trim().toLowerCase();
  if (words) {
    const pattern = `%${words.replaceAll(/[%_\\]/g, '\\$&')}%`;
    const texts = [...columns.values()].filter((column) => column.type === 'text');
    select = select.where((build) =>
      build.or(texts.map((column) => sql<boolean>`lower(${sql.ref(column.name)}) like ${pattern} escape '\\'`)),
    );
  }
  const cursor = readCursor(query.cursor);
  const key = ref(sort.name);
  if (cursor) select = select.where(after(sort.name, cursor.value, cursor.id, down));
  const rows = await select
    // No data last, whichever way.
    .orderBy(sql`${key} is null`)
    .orderBy(key, down ? 'desc' : 'asc')
    .orderBy('id', down ? 'desc' : 'asc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit) as unknown as Record<string, unknown>[];
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    rows: page.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toCell(value)]))),
    next: last ? writeCursor({ value: cursorValue(last[sort.name]), id: Number(last.id) }) : null,
  };
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
