import Table from 'cli-table3';
import type { Unit } from '../../../analyze/metric.ts';
import type { Interval } from '../../../analyze/statistics/interval.ts';
import type { Verdict } from '../../../analyze/verdict.ts';
import type { Output } from '../../output.ts';

const NO_LINES = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);

export const plainTable = (rightAligned: readonly number[] = []): Table.Table =>
  new Table({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: Array.from({ length: 8 }, (_, index) => (rightAligned.includes(index) ? 'right' : 'left')),
  });

/** A value as a person reads it; a dash for no data. */
export function valueText(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  switch (unit) {
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'difference of shares':
      return `${signed(value * 100, 1)} pp`;
    case 'probability':
      return value.toFixed(3);
    case 'per week, each week':
      return `${signed(value, 2)} per week`;
    case 'per week':
      return `${value.toFixed(1)} per week`;
    case 'per pattern and 30 days':
    case 'per 100 test runs':
      return value.toFixed(1);
    case 'hours':
      return `${value.toFixed(1)} h`;
    case 'minutes':
      return `${value.toFixed(0)} min`;
    case 'patterns':
      return value.toFixed(2);
  }
}

const signed = (value: number, digits: number): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;

export const intervalText = (interval: Interval | null, unit: Unit): string => {
  if (interval === null) return 'no interval';
  if (interval.low === interval.high) return 'counted whole';
  return `${valueText(interval.low, unit)} … ${valueText(interval.high, unit)}`;
};

/** Sign and word: colour is never the only sign. */
export function verdictText(output: Output, verdict: Verdict | null): string {
  if (verdict === 'met') return output.good('✓ met');
  if (verdict === 'missed') return output.bad('✗ missed');
  return verdict === null ? '' : output.warn('? cannot tell yet');
}

export const dayText = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
