import type { MetricCard } from './metric-card.ts';
import { formatNumber } from '../../../src/charts/format/number.ts';

type Unit = MetricCard['definition']['unit'];
type Target = NonNullable<MetricCard['definition']['target']>;

/** How values of a unit are written, and what stands behind them. */
const LOOKS: Record<Unit, { format: string; scale: number; unit: string }> = {
  share: { format: '.1f', scale: 100, unit: '%' },
  'difference of shares': { format: '+.1f', scale: 100, unit: 'pp' },
  probability: { format: '.3f', scale: 1, unit: '' },
  patterns: { format: '.2f', scale: 1, unit: '' },
  hours: { format: ',.1f', scale: 1, unit: 'h' },
  minutes: { format: ',.0f', scale: 1, unit: 'min' },
  'per 100 test runs': { format: ',.1f', scale: 1, unit: 'per 100 test runs' },
  'per week': { format: ',.1f', scale: 1, unit: 'per week' },
  'per pattern and 30 days': { format: ',.1f', scale: 1, unit: 'per pattern and 30 days' },
  'per week, each week': { format: '+,.2f', scale: 1, unit: 'per week' },
};

export const lookOf = (unit: Unit): { format: string; scale: number; unit: string } => LOOKS[unit];

/** The number alone; "–" is no data. */
export const numberText = (value: number | null, unit: Unit): string =>
  value === null ? '–' : formatNumber(value * LOOKS[unit].scale, LOOKS[unit].format);

/** The number with its unit. */
export const valueText = (value: number | null, unit: Unit): string =>
  value === null ? '–' : `${numberText(value, unit)}${LOOKS[unit].unit ? ` ${LOOKS[unit].unit}` : ''}`;

export const targetText = (target: Target, unit: Unit): string =>
  target.relation === 'between'
    ? `between ${numberText(target.low, unit)} and ${valueText(target.high, unit)}`
    : `${target.relation} ${valueText(target.value, unit)}`;

/** Where the target lies: one tick, or two for a band. */
export const targetTicks = (target: Target | null): number[] =>
  target === null ? [] : target.relation === 'between' ? [target.low, target.high] : [target.value];
