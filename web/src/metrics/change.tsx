import type { MetricCard } from './metric-card.ts';
import { Icon } from '../ui/icon.tsx';
import { lookOf, numberText, valueText } from './value.ts';

/** Against the period before; "cannot tell" when the intervals do not say that anything changed. */
export function MetricChange({ card }: { card: MetricCard }) {
  const { change, previous, unit } = card.result;
  if (!previous || previous.value === null) return <span className="muted">nothing to compare with</span>;
  if (!change) return null;
  const before = `before: ${valueText(previous.value, unit)}, n ${previous.n}`;
  if (!change.certain) {
    return (
      <span className="muted" title={before}>
        no certain change
      </span>
    );
  }
  return (
    <span className="change" title={before}>
      <span className="by">
        <Icon name={change.difference > 0 ? 'up' : 'down'} />
        {numberText(Math.abs(change.difference), unit).replace(/^\+/, '')}
        {lookOf(unit).unit === '%' ? ' pp' : ''}
      </span>
      <span className="muted">against the period before</span>
    </span>
  );
}
