import type { MetricCard } from './metric-card.ts';
import { targetText, targetTicks, valueText } from './value.ts';

/** The 95 % interval as a thin bar with the value on it and the target as a tick. */
export function IntervalBar({ card }: { card: MetricCard }) {
  const { value, interval, target, unit } = card.result;
  const ticks = targetTicks(target);
  if (value === null) return <div className="interval" />;
  const points = [value, ...(interval ? [interval.low, interval.high] : []), ...ticks];
  const isShare = unit === 'share' || unit === 'probability';
  const spread = Math.max(...points) - Math.min(...points) || Math.abs(value) || 1;
  const bound = (at: number): number => (isShare ? Math.min(1, Math.max(0, at)) : at);
  const low = bound(Math.min(...points) - spread * 0.35);
  const high = bound(Math.max(...points) + spread * 0.35);
  const place = (at: number): string => `${((at - low) / (high - low || 1)) * 100}%`;
  const said = [
    interval ? `95 % interval ${valueText(interval.low, unit)} to ${valueText(interval.high, unit)}` : 'no interval',
    target ? `target ${targetText(target, unit)}` : '',
  ];
  return (
    <div
      className="interval"
      role="img"
      aria-label={said.filter(Boolean).join(', ')}
      title={said.filter(Boolean).join('\n')}
    >
      {interval && (
        <i className="span" style={{ left: place(interval.low), right: `calc(100% - ${place(interval.high)})` }} />
      )}
      {ticks.map((tick) => (
        <i key={tick} className="tick" style={{ left: place(tick) }} />
      ))}
      <i className="point" style={{ left: place(value) }} />
    </div>
  );
}
