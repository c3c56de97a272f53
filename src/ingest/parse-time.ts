import { IANAZone } from 'luxon';
import { Failure } from '../errors.ts';
import type { Refusal } from '../collect/raw-record.ts';
import { instantText } from '../util/instant.ts';

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2199;

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

/** Minutes from UTC of a zone at an instant, looked up once per half hour of the zone's history that is asked for. */
export function offsetLookup(zone: IANAZone): (ms: number) => number {
  const known = new Map<number, number>();
  return (ms) => {
    const bucket = Math.floor(ms / 1_800_000);
    let offset = known.get(bucket);
    if (offset === undefined) {
      if (known.size > 50_000) known.clear();
      offset = zone.offset(bucket * 1_800_000);
      known.set(bucket, offset);
    }
    return offset;
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
    const year = Number(match[1]);
    const month = Number(match[2]);
    const day = Number(match[3]);
    const hour = Number(match[4] ?? 0);
    const minute = Number(match[5] ?? 0);
    const second = Number(match[6] ?? 0);
    const fraction = `${match[7] ?? ''}000000`;
    const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.slice(0, 3)));
    const date = new Date(wall);
    const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    if (!exists || hour > 23 || minute > 59 || second > 59) {
      return refuse('invalid_time', `there is no such time: ${quote(value)}`);
    }
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return refuse('implausible_time', `the year of ${quote(value)} is outside ${FIRST_YEAR} to ${LAST_YEAR}`);
    }
    const zoneText = match[8];
    let ms = wall;
    if (zoneText === undefined) {
      const guess = offsetAt(wall);
      ms = wall - offsetAt(wall - guess * 60_000) * 60_000;
    } else if (zoneText !== 'Z' && zoneText !== 'z') {
      const digits = zoneText.slice(1).replace(':', '');
      const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
      if (minutes > 15 * 60) return refuse('invalid_time', `there is no such zone: ${quote(value)}`);
      ms = wall - (zoneText.startsWith('-') ? -minutes : minutes) * 60_000;
    }
    return { ms, text: instantText(ms, Number(fraction.slice(3, 6))), zoneless: zoneText === undefined };
  };
}

const quote = (value: string): string => JSON.stringify(value.slice(0, 60));

export interface CalendarDay {
  /** `YYYY-MM-DD 00:00:00.000000` */
  day: string;
  /** Its Monday, in the same form. */
  week: string;
}

const DAY_MS = 86_400_000;

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
