import type { MetricList } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { Link } from '../ui/link.tsx';
import { VerdictBadge } from './verdict.tsx';

const VERDICTS = ['met', 'missed', 'cannot tell yet'] as const;

/** How the key performance indicators stand, all in one line. */
export function VerdictStrip() {
  const { data } = useResource<MetricList>('/api/metrics?compare=previous');
  const kpis = data?.metrics.filter(({ kpi }) => kpi) ?? [];
  return (
    <div className="verdicts">
      <span className="muted">Key performance indicators</span>
      {kpis.length === 0 && <span className="skeleton" style={{ width: 260, height: 20 }} />}
      {kpis.length > 0 &&
        VERDICTS.map((verdict) => (
          <Link key={verdict} href={`/metrics?verdict=${encodeURIComponent(verdict)}`}>
            <strong className="number">{kpis.filter(({ result }) => result.verdict === verdict).length}</strong>
            <VerdictBadge verdict={verdict} />
          </Link>
        ))}
    </div>
  );
}
