import { Failure } from '../../errors.ts';
import type { Cell } from '../picture.ts';
import { addUnits, type CalendarUnit, startOf } from '../time/calendar.ts';
import { AGGREGATES } from './aggregates.ts';
import { asNumber, type Frame } from './frame.ts';
import { checkSize } from './limits.ts';
import { count, type Options, word } from './options.ts';

interface Rule {
  amount: number;
  unit: CalendarUnit;
  /** Bins are named by their last day (M, W) instead of their first. */
  atEnd: boolean;
}

const RULES: readonly [RegExp, CalendarUnit, boolean][] = [
  [/^(S|s|sec)$/, 'second', false],
  [/^(T|min)$/, 'minute', false],
  [/^(H|h)$/, 'hour', false],
  [/^D$/, 'day', false],
  [/^W$/, 'week', true],
  [/^MS$/, 'month', false],
  [/^(M|ME)$/, 'month', true],
  [/^QS$/, 'quarter', false],
  [/^(Q|QE)$/, 'quarter', true],
  [/^(AS|YS)$/, 'year', false],
  [/^(A|Y|YE)$/, 'year', true],
];

function ruleOf(text: string): Rule {
  const match = /^(\d+)?([A-Za-z]+)$/.exec(text.trim());
  const found = RULES.find(([pattern]) => pattern.test(match?.[2] ?? ''));
  if (match === null || found === undefined) throw new Failure('CHART_INVALID', `There is no resampling rule ${text}`);
  return { amount: Number(match[1] ?? 1), unit: found[1], atEnd: found[2] };
}

/** The name of the bin that a time falls into. */
function binOf(rule: Rule, time: number): number {
  const start = startOf(time, rule.unit);
  return rule.atEnd ? addUnits(addUnits(start, 1, rule.unit), -1, 'day') : start;
}

function nextBin(rule: Rule, bin: number): number {
  const start = startOf(bin, rule.unit);
  const next = addUnits(start, rule.amount, rule.unit);
  return rule.atEnd ? addUnits(addUnits(next, 1, rule.unit), -1, 'day') : next;
}

const MOST_BINS = 100_000;

function filled(column: Cell[], method: string, fill: number | null): Cell[] {
  if (method === 'asfreq') return column.map((cell) => cell ?? fill);
  const carry = (cells: Cell[]): Cell[] => {
    let last: Cell = null;
    return cells.map((cell) => (last = cell ?? last));
  };
  if (method === 'ffill') return carry(column);
  if (method === 'bfill') return carry([...column].reverse()).reverse();
  if (method !== 'linear') return column;
  // One walk from each side: a look back from every gap would take time that grows with the square.
  const before: (number | undefined)[] = [];
  const after: (number | undefined)[] = [];
  for (const [at, cell] of column.entries()) before.push(asNumber(cell) === null ? before[at - 1] : at);
  for (let at = column.length - 1; at >= 0; at -= 1)
    after[at] = asNumber(column[at] ?? null) === null ? after[at + 1] : at;
  return column.map((cell, at) => {
    const [from, to] = [before[at], after[at]];
    if (asNumber(cell) !== null || from === undefined) return cell;
    const low = asNumber(column[from]) ?? 0;
    // Behind the last known value it is carried on, as pandas does.
    if (to === undefined) return low;
    return low + (((asNumber(column[to]) ?? 0) - low) * (at - from)) / (to - from);
  });
}

/** Regular times on the index: new rows are filled (asfreq, ffill, bfill, linear), rows of one bin are put together. */
export function resample(frame: Frame, options: Options): Frame {
  const rule = ruleOf(word(options, 'rule') ?? '1D');
  const method = word(options, 'method') ?? 'asfreq';
  const rows = frame.rows.filter((row) => typeof row[0] === 'number');
  const first = rows[0]?.[0];
  const last = rows.at(-1)?.[0];
  if (frame.index.length === 0 || typeof first !== 'number' || typeof last !== 'number') return frame;
  const bins = new Map<number, Cell[][]>();
  for (const row of rows) {
    const bin = binOf(rule, row[0] as number);
    const group = bins.get(bin);
    if (group === undefined) bins.set(bin, [row]);
    else group.push(row);
  }
  const times: number[] = [];
  for (let bin = binOf(rule, first); bin <= binOf(rule, last); bin = nextBin(rule, bin)) {
    times.push(bin);
    if (times.length > MOST_BINS) throw new Failure('CHART_INVALID', 'Resampling would make more than 100,000 rows');
  }
  checkSize(times.length, frame.columns.length);
  const apply = AGGREGATES[method];
  const columns = frame.columns.map((_path, at) => {
    const cells = times.map((time): Cell => {
      const group = bins.get(time) ?? [];
      if (apply === undefined) return group[0]?.[at + 1] ?? null;
      return apply(group.flatMap((row) => asNumber(row[at + 1]) ?? []));
    });
    return filled(cells, method, count(options, 'fill_value') ?? null);
  });
  return { ...frame, rows: times.map((time, at) => [time, ...columns.map((column) => column[at] ?? null)]) };
}
