import { DateTime } from 'luxon';
import type { Kysely } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { Day } from './calendar.ts';

/** Which day it is in the organization's calendar: its zone stands in organizations.settings, UTC when it names none. */
export async function organizationDay(db: Kysely<Database>, organizationId: number, now: Date): Promise<Day> {
  const row = await db
    .selectFrom('organizations')
    .select('settings')
    .where('id', '=', organizationId)
    .executeTakeFirst();
  const settings: unknown = row?.settings ? JSON.parse(row.settings) : {};
  const { timezone } = settings as { timezone?: unknown };
  const zone = typeof timezone === 'string' && timezone !== '' ? timezone : 'UTC';
  return DateTime.fromJSDate(now, { zone }).toISODate() ?? now.toISOString().slice(0, 10);
}
