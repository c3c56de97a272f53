import { describe, expect, it } from 'vitest';
import type { FilterMeta } from '../../src/charts/dashboard/dashboard.ts';
import { filterWord } from '../../src/cli/report/filter-word.ts';
import { filterChoices } from '../../src/report/filter-choices.ts';

const meta = (id: string, kind: FilterMeta['kind'], name: string, column: string | null): FilterMeta =>
  ({ id, kind, name, column }) as FilterMeta;
const METAS = [
  meta('F-1', 'values', 'Severity', 'severity_level'),
  meta('F-2', 'range', 'Price', 'price'),
  meta('F-3', 'time', 'Period', null),
];
const words = (...given: string[]) => filterChoices(METAS, given.map(filterWord));

describe('choices of filters', () => {
  it('are found by name, column or id', () => {
    expect(words('severity=high')).toEqual({ 'F-1': ['high'] });
    expect(words('SEVERITY_LEVEL=critical,high')).toEqual({ 'F-1': ['critical', 'high'] });
    expect(words('F-1=')).toEqual({ 'F-1': null });
  });

  it('may hold a comma that is escaped', () => {
    expect(words('Severity=a\\,b,c')).toEqual({ 'F-1': ['a,b', 'c'] });
  });

  it('are ranges with one side or two', () => {
    expect([words('Price=10..20'), words('Price=10..'), words('Price=..-2.5')]).toEqual([
      { 'F-2': [10, 20] },
      { 'F-2': [10, null] },
      { 'F-2': [null, -2.5] },
    ]);
    for (const wrong of ['Price=10', 'Price=a..b', 'Price=1..2..3'])
      expect(() => words(wrong), wrong).toThrow(/no range/);
  });

  it('keep the values of a file as they are: numbers, truth values, backslashes, ranges of two', () => {
    expect(
      filterChoices(METAS, [
        ['Severity', [true, 5, 'a\\', 'b,c']],
        ['Price', [10, 20]],
        ['Period', 'Last week'],
      ]),
    ).toEqual({ 'F-1': [true, 5, 'a\\', 'b,c'], 'F-2': [10, 20], 'F-3': 'Last week' });
    expect(filterChoices(METAS, [['Severity', []]])).toEqual({ 'F-1': null });
  });

  it('name what there is when there is no such filter', () => {
    expect(() => words('Severty=high')).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: 'Did you mean Severity?' }),
    );
    expect(() => words('=high')).toThrow(/is no filter/);
  });
});
