import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/charts/picture.ts';
import { postProcess } from '../../../src/charts/post/apply.ts';
import { type Frame, frameOf, pathText } from '../../../src/charts/post/frame.ts';

/** Column names and rows, as they would go over the wire. */
const plain = (frame: Frame): unknown[] => [[...frame.index, ...frame.columns.map(pathText)], ...frame.rows];

const run = (names: string[], rows: Cell[][], ...steps: [string, Record<string, unknown>?][]): unknown[] =>
  plain(
    postProcess(
      frameOf(names, rows),
      steps.map(([operation, options]) => ({ operation, ...(options ? { options } : {}) })),
    ),
  );

const sales: Cell[][] = [
  [2, 'b', 4],
  [1, 'a', 1],
  [1, 'b', 2],
  [3, 'a', 5],
];

const pivot = { index: ['t'], columns: ['k'], aggregates: { n: { operator: 'mean' } }, drop_missing_columns: false };
const wide = { index: ['t'], columns: [], aggregates: { n: { operator: 'mean' } }, drop_missing_columns: true };

// The expected rows were computed by hand after the documented behaviour of pandas and numpy.
describe('post-processing', () => {
  it('pivots into one row for each time and one column for each series, both sorted', () => {
    expect(run(['t', 'k', 'n'], sales, ['pivot', pivot], ['flatten'])).toEqual([
      ['t', 'n, a', 'n, b'],
      [1, 1, 2],
      [2, null, 4],
      [3, 5, null],
    ]);
  });

  it('takes the metric out of the names, and names a missing series', () => {
    const steps: [string, Record<string, unknown>?][] = [
      ['pivot', pivot],
      ['rename', { columns: { n: null }, level: 0 }],
      ['flatten'],
    ];
    expect(run(['t', 'k', 'n'], [[1, null, 1]], ...steps)).toEqual([
      ['t', '<NULL>'],
      [1, 1],
    ]);
  });

  it('drops rows and columns that say nothing, when asked', () => {
    const rows: Cell[][] = [
      [1, 'a', 1],
      [2, 'a', null],
      [2, 'b', null],
    ];
    expect(run(['t', 'k', 'n'], rows, ['pivot', { ...pivot, drop_missing_columns: true }])).toEqual([
      ['t', 'n, a'],
      [1, 1],
    ]);
    expect(run(['t', 'k', 'n'], rows, ['pivot', pivot])).toEqual([
      ['t', 'n, a', 'n, b'],
      [1, 1, null],
      [2, null, null],
    ]);
  });

  it('adds up and averages over windows, over gaps too', () => {
    const rows: Cell[][] = [
      [1, 1],
      [2, null],
      [3, 3],
      [4, 5],
    ];
    const columns = { n: 'n' };
    expect(run(['t', 'n'], rows, ['cum', { operator: 'sum', columns }]).slice(1)).toEqual([
      [1, 1],
      [2, null],
      [3, 4],
      [4, 9],
    ]);
    expect(
      run(['t', 'n'], rows, ['rolling', { rolling_type: 'mean', window: 2, min_periods: 0, columns }]).slice(1),
    ).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
      [4, 4],
    ]);
    expect(
      run(['t', 'n'], rows, ['rolling', { rolling_type: 'sum', window: 2, min_periods: 2, columns }]).slice(1),
    ).toEqual([
      [2, null],
      [3, null],
      [4, 8],
    ]);
    expect(run(['t', 'n'], rows, ['diff', { periods: 1, columns }]).slice(1)).toEqual([
      [1, null],
      [2, null],
      [3, null],
      [4, 2],
    ]);
  });

  it('compares with another time', () => {
    const rows: Cell[][] = [
      [1, 12, 10],
      [2, 5, null],
      [3, 1, 0],
    ];
    const options = (type: string): Record<string, unknown> => ({
      source_columns: ['n'],
      compare_columns: ['n__1 year ago'],
      compare_type: type,
      drop_original_columns: true,
    });
    const names = ['t', 'n', 'n__1 year ago'];
    const pivoted: [string, Record<string, unknown>] = [
      'pivot',
      { ...wide, aggregates: { n: { operator: 'mean' }, 'n__1 year ago': { operator: 'mean' } } },
    ];
    expect(run(names, rows, pivoted, ['compare', options('difference')])).toEqual([
      ['t', 'difference__n__n__1 year ago'],
      [1, 2],
      [2, null],
      [3, 1],
    ]);
    expect(run(names, rows, pivoted, ['compare', options('percentage')]).slice(1)).toEqual([
      [1, 0.2],
      [2, null],
      [3, null],
    ]);
    expect(run(names, rows, pivoted, ['compare', options('ratio')]).slice(1)).toEqual([
      [1, 1.2],
      [2, null],
      [3, null],
    ]);
  });

  it('gives parts of a whole, by column and by row', () => {
    expect(
      run(
        ['k', 'n'],
        [
          ['a', 1],
          ['b', 3],
        ],
        ['contribution', { columns: ['n'], rename_columns: ['%n'] }],
      ),
    ).toEqual([
      ['k', 'n', '%n'],
      ['a', 1, 0.25],
      ['b', 3, 0.75],
    ]);
    expect(run(['t', 'k', 'n'], sales, ['pivot', pivot], ['contribution', { orientation: 'row' }]).slice(1)).toEqual([
      [1, 1 / 3, 2 / 3],
      [2, 0, 1],
      [3, 1, 0],
    ]);
  });

  it('fills missing days', () => {
    const day = 86_400_000;
    const rows: Cell[][] = [
      [0, 1],
      [2 * day, 3],
    ];
    const filled = (method: string, fill_value: number | null): unknown =>
      run(['t', 'n'], rows, ['pivot', wide], ['resample', { rule: '1D', method, fill_value }])[2];
    expect(filled('asfreq', 0)).toEqual([day, 0]);
    expect(filled('asfreq', null)).toEqual([day, null]);
    expect(filled('ffill', null)).toEqual([day, 1]);
    expect(filled('bfill', null)).toEqual([day, 3]);
    expect(filled('linear', null)).toEqual([day, 2]);
    expect(
      run(
        ['t', 'n'],
        [
          [0, 1],
          [day, 3],
        ],
        ['pivot', wide],
        ['resample', { rule: '1M', method: 'sum' }],
      ).slice(1),
    ).toEqual([[30 * day, 4]]);
  });

  it('ranks with ties in the middle', () => {
    expect(run(['n'], [[10], [20], [20], [30]], ['rank', { metric: 'n' }]).slice(1)).toEqual([
      [10, 0.25],
      [20, 0.625],
      [20, 0.625],
      [30, 1],
    ]);
    expect(
      run(
        ['g', 'n'],
        [
          ['a', 1],
          ['b', 9],
          ['a', 2],
        ],
        ['rank', { metric: 'n', group_by: 'g' }],
      ).slice(1),
    ).toEqual([
      ['a', 1, 0.5],
      ['b', 9, 1],
      ['a', 2, 1],
    ]);
  });

  it('counts values in bins named as numpy cuts them', () => {
    const rows: Cell[][] = [[8], [26.4], [26.5], [100], [null]];
    expect(run(['age'], rows, ['histogram', { column: 'age', groupby: [], bins: 5 }])).toEqual([
      ['8.0 - 26.4', '26.4 - 44.8', '44.8 - 63.199999999999996', '63.199999999999996 - 81.6', '81.6 - 100.0'],
      [1, 2, 0, 0, 1],
    ]);
    expect(run(['age'], rows, ['histogram', { column: 'age', groupby: [], bins: 2, cumulative: true }])[1]).toEqual([
      3, 4,
    ]);
    expect(
      run(
        ['g', 'age'],
        [
          ['x', 0],
          ['y', 1],
        ],
        ['histogram', { column: 'age', groupby: ['g'], bins: 2, normalize: true }],
      ).slice(1),
    ).toEqual([
      ['x', 0.5, 0],
      ['y', 0, 0.5],
    ]);
  });

  it('draws a box and its whiskers, outliers apart', () => {
    const rows = [1, 2, 3, 4, 100].map((value): Cell[] => ['g', value]);
    const box = (options: Record<string, unknown>): unknown =>
      run(['k', 'n'], rows, ['boxplot', { groupby: ['k'], metrics: ['n'], ...options }])[1];
    // mean, median, upper and lower whisker, quartiles, count, outliers
    expect(box({ whisker_type: 'tukey' })).toEqual(['g', 22, 3, 4, 1, 2, 4, 5, '[100]']);
    expect(box({ whisker_type: 'min/max' })).toEqual(['g', 22, 3, 100, 1, 2, 4, 5, '[]']);
    expect(box({ whisker_type: 'percentile', percentiles: [25, 75] })).toEqual(['g', 22, 3, 4, 2, 2, 4, 5, '[100,1]']);
  });

  it('takes quartiles halfway between two values, as Superset does, and percentiles in proportion', () => {
    const rows = [1, 2, 3, 4].map((value): Cell[] => ['g', value]);
    const box = (options: Record<string, unknown>): unknown =>
      run(['k', 'n'], rows, ['boxplot', { groupby: ['k'], metrics: ['n'], ...options }])[1];
    expect(box({ whisker_type: 'min/max' })).toEqual(['g', 2.5, 2.5, 4, 1, 1.5, 3.5, 4, '[]']);
    const whiskers = box({ whisker_type: 'percentile', percentiles: [25, 75] });
    expect(whiskers).toEqual(['g', 2.5, 2.5, 3.25, 1.75, 1.5, 3.5, 4, '[4,1]']);
  });

  it('sorts, selects and groups again', () => {
    const rows: Cell[][] = [
      ['b', 2],
      ['a', null],
      ['c', 9],
    ];
    expect(run(['k', 'n'], rows, ['sort', { by: 'n', ascending: false }]).slice(1)).toEqual([
      ['c', 9],
      ['b', 2],
      ['a', null],
    ]);
    expect(run(['k', 'n'], rows, ['select', { columns: ['n'], rename: { n: 'm' } }])).toEqual([
      ['m'],
      [2],
      [null],
      [9],
    ]);
    expect(
      run(
        ['k', 'n'],
        [
          ['a', 1],
          ['a', 3],
        ],
        ['aggregate', { groupby: ['k'], aggregates: { n: { operator: 'sum', column: 'n' } } }],
      ),
    ).toEqual([
      ['k', 'n'],
      ['a', 4],
    ]);
  });

  it('leaves an answer without rows alone, and names a step it does not know', () => {
    expect(run(['t', 'k', 'n'], [], ['pivot', pivot])).toEqual([['t', 'k', 'n']]);
    expect(() => run(['n'], [[1]], ['prophet', {}])).toThrow(expect.objectContaining({ code: 'CHART_UNSUPPORTED' }));
  });
});

describe('a step that would fill the memory or keep the server busy', () => {
  const many = (rows: number): Cell[][] => Array.from({ length: rows }, (_, at) => [at * 86_400_000, `s${at}`, at]);
  const refused = expect.objectContaining({ code: 'CHART_INVALID' });

  it('is refused: a time axis by as many series', () => {
    const name = { ...pivot, aggregates: { n: { operator: 'sum' } } };
    expect(() => run(['t', 'k', 'n'], many(2_500), ['pivot', name])).toThrow(refused);
  });

  it('is refused: a long window over as many rows', () => {
    const window = { columns: { n: 'n' }, rolling_type: 'std', window: 1e9, min_periods: 0 };
    expect(() => run(['t', 'k', 'n'], many(8_000), ['rolling', window])).toThrow(refused);
  });

  it('is refused: a histogram of a thousand bins for each of many groups', () => {
    const bins = { column: 'n', bins: 1e9, groupby: ['k'] };
    expect(() => run(['t', 'k', 'n'], many(6_000), ['histogram', bins])).toThrow(refused);
  });
});
