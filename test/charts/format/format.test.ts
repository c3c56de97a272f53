import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/charts/format/cell.ts';
import { formatNumber } from '../../../src/charts/format/number.ts';
import { formatAxisTime, formatTime, timeOf } from '../../../src/charts/format/time.ts';

describe('a number', () => {
  it.each([
    [0, 'SMART_NUMBER', '0'],
    [7.254, 'SMART_NUMBER', '7.25'],
    [999, 'SMART_NUMBER', '999'],
    [12_345, 'SMART_NUMBER', '12.3k'],
    [2_000_000_000, 'SMART_NUMBER', '2B'],
    [-1500, 'SMART_NUMBER', '-1.5k'],
    [0.01234, 'SMART_NUMBER', '0.0123'],
    [5, 'SMART_NUMBER_SIGNED', '+5'],
    [0.1234, '.1%', '12.3%'],
    [1234.5, ',.2f', '1,234.50'],
    [93_784_000, 'DURATION', '1d 2h'],
    [850, 'DURATION', '850ms'],
    [65_000, 'DURATION', '1m 5s'],
    [3_725_000, 'DURATION_COL', '1:02:05'],
    [1536, 'MEMORY_BINARY', '1.5KiB'],
    [1, 'no such format', '1'],
    [1, '099999999,', '1'],
    [1, '9999999999', '1'],
    [Number.NaN, ',d', '–'],
  ])('%d as %s is %s', (value, format, text) => {
    expect(formatNumber(value, format)).toBe(text);
  });
});

describe('a time', () => {
  const noon = Date.UTC(2026, 10, 21, 12, 5);

  it('is written so that nobody can misread it', () => {
    expect(formatTime(Date.UTC(2026, 10, 21))).toBe('21 Nov 2026');
    expect(formatTime(noon)).toBe('21 Nov 2026, 12:05');
    expect(formatTime(noon, '%Y-%m')).toBe('2026-11');
  });

  it('on an axis says only what changes there', () => {
    const labels = [Date.UTC(2026, 0, 1), Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 21), noon];
    expect(labels.map((time) => formatAxisTime(time))).toEqual(['2026', 'Nov', '21 Nov', '12:05']);
  });

  it('is understood as every database writes it, and nothing else is', () => {
    expect(timeOf('2026-11-21 12:05:00.000000')).toBe(noon);
    expect(timeOf('2026-11-21T12:05:00Z')).toBe(noon);
    expect(timeOf('2026-11-21')).toBe(Date.UTC(2026, 10, 21));
    expect(timeOf('21/11/2026')).toBeNull();
    expect(timeOf(null)).toBeNull();
  });
});

describe('rows as CSV', () => {
  it('write moments as dates that every reader knows', () => {
    const column = { name: 'at', label: 'At', kind: 'time' as const };
    const lines = (...values: (number | string | null)[]): string[] =>
      toCsv(
        [column],
        values.map((at) => ({ at })),
      ).split('\r\n');
    expect(lines(Date.UTC(2026, 10, 21), null)).toEqual(['At', '2026-11-21', '']);
    const clock = lines(Date.UTC(2026, 10, 21), '2026-11-21 12:05:00.5', 'never');
    expect(clock).toEqual(['At', '2026-11-21T00:00:00Z', '2026-11-21T12:05:00.500Z', 'never']);
  });
});
