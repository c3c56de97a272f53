import { useEffect, useState } from 'react';
import type { QuarantineDetail, QuarantineOutcome, QuarantinePage as Page } from '../../../src/server/contract.ts';
import { asWireError, postJson } from '../data/api.ts';
import { usePages } from '../data/use-pages.ts';
import { useResource } from '../data/use-resource.ts';
import { agoText, countText, instantText, plural } from '../format.ts';
import { go, useAddress } from '../router.ts';
import { PageBar } from '../shell/page-bar.tsx';
import { MoreFoot } from '../ui/more-foot.tsx';
import { Overlay } from '../ui/overlay.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { say } from '../ui/toast.tsx';

const STATES = [
  { state: 'open', label: 'Waiting' },
  { state: 'retried', label: 'Stored later' },
  { state: 'dropped', label: 'Dropped' },
] as const;

/** Records that were refused: why, and what to do with each. */
export function QuarantinePage({ onMenu, onChange }: { onMenu: () => void; onChange: () => void }) {
  const params = new URLSearchParams(useAddress().split('?')[1] ?? '');
  const state = params.get('state') ?? 'open';
  const reason = params.get('reason') ?? '';
  const { pages, error, loading, more, reload } = usePages<Page>(
    `/api/quarantine?state=${encodeURIComponent(state)}${reason ? `&reason=${encodeURIComponent(reason)}` : ''}`,
  );
  const [open, setOpen] = useState<number | null>(null);
  const records = pages.flatMap((page) => page.records);
  const reasons = pages[0]?.reasons ?? [];
  useEffect(() => {
    document.title = 'Quarantine · feedback-loop';
  }, []);
  const show = (next: { state?: string; reason?: string }): void => {
    const query = new URLSearchParams();
    query.set('state', next.state ?? state);
    if (next.reason) query.set('reason', next.reason);
    go(`/quarantine?${query.toString()}`);
  };
  return (
    <>
      <PageBar title="Quarantine" about="Records that were refused, whole, until somebody decides" onMenu={onMenu} />
      <main className="page" id="content" tabIndex={-1}>
        <div className="toolbar">
          <div className="segments" role="group" aria-label="State">
            {STATES.map((each) => (
              <button
                key={each.state}
                type="button"
                aria-pressed={each.state === state}
                onClick={() => show({ state: each.state })}
              >
                {each.label}
              </button>
            ))}
          </div>
          {reasons.map((each) => (
            <button
              key={each.reason}
              type="button"
              className="chip"
              data-on={each.reason === reason}
              aria-pressed={each.reason === reason}
              onClick={() => show({ reason: each.reason === reason ? '' : each.reason })}
            >
              <span className="what">{each.reason}</span>
              <span className="value">{countText(each.records)}</span>
            </button>
          ))}
        </div>
        <div className="panel">
          {error ? (
            <ErrorState error={error} onRetry={reload} />
          ) : records.length === 0 && !loading ? (
            <EmptyState title={state === 'open' ? 'Nothing was refused' : 'None'}>
              {state === 'open' && <p>Every record that was read became an event.</p>}
            </EmptyState>
          ) : (
            <div className="table-box" role="region" aria-label="Records" tabIndex={0}>
              <table className="data">
                <caption className="hidden-visually">Records in quarantine</caption>
                <thead>
                  <tr>
                    <th scope="col">Last met</th>
                    <th scope="col">Reason</th>
                    <th scope="col">Why</th>
                    <th scope="col">Kind</th>
                    <th scope="col">Input</th>
                    <th scope="col">Place</th>
                    <th scope="col" className="number">
                      Met
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {records.map((record) => (
                    <tr key={record.id} data-opens="true" onClick={() => setOpen(record.id)}>
                      <td title={instantText(record.lastSeen)}>
                        <button type="button" className="pick">
                          {agoText(record.lastSeen, Date.now())}
                        </button>
                      </td>
                      <td>{record.reason}</td>
                      <td title={record.message}>{record.message}</td>
                      <td>{record.kind ?? '–'}</td>
                      <td title={record.input}>{record.input}</td>
                      <td>{record.place}</td>
                      <td className="number">{countText(record.seen)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <MoreFoot count={records.length} word="record" loading={loading} more={more} />
        </div>
        {open !== null && (
          <RecordDrawer
            id={open}
            onClose={() => setOpen(null)}
            onDone={() => {
              setOpen(null);
              reload();
              onChange();
            }}
          />
        )}
      </main>
    </>
  );
}

function RecordDrawer({ id, onClose, onDone }: { id: number; onClose: () => void; onDone: () => void }) {
  const { data, error } = useResource<QuarantineDetail>(`/api/quarantine/${id}`);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const act = async (what: 'retry' | 'drop'): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const outcome = await postJson<QuarantineOutcome>(`/api/quarantine/${id}/${what}`, {});
      if (outcome.message) setRefused(outcome.message);
      else {
        say(what === 'drop' ? 'Record dropped' : 'Record stored');
        onDone();
      }
    } catch (thrown) {
      setRefused(asWireError(thrown).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Overlay title={`Record ${id}`} look="drawer" onClose={onClose}>
      <div className="dialog-body">
        {error && <ErrorState error={error} />}
        {data && (
          <>
            <p style={{ marginBottom: 14 }}>{data.message}</p>
            {data.state !== 'retried' && (
              <div className="toolbar">
                <button type="button" className="button primary" disabled={busy} onClick={() => void act('retry')}>
                  Try again
                </button>
                {data.state === 'open' && (
                  <button type="button" className="button danger" disabled={busy} onClick={() => void act('drop')}>
                    Drop
                  </button>
                )}
              </div>
            )}
            {refused && (
              <p role="alert" className="badge bad" style={{ marginBottom: 14, whiteSpace: 'normal' }}>
                {refused}
              </p>
            )}
            <dl className="facts">
              <dt>Reason</dt>
              <dd>{data.reason}</dd>
              <dt>Input</dt>
              <dd>{data.input}</dd>
              <dt>Place</dt>
              <dd>{data.place}</dd>
              <dt>Source</dt>
              <dd>{data.source}</dd>
              <dt>First met</dt>
              <dd>{instantText(data.firstSeen)}</dd>
              <dt>Last met</dt>
              <dd>
                {instantText(data.lastSeen)}, met {plural(data.seen, 'time')}
              </dd>
            </dl>
            <h3 className="block-title">The record</h3>
            <pre className="code" tabIndex={0}>
              {data.raw}
            </pre>
          </>
        )}
      </div>
    </Overlay>
  );
}
