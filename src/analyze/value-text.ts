import type { Target, Unit } from './metric.ts';
import type { Interval } from './statistics/interval.ts';

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
      return `${value.toFixed(1)} per 30 days`;
    case 'per 100 test runs':
      return `${value.toFixed(1)} per 100 runs`;
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
  // A share of all there are has no error; other values without one are all the same.
  if (interval.low === interval.high) return unit === 'share' ? 'counted whole' : 'no spread';
  // The unit is said once; a sign belongs to each number.
  const low = valueText(interval.low, unit).replace(/ .*$/, '');
  return `${low} … ${valueText(interval.high, unit)}`;
};

/** In words: `at least 0.85`. */
const plainTarget = (target: Target): string =>
  target.relation === 'between' ? `between ${target.low} and ${target.high}` : `${target.relation} ${target.value}`;

/** In words, shares in percent as values are: `at least 85 %`. */
export function targetText(target: Target, unit: Unit): string {
  const scaled = (value: number): number => Math.round(value * 1e6) / 1e4;
  if (unit !== 'share') return plainTarget(target);
  const words: Target =
    target.relation === 'between'
      ? { ...target, low: scaled(target.low), high: scaled(target.high) }
      : { ...target, value: scaled(target.value) };
  return `${plainTarget(words)} %`;
}
