import { organizationZone } from '../store/organization-zone.ts';
import { recordedDays } from '../store/recorded-days.ts';
import type { Store } from '../store/store.ts';
import type { Span } from './metric.ts';
import { dayOf } from './summaries/calendar.ts';

/** What every figure of an organization asks for: its zone, and the first and last of its days with any event. */
export interface OrganizationCalendar extends Pick<Span, 'firstDay' | 'lastDay'> {
  zone: string;
}

export async function organizationCalendar(store: Store): Promise<OrganizationCalendar> {
  const { first, last } = await recordedDays(store.db, store.organizationId);
  return {
    zone: await organizationZone(store.db, store.organizationId),
    firstDay: first === null ? null : dayOf(first),
    lastDay: last === null ? null : dayOf(last),
  };
}
