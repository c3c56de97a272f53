import { type Kysely, sql } from 'kysely';
import { EVENT_KINDS, KINDS } from '../model/kinds.ts';
import type { Database } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { instantMs } from '../util/instant.ts';
import type { Freshness } from './contract.ts';

interface Span {
  since: string | null;
  until: string | null;
}

async function spanOf(db: Kysely<Database>, table: string, time: string): Promise<Span> {
  const column = sql.ref(time);
  // Two reads of an index rather than one of the table.
  const { rows } = await sql<Span>`
    select (select min(${column}) from ${sql.table(table)}) as since, (select max(${column}) from ${sql.table(table)}) as until
  `.execute(db);
  return rows[0] ?? { since: null, until: null };
}

const iso = (text: string | null): string | null => (text === null ? null : new Date(instantMs(text)).toISOString());

/** From when until when the events reach, over all kinds. Asked once per version of the data. */
export function freshnessReader(store: Store): () => Promise<Freshness> {
  let known: { version: number; answer: Promise<Freshness> } | undefined;
  const read = async (version: number): Promise<Freshness> => {
    const spans = await Promise.all(EVENT_KINDS.map((kind) => spanOf(store.db, KINDS[kind].table, KINDS[kind].time)));
    const times = spans.flatMap(({ since, until }) => (since !== null && until !== null ? [{ since, until }] : []));
    const sinces = times.map(({ since }) => since).sort();
    const untils = times.map(({ until }) => until).sort();
    return { since: iso(sinces[0] ?? null), until: iso(untils.at(-1) ?? null), dataVersion: version };
  };
  return async () => {
    const version = await store.dataVersion();
    if (known?.version !== version) {
      const answer = read(version);
      known = { version, answer };
      answer.catch(() => {
        known = undefined;
      });
    }
    return known.answer;
  };
}
