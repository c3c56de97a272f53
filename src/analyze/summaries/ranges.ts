import { addDays, type Day, mondayOf } from './calendar.ts';

/** Days from `from` on, before `to`. */
export interface Range {
  from: Day;
  to: Day;
}

/** All days there may be. */
export const ALWAYS: Range = { from: '1000-01-01', to: '9999-01-01' };

/** Reads from the database cost more than the rows between two ranges: so many are worth being read apart. */
const MOST_RANGES = 30;

/** Periods that follow each other become one range; too many become the one that holds them all. */
export function rangesOf(starts: Iterable<Day>, endOf: (start: Day) => Day): Range[] {
  const ranges: Range[] = [];
  for (const from of [...new Set(starts)].toSorted()) {
    const before = ranges.at(-1);
    if (before && before.to >= from) before.to = endOf(from);
    else ranges.push({ from, to: endOf(from) });
  }
  const [first, last] = [ranges[0], ranges.at(-1)];
  return first && last && ranges.length > MOST_RANGES ? [{ from: first.from, to: last.to }] : ranges;
}

/** What the summaries are made for. */
export interface MadeFor {
  /** First and last day with any event; null before the first. */
  first: Day | null;
  last: Day | null;
  /** First day that is not over yet. */
  today: Day;
}

/** A week's count is in the trend of itself and the twelve weeks after; days of the next week show it, too. */
const WEEKS_REACHED = 14;

const nextMonday = (monday: Day): Day => addDays(monday, 7);

/** The weeks whose rows in metrics_summary may read differently, after these days changed and the span moved. */
export function summaryRanges(touched: Iterable<Day>, before: MadeFor, now: MadeFor): Range[] {
  if (now.last === null || now.first === null) return [];
  if (before.first === null || before.last === null || now.first > before.first || now.last < before.last) {
    return [ALWAYS];
  }
  const weeks = new Set<Day>();
  const add = (from: Day, to: Day): void => {
    for (let week = mondayOf(from); week <= to; week = nextMonday(week)) weeks.add(week);
  };
  for (const day of new Set([...touched].map(mondayOf))) add(day, addDays(day, 7 * WEEKS_REACHED));
  // Before the collection began nothing is known; now it began earlier.
  if (now.first < before.first) add(now.first, addDays(mondayOf(before.first), 7 * (WEEKS_REACHED + 1)));
  // What was running is over now, or the other way round.
  const ends = [before.last, before.today, now.last, now.today].toSorted();
  if (before.last !== now.last || before.today !== now.today) add(addDays(ends[0] ?? now.last, -14), now.last);
  const past = nextMonday(mondayOf(now.last));
  return rangesOf(
    [...weeks].filter((week) => week < past),
    nextMonday,
  );
}
