import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Cell } from '../../../src/charts/picture.ts';
import { type Choice, readChoice, requestOf, visibleCharts, writeChoice } from '../../../src/server/address.ts';
import type { CrossFilter, DashboardDetail, Meta } from '../../../src/server/contract.ts';
import { isNothing, valueOf } from '../dashboard/choice.ts';
import { Crosshair } from '../dashboard/crosshair.ts';
import { DashboardBar } from '../dashboard/dashboard-bar.tsx';
import { download, type FileFormat } from '../dashboard/download.ts';
import { Layout, type LayoutContext } from '../dashboard/layout.tsx';
import { rangeOf } from '../dashboard/time-ranges.ts';
import { useCharts } from '../dashboard/use-charts.ts';
import { useDashboardKeys } from '../dashboard/use-dashboard-keys.ts';
import { useAccess } from '../data/access.ts';
import type { PageData } from '../data/boot.ts';
import { useResource } from '../data/use-resource.ts';
import { go, useAddress } from '../router.ts';
import { PageBar } from '../shell/page-bar.tsx';
import { Away, ErrorState, FirstSteps, WaitingCards } from '../ui/states.tsx';

interface DashboardPageProps {
  slug: string;
  /** Its title, where a list of dashboards said it. */
  title: string | undefined;
  meta: Meta | null;
  page: PageData | null;
  onMenu: () => void;
  onData: () => void;
}

export function DashboardPage({ slug, title, meta, page, onMenu, onData }: DashboardPageProps) {
  const fromPage = page?.boot?.dashboard?.slug === slug ? page.boot.dashboard : null;
  const { data, error, reload } = useResource<DashboardDetail>(`/api/dashboards/${encodeURIComponent(slug)}`, fromPage);
  const dashboard = data?.slug === slug ? data : null;
  useEffect(() => {
    document.title = dashboard ? `${dashboard.title} · feedback-loop` : 'feedback-loop';
  }, [dashboard]);
  if (!dashboard) {
    return (
      <>
        <PageBar title={title ?? 'Dashboard'} onMenu={onMenu} />
        <main className="page" id="content" tabIndex={-1} aria-busy={!error} data-ready={error !== null}>
          {error ? (
            <ErrorState error={error} onRetry={reload} back={{ href: '/dashboards', label: 'All dashboards' }} />
          ) : (
            <>
              <WaitingCards count={4} height={192} />
              <WaitingCards count={4} height={320} />
            </>
          )}
        </main>
      </>
    );
  }
  return (
    <OpenDashboard
      key={slug}
      dashboard={dashboard}
      meta={meta}
      page={fromPage && page?.boot?.request ? page : null}
      onMenu={onMenu}
      onData={onData}
    />
  );
}

interface OpenDashboardProps {
  dashboard: DashboardDetail;
  meta: Meta | null;
  page: PageData | null;
  onMenu: () => void;
  onData: () => void;
}

