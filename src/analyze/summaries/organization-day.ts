import { DateTime } from 'luxon';
import { organizationZone } from '../../store/organization-zone.ts';
import type { Store } from '../../store/store.ts';
import type { Day } from './calendar.ts';

/** Which day it is in the organization's calendar. */
export const organizationDay = async (store: Store, now: Date): Promise<Day> =>
  dayIn(await organizationZone(store.db, store.organizationId), now);

export const dayIn = (zone: string, now: Date): Day =>
  DateTime.fromJSDate(now, { zone }).toISODate() ?? now.toISOString().slice(0, 10);
