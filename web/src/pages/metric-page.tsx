import { useEffect, useMemo } from 'react';
import type { Meta, MetricDetail } from '../../../src/server/contract.ts';
import { Canvas } from '../chart/canvas.tsx';
import { useResource } from '../data/use-resource.ts';
import { countText, dayText, plural } from '../format.ts';
import { MetricChange } from '../metrics/change.tsx';
import { DefinitionBlock } from '../metrics/definition-block.tsx';
import { IntervalBar } from '../metrics/interval-bar.tsx';
import { RowsBlock } from '../metrics/rows-block.tsx';
import { SplitBlock } from '../metrics/split-block.tsx';
import { trendPicture } from '../metrics/trend-picture.ts';
import { lookOf, numberText, targetText, valueText } from '../metrics/value.ts';
import { VerdictBadge } from '../metrics/verdict.tsx';
import { go, useAddress } from '../router.ts';
import { Freshness } from '../shell/freshness.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { ErrorState } from '../ui/states.tsx';

/** One number: value, interval, n, verdict, trend, definition, parts, rows. */
export function MetricPage({ id, meta, onMenu }: { id: string; meta: Meta | null; onMenu: () => void }) {
  const asked = new URLSearchParams(useAddress().split('?')[1] ?? '').get('by');
  const query = asked ? `&by=${encodeURIComponent(asked)}` : '';
  const { data, error, reload } = useResource<MetricDetail>(
    `/api/metrics/${encodeURIComponent(id)}?compare=previous${query}`,
  );
  const name = data?.definition.name;
  const by = asked ?? data?.result.by ?? null;
  useEffect(() => {
    document.title = `${name ?? 'Metric'} · feedback-loop`;
  }, [name]);
  return (
    <>
      <PageBar
        title={name ?? 'Metric'}
        about={data?.definition.question ?? ''}
        onMenu={onMenu}
        tools={
          <>
            <Freshness meta={meta} />
            <Link className="button only-wide" href="/metrics">
              <Icon name="left" /> All metrics
            </Link>
          </>
        }
      />
      <main className="page" id="content" tabIndex={-1}>
        {error && <ErrorState error={error} onRetry={reload} back={{ href: '/metrics', label: 'All metrics' }} />}
        {!data && !error && (
          <>
            <div className="metric-top">
              <div className="skeleton" style={{ height: 320 }} />
              <div className="skeleton" style={{ height: 320 }} />
            </div>
            <div className="metric-parts">
              <div className="skeleton" style={{ height: 280 }} />
              <div className="skeleton" style={{ height: 280 }} />
            </div>
          </>
        )}
        {data && (
          <>
            <div className="metric-top">
              <ValueBlock detail={data} />
              <TrendBlock detail={data} />
            </div>
            <div className="metric-parts">
              <DefinitionBlock definition={data.definition} />
              <SplitBlock card={data} by={by} onBy={(next) => go(`/metrics/${id}?by=${next}`, { replace: true })} />
            </div>
            <RowsBlock key={id} card={data} />
          </>
        )}
      </main>
    </>
  );
}

function ValueBlock({ detail }: { detail: MetricDetail }) {
  const { result, definition } = detail;
  const { coverage } = result;
  return (
    <section className="block metric-value">
      <VerdictBadge verdict={result.verdict} because={result.because} />
      <div className={result.value === null ? 'big-value none' : 'big-value'}>
        {numberText(result.value, result.unit)}
        {result.value !== null && lookOf(result.unit).unit && (
          <span className={lookOf(result.unit).unit.length > 3 ? 'unit word' : 'unit'}>{lookOf(result.unit).unit}</span>
        )}
      </div>
      <IntervalBar card={detail} />
      <dl className="facts" style={{ marginTop: 12 }}>
        <dt>95 % interval</dt>
        <dd>
          {result.interval
            ? result.interval.low === result.interval.high
              ? result.unit === 'share'
                ? 'counted whole'
                : 'no spread'
              : `${valueText(result.interval.low, result.unit)} to ${valueText(result.interval.high, result.unit)}`
            : 'none'}
        </dd>
        <dt>n</dt>
        <dd>
          {countText(result.n)} {definition.sampleUnit}
        </dd>
        {result.target && (
          <>
            <dt>Target</dt>
            <dd>{targetText(result.target, result.unit)}</dd>
            <dt>Verdict</dt>
            <dd>
              {result.verdict}: {result.because}
            </dd>
          </>
        )}
        <dt>Before</dt>
        <dd>
          <MetricChange card={detail} />
        </dd>
        <dt>Days</dt>
        <dd>
          {dayText(result.since)} to {dayText(result.until)}
        </dd>
        <dt>Left out</dt>
        <dd>
          {coverage.rows === 0 ? 'no rows' : `${countText(coverage.excluded)} of ${plural(coverage.rows, 'row')}`}
        </dd>
      </dl>
    </section>
  );
}

function TrendBlock({ detail }: { detail: MetricDetail }) {
  const picture = useMemo(() => trendPicture(detail), [detail]);
  return (
    <section className="block trend">
      <h2>Week by week</h2>
      {picture ? (
        <Canvas
          picture={picture}
          label={`${detail.definition.name}, week by week, with its usual limits and its target`}
        />
      ) : (
        <div className="empty">
          <strong>No weeks to show</strong>
          <p>It stands for how things are now, or too few weeks have a value.</p>
        </div>
      )}
    </section>
  );
}
