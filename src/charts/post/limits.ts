import { Failure } from '../../errors.ts';

/** What a step may make, in cells: some 40 MB. A time axis by a column of many values would otherwise fill the memory. */
const MOST_CELLS = 5_000_000;

/** @throws Failure CHART_INVALID when a step would make more cells than can be drawn by anybody */
export function checkSize(rows: number, columns: number): void {
  if (rows * columns <= MOST_CELLS) return;
  const [high, wide] = [rows, columns].map((each) => each.toLocaleString('en'));
  throw new Failure('CHART_INVALID', `The chart would hold ${high} rows of ${wide} columns`, {
    hint: 'Use a coarser time grain, a series limit or a smaller row limit.',
  });
}
