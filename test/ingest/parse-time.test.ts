import { describe, expect, it } from 'vitest';
import { calendarOf, timeReader, zoneOf } from '../../src/ingest/parse-time.ts';

const read = (value: unknown, zone = 'UTC'): string => {
  const result = timeReader(zoneOf(zone))(value);
  return 'refusal' in result ? result.refusal.reason : result.text;
};

describe('times', () => {
  it.each([
    ['2026-03-01T23:30:00+05:00', '2026-03-01 18:30:00.000000'],
    ['2026-03-01T23:30:00-0530', '2026-03-02 05:00:00.000000'],
    ['2026-03-01 23:30', '2026-03-01 23:30:00.000000'],
    ['2026-03-01', '2026-03-01 00:00:00.000000'],
    ['2026-01-09T14:49:38.726863', '2026-01-09 14:49:38.726863'],
    ['2026-01-09T14:49:38.7Z', '2026-01-09 14:49:38.700000'],
    ['2026-01-09T14:49:38.123456789Z', '2026-01-09 14:49:38.123456'],
    ['2026-02-29', 'invalid_time'],
    ['2026-01-01T24:00:00', 'invalid_time'],
    ['2026-01-01T10:00:00+19:00', 'invalid_time'],
    ['1 Jan 2026', 'invalid_time'],
    ['0001-01-01T00:00:00', 'implausible_time'],
    [1767225600, 'wrong_type'],
  ])('%s is %s', (value, text) => {
    expect(read(value)).toBe(text);
  });

  it('reads wall time with the zone that was named, over changes of the clock', () => {
    expect(read('2026-01-15T12:00:00', 'Europe/Berlin')).toBe('2026-01-15 11:00:00.000000');
    expect(read('2026-07-15T12:00:00', 'Europe/Berlin')).toBe('2026-07-15 10:00:00.000000');
    expect(read('2026-03-29T03:00:00', 'Europe/Berlin')).toBe('2026-03-29 01:00:00.000000');
    expect(read('2026-10-25T03:00:00', 'Europe/Berlin')).toBe('2026-10-25 02:00:00.000000');
    expect(read('2026-07-15T12:00:00', 'Asia/Kolkata')).toBe('2026-07-15 06:30:00.000000');
  });

  it("gives day and Monday in the organization's calendar", () => {
    const calendar = calendarOf(zoneOf('America/New_York'));
    expect(calendar(Date.UTC(2026, 2, 2, 3))).toEqual({
      day: '2026-03-01 00:00:00.000000',
      week: '2026-02-23 00:00:00.000000',
    });
    expect(calendar(Date.UTC(2026, 2, 2, 5))).toEqual({
      day: '2026-03-02 00:00:00.000000',
      week: '2026-03-02 00:00:00.000000',
    });
  });

  it('refuses a zone that does not exist', () => {
    expect(() => zoneOf('Mars/Olympus')).toThrow('there is no time zone');
  });
});
