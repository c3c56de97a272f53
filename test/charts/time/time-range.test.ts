import { describe, expect, it } from 'vitest';
import { shiftedBy, timeRange } from '../../../src/charts/time/time-range.ts';

/** A Saturday. */
const now = Date.UTC(2026, 10, 21, 9, 24, 30, 500);
const text = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString().slice(0, 19));
const range = (words: string | undefined, more = {}): (string | null)[] => {
  const { since, until } = timeRange(words, { now, ...more });
  return [text(since), text(until)];
};

describe('a time range', () => {
  it.each([
    [undefined, null, null],
    ['No filter', null, null],
    ['Last day', '2026-11-20T00:00:00', '2026-11-21T00:00:00'],
    ['Last week', '2026-11-14T00:00:00', '2026-11-21T00:00:00'],
    ['Last month', '2026-10-21T00:00:00', '2026-11-21T00:00:00'],
    ['Last quarter', '2026-08-21T00:00:00', '2026-11-21T00:00:00'],
    ['Last 7 days', '2026-11-14T00:00:00', '2026-11-21T00:00:00'],
    ['last 2 hours', '2026-11-20T22:00:00', '2026-11-21T00:00:00'],
    ['Next week', '2026-11-21T00:00:00', '2026-11-28T00:00:00'],
    ['previous calendar week', '2026-11-09T00:00:00', '2026-11-16T00:00:00'],
    ['previous calendar month', '2026-10-01T00:00:00', '2026-11-01T00:00:00'],
    ['previous calendar quarter', '2026-07-01T00:00:00', '2026-10-01T00:00:00'],
    ['previous calendar year', '2025-01-01T00:00:00', '2026-01-01T00:00:00'],
    ['Current day', '2026-11-21T00:00:00', '2026-11-22T00:00:00'],
    ['Current week', '2026-11-16T00:00:00', '2026-11-23T00:00:00'],
    ['Current quarter', '2026-10-01T00:00:00', '2027-01-01T00:00:00'],
    ['2026-01-01 : 2026-02-01', '2026-01-01T00:00:00', '2026-02-01T00:00:00'],
    ['2003-01-01T00:00:00 : 2005-06-01T12:30:00', '2003-01-01T00:00:00', '2005-06-01T12:30:00'],
    [' : 2026-02-01', null, '2026-02-01T00:00:00'],
    ['2026-02-01 : ', '2026-02-01T00:00:00', null],
    ['2000 : 2014-01-02', '2000-01-01T00:00:00', '2014-01-02T00:00:00'],
    ['100 years ago : now', '1926-11-21T00:00:00', '2026-11-21T09:24:30'],
    ['3 hours ago : now', '2026-11-21T06:24:30', '2026-11-21T09:24:30'],
    ['yesterday : tomorrow', '2026-11-20T00:00:00', '2026-11-22T00:00:00'],
    ['last monday : today', '2026-11-16T00:00:00', '2026-11-21T00:00:00'],
    ['start of this month : end of this month', '2026-11-01T00:00:00', '2026-12-01T00:00:00'],
    ['first day of last quarter : today', '2026-07-01T00:00:00', '2026-11-21T00:00:00'],
    ['Nov 1, 2026 : 21 November 2026', '2026-11-01T00:00:00', '2026-11-21T00:00:00'],
    ['2026-11-21 10:00+02:00 : ', '2026-11-21T08:00:00', null],
    ["DATEADD(DATETIME('today'), -7, day) : DATETIME('today')", '2026-11-14T00:00:00', '2026-11-21T00:00:00'],
    [
      "DATETRUNC(DATEADD(DATETIME('now'), -1, month), month) : LASTDAY(DATETIME('now'), month)",
      '2026-10-01T00:00:00',
      '2026-11-30T00:00:00',
    ],
    ["DATEADD(DATETIME('2026-03-31'), -1, month) : ", '2026-02-28T00:00:00', null],
    ["DATETRUNC(DATETIME('2026-11-21'), WEEK) : ", '2026-11-16T00:00:00', null],
  ])('%s is from %s to %s', (words, since, until) => {
    expect(range(words)).toEqual([since, until]);
  });

  it('counts from now when the chart says so', () => {
    expect(range('Last 2 hours', { relativeStart: 'now', relativeEnd: 'now' })).toEqual([
      '2026-11-21T07:24:30',
      '2026-11-21T09:24:30',
    ]);
  });

  it.each(['whenever', 'yesterday : the day of judgement', 'DATEADD(1)', "HOLIDAY('Easter') : ", '2026-02-31 : '])(
    '"%s" is refused, not guessed',
    (words) => {
      expect(() => timeRange(words, { now })).toThrow(expect.objectContaining({ code: 'CHART_INVALID' }));
    },
  );
});

describe('a time offset', () => {
  it.each([
    ['1 year ago', '2025-11-21'],
    ['1 month', '2026-10-21'],
    ['28 days ago', '2026-10-24'],
    ['1 week later', '2026-11-28'],
  ])('%s of 21 November 2026 is %s', (offset, day) => {
    expect(text(shiftedBy(Date.UTC(2026, 10, 21), offset))).toBe(`${day}T00:00:00`);
  });
});
