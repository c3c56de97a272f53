/** Moments are milliseconds since 1970; the calendar is UTC, as in Superset's own container. */

export type CalendarUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const FIXED: Partial<Record<CalendarUnit, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

export const DAY_MS = 86_400_000;

/** Years 0 to 99 are themselves, not 1900 and more. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getTime();
}

const lastDayOf = (year: number, month: number): number => new Date(utc(year, month + 1, 0)).getUTCDate();

/** `amount` units later; a day that the month does not have becomes its last (31 January + 1 month = 28 February). */
export function addUnits(time: number, amount: number, unit: CalendarUnit): number {
  const fixed = FIXED[unit];
  if (fixed !== undefined) return time + amount * fixed;
  const date = new Date(time);
  const months = date.getUTCMonth() + amount * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1);
  const year = date.getUTCFullYear() + Math.floor(months / 12);
  const month = ((months % 12) + 12) % 12;
  const ofDay = ((time % DAY_MS) + DAY_MS) % DAY_MS;
  return utc(year, month, Math.min(date.getUTCDate(), lastDayOf(year, month))) + ofDay;
}

/** The start of the unit that `time` lies in; weeks start on Monday. */
export function startOf(time: number, unit: CalendarUnit): number {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case 'year':
      return utc(year, 0, 1);
    case 'quarter':
      return utc(year, month - (month % 3), 1);
    case 'month':
      return utc(year, month, 1);
    case 'week':
      return utc(year, month, day - ((date.getUTCDay() + 6) % 7));
    default: {
      const size = FIXED[unit] ?? DAY_MS;
      return Math.floor(time / size) * size;
    }
  }
}

/** Midnight of the last day of the month, year or week that `time` lies in. */
export const lastDay = (time: number, unit: CalendarUnit): number =>
  addUnits(addUnits(startOf(time, unit), 1, unit), -1, 'day');

export const calendarUnit = (word: string): CalendarUnit | undefined => {
  const unit = word.toLowerCase().replace(/s$/, '');
  return unit === 'quarter' || unit === 'month' || unit === 'year' || unit in FIXED
    ? (unit as CalendarUnit)
    : undefined;
};