/** A dashboard with what is chosen on it; which way its data come is said by the access around it. */
export function OpenDashboard({ dashboard, meta, page, onMenu, onData }: OpenDashboardProps) {
  const access = useAccess();
  const address = useAddress();
  const choice = useMemo(() => readChoice(address.split('?')[1] ?? ''), [address]);
  const current = useRef(choice);
  current.current = choice;
  const change = useCallback(
    (part: Partial<Choice>, options?: { replace: boolean }) =>
      // In a frame the back button is that of the page around it.
      go(access.address(dashboard.slug, writeChoice({ ...current.current, ...part })), {
        replace: options?.replace ?? access.embedded !== null,
      }),
    [dashboard.slug, access],
  );

  const uuids = useMemo(
    () => [...new Set(visibleCharts(dashboard.layout, choice.tabs))].filter((uuid) => uuid in dashboard.charts),
    [dashboard, choice.tabs],
  );
  const charts = useCharts(dashboard.slug, uuids, requestOf(choice), page);
  const [crosshair] = useState(() => new Crosshair());

  const timeFilter = dashboard.filters.find((filter) => filter.kind === 'time');
  const { retry } = charts;
  const since = meta?.freshness.since ?? null;
  const until = meta?.freshness.until ?? null;
  const reach = useMemo(() => (since && until ? { since, until } : null), [since, until]);
  const context: LayoutContext = {
    charts,
    metas: dashboard.charts,
    crosshair,
    actions: useMemo(
      () => ({
        retry,
        download: (format: FileFormat, uuid: string) =>
          void download(dashboard.slug, writeChoice(current.current), format, uuid),
        range: (from: number, to: number) => change({ range: rangeOf(from, to) }),
        canPick: dashboard.crossFilters,
        pick: (chart: string, column: string, value: Cell) => {
          if (dashboard.crossFilters) change({ cross: toggled(current.current.cross, { chart, column, value }) });
        },
        widen: () => change({ range: 'No filter', cross: [] }),
        reach,
      }),
      [change, dashboard.crossFilters, dashboard.slug, retry, reach],
    ),
    tabOf: (tabs) => ('children' in tabs ? tabs.children.find((tab) => choice.tabs.includes(tab.id))?.id : undefined),
    onTab: (siblings, tab) =>
      change({ tabs: [...choice.tabs.filter((each) => !siblings.includes(each)), tab] }, { replace: true }),
  };

  const [picking, setPicking] = useState(false);
  const chosen =
    choice.range !== null ||
    choice.grain !== null ||
    choice.cross.length > 0 ||
    dashboard.filters.some((filter) => filter.id in choice.filters && !isNothing(valueOf(filter, choice)));
  const { refresh: askAgain } = charts;
  const foreign = meta?.foreign === true;
  const refresh = useCallback(() => {
    askAgain(true);
    onData();
  }, [askAgain, onData]);
  // New events were stored: what is shown is replaced as the new answers come.
  const version = meta?.freshness.dataVersion;
  const shownVersion = useRef(version);
  useEffect(() => {
    if (version === undefined) return;
    if (shownVersion.current !== undefined && version !== shownVersion.current) askAgain(false);
    shownVersion.current = version;
  }, [version, askAgain]);
  useDashboardKeys({
    dashboard,
    onTime: () => setPicking(true),
    onRefresh: refresh,
    onUndo: choice.cross.length > 0 ? () => change({ cross: choice.cross.slice(0, -1) }) : null,
  });
  useEffect(() => {
    if (dashboard.refreshSeconds <= 0) return;
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      // Many may watch: the version of our data tells what is new, so nobody makes the server draw the same again.
      askAgain(foreign);
      onData();
    }, dashboard.refreshSeconds * 1000);
    return () => clearInterval(timer);
  }, [dashboard.refreshSeconds, askAgain, onData, foreign]);
  useEffect(() => {
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'center' });
  }, []);

  return (
    <>
      <DashboardBar
        dashboard={dashboard}
        meta={meta}
        choice={choice}
        range={choice.range ?? (typeof timeFilter?.initial === 'string' ? timeFilter.initial : null)}
        picking={picking}
        onPicking={setPicking}
        progress={charts.asked === 0 ? 1 : charts.done / charts.asked}
        canClear={chosen}
        onChange={change}
        onClear={() => change({ range: null, grain: null, filters: {}, cross: [] })}
        onRefresh={refresh}
        onDownload={(format) => void download(dashboard.slug, writeChoice(choice), format)}
        onMenu={onMenu}
      />
      <main className="page" id="content" tabIndex={-1} data-ready={charts.done === charts.asked}>
        <h2 className="hidden-visually">Charts</h2>
        {charts.unreachable && <Away onRetry={() => askAgain(false)} />}
        {meta?.pages.includes('events') && !meta.hasEvents && <FirstSteps />}
        <Layout item={dashboard.layout} context={context} columns={12} />
      </main>
    </>
  );
}

/** A second click on the same takes the filter away; a click elsewhere on the same chart replaces it. */
function toggled(cross: readonly CrossFilter[], next: CrossFilter): CrossFilter[] {
  const same = cross.some(
    (each) => each.chart === next.chart && each.column === next.column && each.value === next.value,
  );
  const others = cross.filter((each) => each.chart !== next.chart || each.column !== next.column);
  return same ? others : [...others, next];
}
