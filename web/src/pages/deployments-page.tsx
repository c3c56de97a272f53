import { useEffect } from 'react';
import type { Apply, DeploymentEnvironment, DeploymentList } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { agoText, instantText, plural } from '../format.ts';
import { PageBar } from '../shell/page-bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { EmptyState, ErrorState, WaitingCards } from '../ui/states.tsx';

/** Every environment, with what was last applied to it. */
export function DeploymentsPage({ onMenu }: { onMenu: () => void }) {
  const { data, error, reload } = useResource<DeploymentList>('/api/deployments');
  useEffect(() => {
    document.title = 'Deployments · feedback-loop';
  }, []);
  return (
    <>
      <PageBar title="Deployments" about="What was applied to Superset, where and by whom" onMenu={onMenu} />
      <main className="page" id="content" tabIndex={-1}>
        {error && <ErrorState error={error} onRetry={reload} />}
        {!data && !error && <WaitingCards count={4} height={92} />}
        {data?.environments.length === 0 && <EmptyState title="This project has no environments" />}
        <div className="kpis">
          {data?.environments.map((environment) => (
            <Environment key={environment.name} environment={environment} />
          ))}
        </div>
      </main>
    </>
  );
}

function Environment({ environment }: { environment: DeploymentEnvironment }) {
  const { name, last, lock, objects } = environment;
  return (
    <article className="card metric-card">
      <div className="kpi-head">
        <h2 className="card-title">
          <Link href={`/deployments/${name}`}>{name}</Link>
        </h2>
        {lock ? (
          <span className="badge warn" title={`${lock.owner}, since ${instantText(lock.since)}`}>
            <Icon name="refresh" />
            {lock.operation} running
          </span>
        ) : (
          last && <ApplyStatus apply={last} />
        )}
      </div>
      <div className="big-line">{last ? `${plural(objects, 'object')} applied` : 'Nothing was applied yet'}</div>
      <div className="kpi-foot">
        {last ? (
          <>
            <span title={instantText(last.at)}>{agoText(last.at, Date.now())}</span>
            <span>{last.actor ?? 'unknown'}</span>
          </>
        ) : (
          <code>feedback-loop deploy {name}</code>
        )}
      </div>
    </article>
  );
}

const STATUSES = {
  done: { look: 'good', icon: 'check', word: 'Applied' },
  failed: { look: 'bad', icon: 'cross', word: 'Failed' },
  interrupted: { look: 'warn', icon: 'dash', word: 'Interrupted' },
} as const;

export function ApplyStatus({ apply }: { apply: Pick<Apply, 'status'> & { error?: string | null } }) {
  const { look, icon, word } = STATUSES[apply.status];
  return (
    <span className={`badge ${look}`} title={apply.error ?? undefined}>
      <Icon name={icon} />
      {word}
    </span>
  );
}
