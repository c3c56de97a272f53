import type { MetricCard } from './metric-card.ts';
import { Icon } from '../ui/icon.tsx';

type Verdict = NonNullable<MetricCard['result']['verdict']>;

const LOOKS = {
  met: { look: 'good', icon: 'check' },
  missed: { look: 'bad', icon: 'cross' },
  'cannot tell yet': { look: 'warn', icon: 'help' },
} as const satisfies Record<Verdict, { look: string; icon: string }>;

/** Icon, word and colour: never colour alone. */
export function VerdictBadge({ verdict, because }: { verdict: Verdict | null; because?: string }) {
  if (verdict === null) return null;
  const { look, icon } = LOOKS[verdict];
  return (
    <span className={`badge ${look}`} title={because}>
      <Icon name={icon} />
      {verdict[0]?.toUpperCase()}
      {verdict.slice(1)}
    </span>
  );
}
