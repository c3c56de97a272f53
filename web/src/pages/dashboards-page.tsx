import { useEffect, useState } from 'react';
import { formatNumber } from '../../../src/charts/format/number.ts';
import type { ChartReply, DashboardCard, Meta } from '../../../src/server/contract.ts';
import { Canvas } from '../chart/canvas.tsx';
import { useAccess } from '../data/access.ts';
import { streamCharts } from '../data/api.ts';
import { useResource } from '../data/use-resource.ts';
import { plural } from '../format.ts';
import { VerdictStrip } from '../metrics/verdict-strip.tsx';
import { Freshness } from '../shell/freshness.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Link } from '../ui/link.tsx';
import { EmptyState, ErrorState, FirstSteps } from '../ui/states.tsx';

interface DashboardsPageProps {
  initial: DashboardCard[] | null;
  meta: Meta | null;
  onMenu: () => void;
}

/** Every dashboard, in small and alive. */
export function DashboardsPage({ initial, meta, onMenu }: DashboardsPageProps) {
  const { data, error, reload } = useResource<DashboardCard[]>('/api/dashboards', initial);
  useEffect(() => {
    document.title = 'Dashboards · feedback-loop';
  }, []);
  return (
    <>
      <PageBar title="Dashboards" onMenu={onMenu} tools={<Freshness meta={meta} />} />
      <main className="page" id="content" tabIndex={-1}>
        {error && <ErrorState error={error} onRetry={reload} />}
        {data?.length === 0 && (
          <EmptyState title="No dashboards">
            <p>
              This project has no dashboard assets. <code>feedback-loop init</code> brings the starter’s.
            </p>
          </EmptyState>
        )}
        {meta?.pages.includes('events') && !meta.hasEvents && <FirstSteps />}
        {meta?.hasEvents && <VerdictStrip />}
        <div className="boards">
          {data?.map((card) => (
            <Board key={card.slug} card={card} />
          ))}
          {!data &&
            !error &&
            [1, 2, 3].map((each) => <div key={each} className="board skeleton" style={{ height: 320 }} />)}
        </div>
      </main>
    </>
  );
}

type Answers = Record<string, Extract<ChartReply, { ok: true }>>;

function Board({ card }: { card: DashboardCard }) {
  const access = useAccess();
  const [answers, setAnswers] = useState<Answers>({});
  useEffect(() => {
    const abort = new AbortController();
    const charts = [...(card.face ? [card.face] : []), ...card.numbers.map(({ uuid }) => uuid)];
    if (charts.length === 0) return;
    streamCharts(
      access,
      card.slug,
      { charts },
      (reply) => {
        if (reply.ok && !abort.signal.aborted) setAnswers((before) => ({ ...before, [reply.uuid]: reply }));
      },
      abort.signal,
      // A card without its miniature is still a card.
    ).catch(() => {});
    return () => abort.abort();
  }, [card, access]);
  const face = card.face ? answers[card.face]?.picture : undefined;
  return (
    <article className="board">
      <div className="board-face" aria-hidden="true">
        {face?.type === 'chart' ? (
          <Canvas picture={face} label={`${card.title} in small`} miniature />
        ) : (
          card.face && !face && <div className="skeleton" style={{ height: '100%' }} />
        )}
      </div>
      {card.numbers.length > 0 && (
        <dl className="board-numbers">
          {card.numbers.map(({ uuid, title }) => {
            const picture = answers[uuid]?.picture;
            const value = picture?.type === 'big-number' ? picture.value : undefined;
            return (
              <div key={uuid}>
                <dt title={title}>{title}</dt>
                <dd>
                  {picture?.type === 'big-number' && value !== null && value !== undefined
                    ? formatNumber(value, picture.format)
                    : '–'}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <div className="board-text">
        <h2>
          <Link href={`/dashboards/${card.slug}`}>{card.title}</Link>
        </h2>
        {card.description && <p>{card.description}</p>}
        <div className="board-meta">{plural(card.charts, 'chart')}</div>
      </div>
    </article>
  );
}
