import { useEffect, useState } from 'react';
import type { Run, RunPage } from '../../../src/server/contract.ts';
import { usePages } from '../data/use-pages.ts';
import { agoText, countText, durationText, instantText } from '../format.ts';
import { PageBar } from '../shell/page-bar.tsx';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Overlay } from '../ui/overlay.tsx';
import { type Head, RowsPanel } from '../ui/rows-panel.tsx';
import { EmptyState } from '../ui/states.tsx';

const HEAD: readonly Head[] = [
  { label: 'Started' },
  { label: 'Outcome' },
  { label: 'Input' },
  { label: 'Format' },
  { label: 'Read', number: true },
  { label: 'New', number: true },
  { label: 'Known', number: true },
  { label: 'Refused', number: true },
  { label: 'Took', number: true },
];

/** What was ingested. */
export function RunsPage({ onMenu }: { onMenu: () => void }) {
  const list = usePages<RunPage>('/api/runs');
  const [open, setOpen] = useState<Run | null>(null);
  const runs = list.pages.flatMap((page) => page.runs);
  useEffect(() => {
    document.title = 'Runs · feedback-loop';
  }, []);
  return (
    <>
      <PageBar title="Runs" about="Every time events were read in, newest first" onMenu={onMenu} />
      <main className="page" id="content" tabIndex={-1}>
        <RowsPanel
          label="Runs"
          word="run"
          list={list}
          count={runs.length}
          head={HEAD}
          empty={
            <EmptyState title="Nothing was ingested yet">
              <p>
                <code>feedback-loop ingest FILE</code> reads events; the run then shows here.
              </p>
            </EmptyState>
          }
        >
          {runs.map((run) => (
            <tr key={run.id} data-opens="true" onClick={() => setOpen(run)}>
              <td title={instantText(run.startedAt)}>
                <button type="button" className="pick">
                  {agoText(run.startedAt, Date.now())}
                </button>
              </td>
              <td>
                <Outcome status={run.status} />
              </td>
              <td title={run.input}>{run.input}</td>
              <td>{run.format ?? '–'}</td>
              <td className="number">{countText(run.read)}</td>
              <td className="number">{countText(run.stored)}</td>
              <td className="number">{countText(run.known)}</td>
              <td className="number">{countText(run.quarantined)}</td>
              <td className="number">{tookText(run)}</td>
            </tr>
          ))}
        </RowsPanel>
        {open && <RunDrawer run={open} onClose={() => setOpen(null)} />}
      </main>
    </>
  );
}

const tookText = (run: Run): string =>
  run.finishedAt ? durationText(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : '–';

const OUTCOMES = {
  done: { look: 'good', icon: 'check', word: 'Done' },
  partial: { look: 'warn', icon: 'dash', word: 'Some refused' },
  failed: { look: 'bad', icon: 'cross', word: 'Failed' },
  running: { look: '', icon: 'refresh', word: 'Running' },
} as const;

function Outcome({ status }: { status: string }) {
  const outcome = OUTCOMES[status as keyof typeof OUTCOMES] ?? OUTCOMES.running;
  return (
    <span className={`badge ${outcome.look}`}>
      <Icon name={outcome.icon} />
      {outcome.word}
    </span>
  );
}

function RunDrawer({ run, onClose }: { run: Run; onClose: () => void }) {
  const facts: [string, string][] = [
    ['Input', run.input],
    ['Source', run.source],
    ['Format', run.format ?? '–'],
    ['Started', instantText(run.startedAt)],
    ['Finished', run.finishedAt ? instantText(run.finishedAt) : 'not yet, or it was killed'],
    ['Took', tookText(run)],
    ['Records read', countText(run.read)],
    ['New events', countText(run.stored)],
    ['Known already', countText(run.known)],
    ['Refused', countText(run.quarantined)],
    ['Secrets removed', countText(run.redacted)],
  ];
  return (
    <Overlay title={`Run ${run.id}`} look="drawer" onClose={onClose}>
      <div className="dialog-body">
        <div className="toolbar">
          <Outcome status={run.status} />
          {run.quarantined > 0 && (
            <Link className="button" href="/quarantine">
              <Icon name="quarantine" />
              See what was refused
            </Link>
          )}
        </div>
        <Facts facts={facts} />
        {run.error && (
          <>
            <h3 className="block-title">Why it failed</h3>
            <pre className="code">{run.error}</pre>
          </>
        )}
      </div>
    </Overlay>
  );
}
