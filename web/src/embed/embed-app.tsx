import { useEffect, useMemo, useRef, useState } from 'react';
import type { EmbeddedDashboard } from '../../../src/server/contract.ts';
import { type Access, AccessContext } from '../data/access.ts';
import { useResource } from '../data/use-resource.ts';
import { OpenDashboard } from '../pages/dashboard-page.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { Toast } from '../ui/toast.tsx';

const LOOK_AGAIN_MS = 20_000;
/** The longest a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** The token of the address. From a query it is moved to the fragment, which browsers send to nobody. */
export function takeToken(): string {
  const query = new URLSearchParams(location.search);
  const given = query.get('token');
  if (given === null) return location.hash.slice(1);
  query.delete('token');
  const rest = query.toString();
  history.replaceState(null, '', `${location.pathname}${rest ? `?${rest}` : ''}#${given}`);
  return given;
}

/** When the token ends, as it says itself; the server decides. */
function endOf(token: string): number | null {
  try {
    const [, payload = ''] = token.split('.');
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : null;
  } catch {
    return null;
  }
}

const Expired = () => (
  <EmptyState title="This view has ended">
    <p>It was opened for a while. Load the page around it again to go on.</p>
  </EmptyState>
);

/** The value before where the new one says the same: what hangs on the object is then not made anew. */
function useKept<T>(value: T): T {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) kept.current = value;
  return kept.current;
}

/** One dashboard and nothing else: what a frame in somebody else's page shows. */
export function EmbedApp({ slug, token }: { slug: string; token: string }) {
  const [ended, setEnded] = useState(false);
  const headers = useMemo(() => ({ authorization: `Bearer ${token}` }), [token]);
  const { data, error, reload } = useResource<EmbeddedDashboard>(
    `/api/embed/${encodeURIComponent(slug)}`,
    null,
    headers,
  );
  // Most answers only say how new the data are: the dashboard is then the one that is shown already.
  const dashboard = useKept(data?.dashboard ?? null);
  const embedded = useKept(data && { locked: data.locked, timeRange: data.timeRange });
  useEffect(() => {
    const end = endOf(token);
    if (end === null) return;
    const timer = setTimeout(() => setEnded(true), Math.min(LONGEST_MS, Math.max(0, end - Date.now())));
    return () => clearTimeout(timer);
  }, [token]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  useEffect(() => {
    if (dashboard) document.title = dashboard.title;
  }, [dashboard]);
  const access = useMemo(
    (): Access => ({
      api: '/api/embed',
      headers,
      // The fragment holds the token: a reload of the frame goes on with it.
      address: (name, query) => `/embed/${encodeURIComponent(name)}${query}${location.hash}`,
      embedded,
    }),
    [headers, embedded],
  );
  if (ended || error?.code === 'EMBED_EXPIRED') return <Alone content={<Expired />} />;
  if (error && !data) return <Alone content={<ErrorState error={error} />} />;
  if (!data || !dashboard) return <main className="page" id="content" aria-busy="true" />;
  return (
    <AccessContext value={access}>
      <div className="main embedded">
        <OpenDashboard dashboard={dashboard} meta={data.meta} page={null} onMenu={() => {}} onData={reload} />
      </div>
      <Toast />
    </AccessContext>
  );
}

const Alone = ({ content }: { content: React.ReactNode }) => (
  <main className="page" id="content">
    <h1 className="hidden-visually">Dashboard</h1>
    {content}
  </main>
);
