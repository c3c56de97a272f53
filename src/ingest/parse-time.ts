import { IANAZone } from 'luxon';
import { Failure } from '../errors.ts';
import type { Refusal } from '../collect/raw-record.ts';
import { instantText } from '../util/instant.ts';

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

export interface ReadTime {
  /** Milliseconds since 1970, UTC. */
  ms: number;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  text: string;
  zoneless: boolean;
}

const refuse = (reason: Refusal['reason'], message: string): { refusal: Refusal } => ({ refusal: { reason, message } });

/** An IANA zone by name. @throws Failure CONFIG_INVALID */
export function zoneOf(name: string): IANAZone {
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new Failure('CONFIG_INVALID', `there is no time zone ${name}`);
  return zone;
}

const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;
const MOST_KNOWN = 50_000;

/**
 * Minutes from UTC of a zone at an instant. Zones are asked once per day, and once per half hour on days on which the
 * clock changes.
 */
function offsetLookup(zone: IANAZone): (ms: number) => number {
  if (zone.name === 'UTC') return () => 0;
  const known = new Map<number, number>();
  const lookUp = (bucket: number, size: number): number => {
    const key = bucket * size;
    let offset = known.get(key + size / 2);
    if (offset === undefined) {
      if (known.size > MOST_KNOWN) known.clear();
      const [first, last] = [zone.offset(key), zone.offset(key + size - 1)];
      offset = size === HALF_HOUR_MS || first === last ? first : Number.NaN;
      known.set(key + size / 2, offset);
    }
    return offset;
  };
  return (ms) => {
    const ofDay = lookUp(Math.floor(ms / DAY_MS), DAY_MS);
    return Number.isNaN(ofDay) ? lookUp(Math.floor(ms / HALF_HOUR_MS), HALF_HOUR_MS) : ofDay;
  };
}

/**
 * Reads ISO 8601 as senders write it: date, optional time, fraction up to nanoseconds (microseconds are kept), optional
 * zone. Without a zone it is wall time of `zone`; wall times that a change of clocks skips or repeats are read with the
 * offset before the change.
 */
export function timeReader(zone: IANAZone): (value: unknown) => ReadTime | { refusal: Refusal } {
  const offsetAt = offsetLookup(zone);
  return (value) => {
    if (typeof value !== 'string') {
      return refuse('wrong_type', `the time is a ${typeof value}; it must be ISO 8601 text`);
    }
    const match = FORM.exec(value.trim());
    if (!match) return refuse('invalid_time', `the time ${quote(value)} is not ISO 8601, like 2026-01-31T12:00:00Z`);
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
    const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
    if (!exists || hour > 23 || minute > 59 || second > 59) {
      return refuse('invalid_time', `there is no such time: ${quote(value)}`);
    }
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return refuse('implausible_time', `the year of ${quote(value)} is outside ${FIRST_YEAR} to ${LAST_YEAR}`);
    }
    const fraction = (match[7] ?? '').slice(0, 6).padEnd(6, '0');
    const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.slice(0, 3)));
    const zoneText = match[8];
    let ms = wall;
    if (zoneText === undefined) {
      ms = wall - offsetAt(wall - offsetAt(wall) * 60_000) * 60_000;
    } else if (zoneText !== 'Z' && zoneText !== 'z') {
      const digits = zoneText.slice(1).replace(':', '');
      const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
      if (minutes > 15 * 60) return refuse('invalid_time', `there is no such zone: ${quote(value)}`);
      ms = wall - (zoneText.startsWith('-') ? -minutes : minutes) * 60_000;
    }
    // Most times are UTC already: then the text is nearly there.
    const text =
      ms === wall
        ? `${match[1]}-${match[2]}-${match[3]} ${match[4] ?? '00'}:${match[5] ?? '00'}:${match[6] ?? '00'}.${fraction}`
        : instantText(ms, Number(fraction.slice(3)));
    return { ms, text, zoneless: zoneText === undefined };
  };
}

const daysOf = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const quote = (value: string): string => JSON.stringify(value.slice(0, 60));

export interface CalendarDay {
  /** `YYYY-MM-DD 00:00:00.000000` */
  day: string;
  /** Its Monday, in the same form. */
  week: string;
}

/** Instant -> day and week in the organization's calendar. Days are made once and shared. */
export function calendarOf(zone: IANAZone): (ms: number) => CalendarDay {
  const offsetAt = offsetLookup(zone);
  const days = new Map<number, CalendarDay>();
  return (ms) => {
    const number = Math.floor((ms + offsetAt(ms) * 60_000) / DAY_MS);
    let found = days.get(number);
    if (found === undefined) {
      // 1970-01-01 was a Thursday.
      const monday = number - ((((number + 3) % 7) + 7) % 7);
      found = { day: midnight(number), week: midnight(monday) };
      days.set(number, found);
    }
    return found;
  };
}

const midnight = (dayNumber: number): string => instantText(dayNumber * DAY_MS);
