import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { DashboardCard, Meta } from '../../../src/server/contract.ts';
import { isTyping } from '../dashboard/use-dashboard-keys.ts';
import type { PageData } from '../data/boot.ts';
import { useResource } from '../data/use-resource.ts';
import { DashboardPage } from '../pages/dashboard-page.tsx';
import { DashboardsPage } from '../pages/dashboards-page.tsx';
import { go, useAddress } from '../router.ts';
import { EmptyState } from '../ui/states.tsx';
import { Toast } from '../ui/toast.tsx';
import { Help } from './help.tsx';
import { PageBar } from './page-bar.tsx';
import { Rail } from './rail.tsx';
import { Search } from './search.tsx';

const EventsPage = lazy(() => import('../pages/events-page.tsx').then((page) => ({ default: page.EventsPage })));
const MetricsPage = lazy(() => import('../pages/metrics-page.tsx').then((page) => ({ default: page.MetricsPage })));
const MetricPage = lazy(() => import('../pages/metric-page.tsx').then((page) => ({ default: page.MetricPage })));
const DeploymentsPage = lazy(() =>
  import('../pages/deployments-page.tsx').then((page) => ({ default: page.DeploymentsPage })),
);
const DeploymentPage = lazy(() =>
  import('../pages/deployment-page.tsx').then((page) => ({ default: page.DeploymentPage })),
);
const RunsPage = lazy(() => import('../pages/runs-page.tsx').then((page) => ({ default: page.RunsPage })));
const QuarantinePage = lazy(() =>
  import('../pages/quarantine-page.tsx').then((page) => ({ default: page.QuarantinePage })),
);

const LOOK_AGAIN_MS = 20_000;
const NARROW = 'feedback-loop:rail';

const remembered = (): boolean => {
  try {
    return localStorage.getItem(NARROW) === 'narrow';
  } catch {
    return false;
  }
};

export function App({ page }: { page: PageData }) {
  const address = useAddress();
  const path = address.split('?')[0] ?? '/';
  const { data: meta, reload } = useResource<Meta>('/api/meta', page.boot?.meta ?? null);
  const { data: dashboards } = useResource<DashboardCard[]>('/api/dashboards', page.boot?.dashboards ?? null);
  const [menu, setMenu] = useState(false);
  const [narrow, setNarrow] = useState(remembered);
  const [over, setOver] = useState<'search' | 'help' | null>(null);
  const openMenu = useCallback(() => setMenu(true), []);

  useEffect(() => {
    if (path === '/') go('/dashboards', { replace: true });
  }, [path]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key === '/' || event.key === '?') {
        event.preventDefault();
        setOver(event.key === '/' ? 'search' : 'help');
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  // Whether something new was stored is asked for now and then, while somebody looks.
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  // On another page the reader starts at its beginning.
  const lastPath = useRef(path);
  useEffect(() => {
    if (lastPath.current !== path) document.getElementById('content')?.focus({ preventScroll: true });
    lastPath.current = path;
  }, [path]);
  const toggleNarrow = (): void => {
    try {
      localStorage.setItem(NARROW, narrow ? 'wide' : 'narrow');
    } catch {
      // Not kept for the next visit.
    }
    setNarrow(!narrow);
  };

  return (
    <div className="shell" data-rail={narrow ? 'narrow' : 'wide'}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Rail
        meta={meta}
        dashboards={dashboards ?? []}
        path={path}
        open={menu}
        narrow={narrow}
        onClose={() => setMenu(false)}
        onNarrow={toggleNarrow}
        onSearch={() => {
          setMenu(false);
          setOver('search');
        }}
        onHelp={() => {
          setMenu(false);
          setOver('help');
        }}
      />
      {menu && <div className="scrim only-phone-block" onClick={() => setMenu(false)} aria-hidden="true" />}
      <div className="main">
        <Suspense fallback={<PageBar title={titleOf(path)} onMenu={openMenu} />}>
          <Page path={path} dashboards={dashboards ?? []} meta={meta} page={page} onMenu={openMenu} onData={reload} />
        </Suspense>
      </div>
      {over === 'search' && (
        <Search pages={meta?.pages ?? []} dashboards={dashboards ?? []} onClose={() => setOver(null)} />
      )}
      {over === 'help' && <Help onClose={() => setOver(null)} />}
      <Toast />
    </div>
  );
}

/** What a page is called while its code comes. */
const titleOf = (path: string): string => {
  const noun = path.split('/')[1] ?? '';
  return `${noun[0]?.toUpperCase() ?? ''}${noun.slice(1)}`;
};

interface PageProps {
  path: string;
  dashboards: readonly DashboardCard[];
  meta: Meta | null;
  page: PageData;
  onMenu: () => void;
  onData: () => void;
}

function Page({ path, dashboards, meta, page, onMenu, onData }: PageProps) {
  const [, noun = '', name] = path.split('/');
  if (noun === '' || (noun === 'dashboards' && !name)) {
    return <DashboardsPage initial={page.boot?.dashboards ?? null} meta={meta} onMenu={onMenu} />;
  }
  if (noun === 'dashboards' && name) {
    const slug = decodeURIComponent(name);
    const title = dashboards.find((each) => each.slug === slug)?.title;
    return <DashboardPage slug={slug} title={title} meta={meta} page={page} onMenu={onMenu} onData={onData} />;
  }
  if (noun === 'metrics' && !name) return <MetricsPage meta={meta} onMenu={onMenu} />;
  if (noun === 'metrics' && name) {
    return <MetricPage key={name} id={decodeURIComponent(name)} meta={meta} onMenu={onMenu} />;
  }
  if (noun === 'deployments' && !name) return <DeploymentsPage onMenu={onMenu} />;
  if (noun === 'deployments' && name)
    return <DeploymentPage key={name} name={decodeURIComponent(name)} onMenu={onMenu} />;
  if (noun === 'events') return <EventsPage meta={meta} onMenu={onMenu} />;
  if (noun === 'runs') return <RunsPage onMenu={onMenu} />;
  if (noun === 'quarantine') return <QuarantinePage onMenu={onMenu} onChange={onData} />;
  return (
    <>
      <PageBar title="Not found" onMenu={onMenu} />
      <main className="page" id="content">
        <EmptyState title="There is no such page">
          <p>Check the address, or choose a page from the menu.</p>
        </EmptyState>
      </main>
    </>
  );
}
