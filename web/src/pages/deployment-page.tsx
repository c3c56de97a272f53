import { useEffect } from 'react';
import type { Apply, ApplyDetail, DeploymentDetail } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { DifferenceList } from '../deployments/difference-list.tsx';
import { agoText, countText, instantText, plural } from '../format.ts';
import { go, useAddress } from '../router.ts';
import { PageBar } from '../shell/page-bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Overlay } from '../ui/overlay.tsx';
import { ErrorState } from '../ui/states.tsx';
import { ApplyStatus } from './deployments-page.tsx';

/** One environment: what waits in Git, and every apply. */
export function DeploymentPage({ name, onMenu }: { name: string; onMenu: () => void }) {
  const open = new URLSearchParams(useAddress().split('?')[1] ?? '').get('apply');
  const { data, error, reload } = useResource<DeploymentDetail>(`/api/deployments/${encodeURIComponent(name)}`);
  useEffect(() => {
    document.title = `${name} · feedback-loop`;
  }, [name]);
  return (
    <>
      <PageBar
        title={name}
        about={data?.last?.target ?? ''}
        onMenu={onMenu}
        tools={
          <Link className="button only-wide" href="/deployments">
            <Icon name="left" /> All environments
          </Link>
        }
      />
      <main className="page" id="content" tabIndex={-1}>
        {error && (
          <ErrorState error={error} onRetry={reload} back={{ href: '/deployments', label: 'All environments' }} />
        )}
        {!data && !error && <div className="skeleton" style={{ height: 240 }} />}
        {data && (
          <>
            <section className="block">
              <h2>Applies</h2>
              {data.applies.length === 0 ? (
                <p className="muted">Nothing was applied yet.</p>
              ) : (
                <ApplyTable applies={data.applies} onOpen={(id) => go(`/deployments/${name}?apply=${id}`)} />
              )}
            </section>
            <section className="block whole">
              <div className="block-head">
                <h2>In Git and not applied yet</h2>
                {data.pending && data.pending.length > 0 && (
                  <span className="muted">
                    {plural(data.pending.length, 'object')}; <code>feedback-loop deploy {name}</code>
                  </span>
                )}
              </div>
              {data.pendingError && <ErrorState error={data.pendingError} onRetry={reload} />}
              {data.pending?.length === 0 && <p className="muted">Nothing: what Git holds was applied.</p>}
              {data.pending && <DifferenceList objects={data.pending} />}
            </section>
          </>
        )}
        {open && <ApplyDrawer name={name} id={open} onClose={() => go(`/deployments/${name}`)} />}
      </main>
    </>
  );
}

function ApplyTable({ applies, onOpen }: { applies: readonly Apply[]; onOpen: (id: string) => void }) {
  return (
    <div className="table-box" role="region" aria-label="Applies" tabIndex={0}>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Outcome</th>
            <th scope="col">Who</th>
            <th scope="col">Commit</th>
            <th scope="col">Target</th>
            <th scope="col" className="number">
              Written
            </th>
          </tr>
        </thead>
        <tbody>
          {applies.map((apply) => (
            <tr key={apply.id} data-opens="true" onClick={() => onOpen(apply.id)}>
              <td title={instantText(apply.at)}>
                <button type="button" className="pick">
                  {agoText(apply.at, Date.now())}
                </button>
              </td>
              <td>
                <ApplyStatus apply={apply} />
              </td>
              <td>{apply.actor ?? '–'}</td>
              <td>
                <code>{apply.gitSha?.slice(0, 8) ?? '–'}</code>
              </td>
              <td>{apply.target ?? '–'}</td>
              <td className="number">{countText(apply.objects)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ApplyDrawer({ name, id, onClose }: { name: string; id: string; onClose: () => void }) {
  const { data, error } = useResource<ApplyDetail>(
    `/api/deployments/${encodeURIComponent(name)}/${encodeURIComponent(id)}`,
  );
  return (
    <Overlay title={`Apply to ${name}`} look="drawer" onClose={onClose}>
      <div className="dialog-body">
        {error && <ErrorState error={error} />}
        {!data && !error && <div className="skeleton" style={{ height: 200 }} />}
        {data && (
          <>
            <div className="toolbar">
              <ApplyStatus apply={data.apply} />
            </div>
            <dl className="facts">
              <dt>When</dt>
              <dd>{instantText(data.apply.at)}</dd>
              <dt>Who</dt>
              <dd>{data.apply.actor ?? '–'}</dd>
              <dt>Commit</dt>
              <dd>
                <code>{data.apply.gitSha ?? '–'}</code>
              </dd>
              <dt>Apply</dt>
              <dd>
                <code>{data.apply.id}</code>
              </dd>
            </dl>
            {data.apply.error && <pre className="code">{data.apply.error}</pre>}
            <h3 className="block-title">{plural(data.objects.length, 'object')}</h3>
            <DifferenceList objects={data.objects} />
          </>
        )}
      </div>
    </Overlay>
  );
}
