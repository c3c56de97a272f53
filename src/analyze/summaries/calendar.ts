const DAY = 86_400_000;

/** A day of the organization's calendar: `YYYY-MM-DD`. */
export type Day = string;

const at = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

export const dayOf = (calendarText: string): Day => calendarText.slice(0, 10);
export const addDays = (day: Day, days: number): Day => new Date(at(day) + days * DAY).toISOString().slice(0, 10);
export const daysBetween = (from: Day, to: Day): number => Math.round((at(to) - at(from)) / DAY);

/** The Monday of its week. */
export const mondayOf = (day: Day): Day => addDays(day, -((new Date(at(day)).getUTCDay() + 6) % 7));

export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;
export const nextMonth = (month: Day): Day => monthOf(addDays(month, 31));

/** As people read it, in an order that nobody mistakes: 21 Nov 2026. */
export const dayInWords = (day: Day): string => new Date(at(day)).toUTCString().slice(5, 16).replace(/^0/, '');

/** As calendar columns hold it. */
export const calendarText = (day: Day): string => `${day} 00:00:00.000000`;
