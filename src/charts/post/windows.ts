import { Failure } from '../../errors.ts';
import type { Cell } from '../picture.ts';
import { AGGREGATES } from './aggregates.ts';
import { asNumber, type Frame, mapColumns, placesOf } from './frame.ts';
import { count, type Options, renames, word } from './options.ts';

function places(frame: Frame, options: Options): Set<number> {
  return new Set([...renames(options, 'columns').keys()].flatMap((name) => placesOf(frame, name)));
}

const FOLDS: Readonly<Record<string, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  min: Math.min,
  max: Math.max,
};

/** A running total (or product, minimum, maximum). A gap stays a gap and does not break the total. */
export function cum(frame: Frame, options: Options): Frame {
  const fold = FOLDS[word(options, 'operator') ?? 'sum'];
  if (fold === undefined) throw new Failure('CHART_INVALID', `There is no cumulative ${String(options.operator)}`);
  return mapColumns(frame, places(frame, options), (column) => {
    let total: number | null = null;
    return column.map((cell) => {
      const value = asNumber(cell);
      if (value === null) return null;
      total = total === null ? value : fold(total, value);
      return total;
    });
  });
}

/** Cells that may be looked at for one rolling window: about a second. The numbers come from a bundle. */
const MOST_CELLS = 50_000_000;

/** An aggregate over the last `window` rows. With min_periods, the first rows that could not have that many are dropped. */
export function rolling(frame: Frame, options: Options): Frame {
  const type = word(options, 'rolling_type') ?? 'mean';
  const apply = AGGREGATES[type];
  const window = Math.trunc(count(options, 'window') ?? 0);
  if (apply === undefined || window < 1)
    throw new Failure('CHART_INVALID', `There is no rolling ${type} over ${window} rows`);
  const least = count(options, 'min_periods') ?? window;
  const wanted = places(frame, options);
  if (Math.min(window, frame.rows.length) * frame.rows.length * wanted.size > MOST_CELLS) {
    throw new Failure('CHART_INVALID', `A window over ${window} of ${frame.rows.length} rows would take too long`, {
      hint: 'Use a coarser time grain, a smaller window or fewer series.',
    });
  }
  const rolled = mapColumns(frame, wanted, (column) =>
    column.map((_cell, at): Cell => {
      const values = column.slice(Math.max(0, at - window + 1), at + 1).flatMap((cell) => asNumber(cell) ?? []);
      if (values.length < least) return null;
      // With no minimum, the sum of nothing is 0 and anything else of nothing is nothing, as in pandas.
      return values.length === 0 && type === 'sum' ? 0 : apply(values);
    }),
  );
  return least > 0 && count(options, 'min_periods') ? { ...rolled, rows: rolled.rows.slice(least - 1) } : rolled;
}

/** The change against the row `periods` before. */
export function diff(frame: Frame, options: Options): Frame {
  const periods = Math.trunc(count(options, 'periods') ?? 1);
  return mapColumns(frame, places(frame, options), (column) =>
    column.map((cell, at) => {
      const [value, before] = [asNumber(cell), asNumber(column[at - periods])];
      return value === null || before === null ? null : value - before;
    }),
  );
}
