import { addUnits, type CalendarUnit, calendarUnit, startOf } from './calendar.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const monthIndex = (word: string): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase());

interface Clock {
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Minutes east of Greenwich. */
  zone: number;
}

const CLOCK = /^(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(am|pm)?\s*(z|utc|[+-]\d{2}:?\d{2})?$/i;

function clock(text: string): Clock | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minute = '0', second = '0', fraction = '0', half, zone] = match;
  let hour = Number(hours);
  if (half !== undefined) hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const offset = /([+-])(\d{2}):?(\d{2})/.exec(zone ?? '');
  const east = offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return {
    hour,
    minute: Number(minute),
    second: Number(second),
    millisecond: Math.floor(Number(`0.${fraction}`) * 1000),
    zone: east,
  };
}

/** Year, month (1 to 12) and day of the ways in which people write a date. A part that is missing is 1. */
const DATES: readonly [RegExp, (match: string[]) => [number, number, number]][] = [
  [/^(\d{4})$/, ([, y]) => [Number(y), 1, 1]],
  [/^(\d{4})[-/.](\d{1,2})$/, ([, y, m]) => [Number(y), Number(m), 1]],
  [/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/, ([, y, m, d]) => [Number(y), Number(m), Number(d)]],
  [/^(\d{4})(\d{2})(\d{2})$/, ([, y, m, d]) => [Number(y), Number(m), Number(d)]],
  // American order, as dateutil reads it.
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, ([, m, d, y]) => [Number(y), Number(m), Number(d)]],
  [
    /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i,
    ([, m = '', d, y]) => [Number(y), monthIndex(m) + 1, Number(d)],
  ],
  [
    /^(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})$/i,
    ([, d, m = '', y]) => [Number(y), monthIndex(m) + 1, Number(d)],
  ],
  [/^([a-z]{3,9})\.? (\d{4})$/i, ([, m = '', y]) => [Number(y), monthIndex(m) + 1, 1]],
];

function dateOnly(text: string): number | undefined {
  for (const [pattern, read] of DATES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const [year, month, day] = read([...match]);
    const time = Date.UTC(year, month - 1, day);
    const date = new Date(time);
    if (year < 100) date.setUTCFullYear(year);
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
  }
  return undefined;
}

/** A date with or without a clock time. */
function absoluteMoment(text: string): number | undefined {
  const whole = dateOnly(text);
  if (whole !== undefined) return whole;
  const split = /^(.+?)(?:T| +)(\d{1,2}(?::.*|\s*(?:am|pm)))$/i.exec(text);
  const day = split === null ? undefined : dateOnly(split[1] ?? '');
  const time = split === null ? undefined : clock(split[2] ?? '');
  if (day === undefined || time === undefined) return undefined;
  return day + ((time.hour * 60 + time.minute - time.zone) * 60 + time.second) * 1000 + time.millisecond;
}

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};

const isClockUnit = (unit: CalendarUnit): boolean => unit === 'second' || unit === 'minute' || unit === 'hour';

/** A distance in time keeps the clock only when it is itself made of hours, minutes or seconds. */
const shifted = (now: number, amount: number, unit: CalendarUnit): number => {
  const time = addUnits(now, amount, unit);
  return isClockUnit(unit) ? time : startOf(time, 'day');
};

function relativeMoment(text: string, now: number): number | undefined {
  const distance = /^(?:in )?(\d+|[a-z]+) ([a-z]+?)s?(?: (ago|from now|later|before|after))?$/.exec(text);
  if (distance !== null) {
    const [, word = '', unitWord = '', direction] = distance;
    const amount = /^\d+$/.test(word) ? Number(word) : NUMBER_WORDS[word];
    const unit = calendarUnit(unitWord);
    if (amount !== undefined && unit !== undefined) {
      return shifted(now, direction === 'ago' || direction === 'before' ? -amount : amount, unit);
    }
  }
  const named = /^(last|previous|prior|next|this|current) ([a-z]+)$/.exec(text);
  if (named === null) return undefined;
  const [, which = '', word = ''] = named;
  const step = which === 'next' ? 1 : which === 'this' || which === 'current' ? 0 : -1;
  const unit = calendarUnit(word);
  if (unit !== undefined) return shifted(now, step, unit);
  const weekday = WEEKDAYS.indexOf(word);
  if (weekday < 0) return undefined;
  const days = weekday - new Date(now).getUTCDay();
  return startOf(addUnits(now, days + (step > 0 && days <= 0 ? 7 : step < 0 && days >= 0 ? -7 : 0), 'day'), 'day');
}

/** "start of last month", "end of this year", "first day of next quarter": the edge of a unit. */
function edgeMoment(text: string, now: number): number | undefined {
  const match =
    /^(?:the )?(start|beginning|end|first day|first of|first|last day|last of) (?:of )?(?:the )?(this|current|last|previous|prior|next)? ?([a-z]+)$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, edge = '', which, word = ''] = match;
  const unit = calendarUnit(word);
  if (unit === undefined) return undefined;
  const step = which === 'next' ? 1 : which === 'last' || which === 'previous' || which === 'prior' ? -1 : 0;
  const start = startOf(addUnits(startOf(now, unit), step, unit), unit);
  if (edge === 'end') return addUnits(start, 1, unit);
  return edge.startsWith('last') ? addUnits(addUnits(start, 1, unit), -1, 'day') : start;
}

/**
 * A moment as people write it, in milliseconds: `today`, `now`, `7 days ago`, `last monday`, `start of this month`,
 * `2026-11-21 14:00`, `Nov 21, 2026`. Undefined when it is not understood.
 */
export function humanMoment(words: string, now: number): number | undefined {
  const text = words.trim().replaceAll(/\s+/g, ' ');
  const lower = text.toLowerCase();
  const seconds = Math.floor(now / 1000) * 1000;
  if (lower === 'now') return seconds;
  if (lower === 'today' || lower === 'midnight') return startOf(now, 'day');
  if (lower === 'yesterday') return startOf(addUnits(now, -1, 'day'), 'day');
  if (lower === 'tomorrow') return startOf(addUnits(now, 1, 'day'), 'day');
  return absoluteMoment(text) ?? edgeMoment(lower, now) ?? relativeMoment(lower, seconds);
}
