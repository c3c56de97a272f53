import type { MetricList } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { Link } from '../ui/link.tsx';
import { MetricChange } from './change.tsx';
import { targetText, valueText } from './value.ts';
import { VerdictBadge } from './verdict.tsx';

const VERDICTS = ['met', 'missed', 'cannot tell yet'] as const;
const MOST = 6;

/** How the key performance indicators stand, and which targets are missed. */
export function VerdictStrip() {
  const { data } = useResource<MetricList>('/api/metrics?compare=previous');
  const kpis = data?.metrics.filter(({ kpi }) => kpi) ?? [];
  const missed = kpis.filter(({ result }) => result.verdict === 'missed');
  return (
    <section className="block standing" aria-labelledby="standing">
      <div className="block-head">
        <h2 id="standing">Key performance indicators</h2>
        <div className="verdicts">
          {kpis.length === 0 && <span className="skeleton" style={{ width: 260, height: 20 }} />}
          {kpis.length > 0 &&
            VERDICTS.map((verdict) => (
              <Link key={verdict} href={`/metrics?verdict=${encodeURIComponent(verdict)}`}>
                <strong className="number">{kpis.filter(({ result }) => result.verdict === verdict).length}</strong>
                <VerdictBadge verdict={verdict} />
              </Link>
            ))}
        </div>
      </div>
      {kpis.length === 0 ? (
        <div className="skeleton" style={{ height: 62 }} />
      ) : missed.length === 0 ? (
        <p className="muted">No target is missed.</p>
      ) : (
        <ul className="misses">
          {missed.slice(0, MOST).map((card) => (
            <li key={card.definition.id}>
              <Link href={`/metrics/${card.definition.id}`}>
                <span className="miss-name">{card.definition.name}</span>
                <span className="miss-value">{valueText(card.result.value, card.result.unit)}</span>
                <span className="miss-target">
                  {card.result.target && `target ${targetText(card.result.target, card.result.unit)}`}
                </span>
              </Link>
              <MetricChange card={card} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
