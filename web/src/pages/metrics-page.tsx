import { useEffect } from 'react';
import type { Meta, MetricList } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { countText } from '../format.ts';
import { MetricChange } from '../metrics/change.tsx';
import { FindingsPanel } from '../metrics/findings-panel.tsx';
import { IntervalBar } from '../metrics/interval-bar.tsx';
import type { MetricCard } from '../metrics/metric-card.ts';
import { lookOf, numberText, targetText } from '../metrics/value.ts';
import { VerdictBadge } from '../metrics/verdict.tsx';
import { go, useAddress } from '../router.ts';
import { Freshness } from '../shell/freshness.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Link } from '../ui/link.tsx';
import { Segments } from '../ui/segments.tsx';
import { ErrorState, WaitingCards } from '../ui/states.tsx';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'met', label: 'Met' },
  { value: 'missed', label: 'Missed' },
  { value: 'cannot tell yet', label: 'Cannot tell yet' },
] as const;

/** Every number that is published, with its verdict. */
export function MetricsPage({ meta, onMenu }: { meta: Meta | null; onMenu: () => void }) {
  const { data, error, reload } = useResource<MetricList>('/api/metrics?compare=previous');
  const shown = new URLSearchParams(useAddress().split('?')[1] ?? '').get('verdict') ?? 'all';
  useEffect(() => {
    document.title = 'Metrics · feedback-loop';
  }, []);
  const all = data?.metrics ?? [];
  const cards = all.filter(({ result }) => shown === 'all' || result.verdict === shown);
  const groups = [...new Set(cards.map(({ definition }) => definition.group))];
  const count = (verdict: string): number =>
    all.filter(({ result }) => verdict === 'all' || result.verdict === verdict).length;
  return (
    <>
      <PageBar
        title="Metrics"
        about="Every number, with what it is worth: n, 95 % interval, target and verdict"
        onMenu={onMenu}
        tools={<Freshness meta={meta} />}
      />
      <main className="page" id="content" tabIndex={-1}>
        {error && <ErrorState error={error} onRetry={reload} />}
        {data && (
          <div className="toolbar">
            <Segments
              label="Verdict"
              options={FILTERS.map((filter) => ({ ...filter, count: count(filter.value) }))}
              chosen={shown}
              onChoose={(filter) =>
                go(filter === 'all' ? '/metrics' : `/metrics?verdict=${encodeURIComponent(filter)}`)
              }
            />
          </div>
        )}
        {shown === 'all' && <FindingsPanel />}
        {!data && !error && <WaitingCards count={8} height={168} />}
        {groups.map((group) => (
          <section key={group}>
            <h2 className="section medium">{group}</h2>
            <div className="kpis">
              {cards
                .filter(({ definition }) => definition.group === group)
                .map((card) => (
                  <Kpi key={card.definition.id} card={card} />
                ))}
            </div>
          </section>
        ))}
      </main>
    </>
  );
}

function Kpi({ card }: { card: MetricCard }) {
  const { definition, result } = card;
  return (
    <article className="card metric-card">
      <div className="kpi-head">
        <h3 className="card-title">
          <Link href={`/metrics/${definition.id}`} title={definition.question}>
            {definition.name}
          </Link>
        </h3>
      </div>
      <div className="kpi-value">
        <div className={result.value === null ? 'big-value none' : 'big-value'}>
          {numberText(result.value, result.unit)}
          {result.value !== null && lookOf(result.unit).unit && (
            <span className={lookOf(result.unit).unit.length > 3 ? 'unit word' : 'unit'}>
              {lookOf(result.unit).unit}
            </span>
          )}
        </div>
        <VerdictBadge verdict={result.verdict} because={result.because} />
      </div>
      <IntervalBar card={card} />
      <div className="kpi-line">
        <MetricChange card={card} />
      </div>
      <div className="kpi-foot">
        <span className="number">
          n {countText(result.n)} {definition.sampleUnit}
        </span>
        {result.target && <span className="number">target {targetText(result.target, result.unit)}</span>}
      </div>
    </article>
  );
}
