import { useEffect, useState } from 'react';
import type { QuarantineDetail, QuarantineOutcome, QuarantinePage as Page } from '../../../src/server/contract.ts';
import { asWireError, postJson } from '../data/api.ts';
import { usePages } from '../data/use-pages.ts';
import { useResource } from '../data/use-resource.ts';
import { agoText, countText, instantText, plural } from '../format.ts';
import { go, useAddress } from '../router.ts';
import { PageBar } from '../shell/page-bar.tsx';
import { Facts } from '../ui/facts.tsx';
import { Overlay } from '../ui/overlay.tsx';
import { type Head, RowsPanel } from '../ui/rows-panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { say } from '../ui/toast.tsx';

const STATES = [
  { value: 'open', label: 'Waiting' },
  { value: 'retried', label: 'Stored later' },
  { value: 'dropped', label: 'Dropped' },
] as const;

const HEAD: readonly Head[] = [
  { label: 'Last met' },
  { label: 'Reason' },
  { label: 'Why' },
  { label: 'Kind' },
  { label: 'Input' },
  { label: 'Place' },
  { label: 'Met', number: true },
];

/** Records that were refused: why, and what to do with each. */
export function QuarantinePage({ onMenu, onChange }: { onMenu: () => void; onChange: () => void }) {
  const params = new URLSearchParams(useAddress().split('?')[1] ?? '');
  const state = params.get('state') ?? 'open';
  const reason = params.get('reason') ?? '';
  const list = usePages<Page>(
    `/api/quarantine?state=${encodeURIComponent(state)}${reason ? `&reason=${encodeURIComponent(reason)}` : ''}`,
  );
  const [open, setOpen] = useState<number | null>(null);
  const records = list.pages.flatMap((page) => page.records);
  const reasons = list.pages[0]?.reasons ?? [];
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
          <Segments label="State" options={STATES} chosen={state} onChoose={(next) => show({ state: next })} />
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
        <RowsPanel
          label="Records in quarantine"
          word="record"
          list={list}
          count={records.length}
          head={HEAD}
          empty={
            <EmptyState title={state === 'open' ? 'Nothing was refused' : 'None'}>
              {state === 'open' && <p>Every record that was read became an event.</p>}
            </EmptyState>
          }
        >
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
        </RowsPanel>
        {open !== null && (
          <RecordDrawer
            id={open}
            onClose={() => setOpen(null)}
            onDone={() => {
              setOpen(null);
              list.reload();
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
            <Facts
              facts={[
                ['Reason', data.reason],
                ['Input', data.input],
                ['Place', data.place],
                ['Source', data.source],
                ['First met', instantText(data.firstSeen)],
                ['Last met', `${instantText(data.lastSeen)}, met ${plural(data.seen, 'time')}`],
              ]}
            />
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
