import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** Figures of fewer people than this are figures of persons. */
const GROUP_MINIMUM = 5;

/** Names of the teams that are too small to be shown by themselves (docs/decisions/0802). */
export async function smallTeams(db: Kysely<Database>): Promise<Set<string>> {
  const rows = await db
    .selectFrom('teams')
    .leftJoin('user_teams', 'user_teams.team_id', 'teams.id')
    .select('teams.name')
    .select(sql<number>`count(user_teams.id)`.as('people'))
    .groupBy('teams.name')
    .execute();
  return new Set(rows.filter((row) => Number(row.people) < GROUP_MINIMUM).map((row) => row.name));
}
