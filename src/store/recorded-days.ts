import { type Kysely, sql } from 'kysely';
import { EVENT_KINDS } from '../model/kinds.ts';
import type { Database } from './database.ts';
import { PATTERN_APPLICATION } from './rollup.ts';

export interface RecordedDays {
  /** As calendar columns hold them; null before the first event. */
  first: string | null;
  last: string | null;
}

/**
 * First and last day of the organization with any event. The key of the roll-up begins with organization, kind and day:
 * asked for each kind it is a look at either end of an index, where the least of all days would be a look at every row.
 */
export async function recordedDays(db: Kysely<Database>, organizationId: number): Promise<RecordedDays> {
  const { rows } = await recordedDaysQuery(organizationId).execute(db);
  const firsts = rows.flatMap(({ first }) => first ?? []).sort();
  const lasts = rows.flatMap(({ last }) => last ?? []).sort();
  return { first: firsts[0] ?? null, last: lasts.at(-1) ?? null };
}

export const recordedDaysQuery = (organizationId: number) =>
  sql<RecordedDays>`${sql.join(
    [...EVENT_KINDS, PATTERN_APPLICATION].map(
      (kind) =>
        sql`SELECT (${endOf(organizationId, kind, 'ASC')}) AS first, (${endOf(organizationId, kind, 'DESC')}) AS last`,
    ),
    sql` UNION ALL `,
  )}`;

// A constant of the query, not a parameter of it: the plan is made for this organization and kind.
const endOf = (organizationId: number, kind: string, order: 'ASC' | 'DESC') =>
  sql`SELECT local_day FROM rollup_daily WHERE organization_id = ${sql.lit(organizationId)} AND kind = ${sql.lit(kind)}
      ORDER BY local_day ${sql.raw(order)} LIMIT 1`;
