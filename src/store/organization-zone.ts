import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** The zone of the organization's calendar, from organizations.settings; UTC when it has not said. */
export async function organizationZone(db: Kysely<Database>, organizationId: number): Promise<string> {
  const row = await db
    .selectFrom('organizations')
    .select('settings')
    .where('id', '=', organizationId)
    .executeTakeFirst();
  const settings: unknown = row?.settings ? JSON.parse(row.settings) : undefined;
  const zone = (settings as { timezone?: unknown } | undefined)?.timezone;
  return typeof zone === 'string' && zone !== '' ? zone : 'UTC';
}
