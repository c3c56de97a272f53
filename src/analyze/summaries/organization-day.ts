import { DateTime } from 'luxon';
import { organizationZone } from '../../store/organization-zone.ts';
import type { Store } from '../../store/store.ts';
import type { Day } from './calendar.ts';

/** Which day it is in the organization's calendar. */
export async function organizationDay(store: Store, now: Date): Promise<Day> {
  const zone = await organizationZone(store.db, store.organizationId);
  return DateTime.fromJSDate(now, { zone }).toISODate() ?? now.toISOString().slice(0, 10);
}
