import { type ReactNode, useEffect, useRef } from 'react';
import type { WireError } from '../../../src/server/contract.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';

interface ErrorStateProps {
  error: WireError;
  onRetry?: (() => void) | undefined;
  /** Where to go when what the address names is not there. */
  back?: { href: string; label: string };
}

/** What went wrong, what to do, and a way on. */
export function ErrorState({ error, onRetry, back }: ErrorStateProps) {
  if (back && error.code === 'NOT_FOUND') {
    return (
      <EmptyState title={sentence(error.message)}>
        <p>It was renamed or taken away, or the address has a slip.</p>
        <div className="row">
          <Link className="button" href={back.href}>
            <Icon name="left" /> {back.label}
          </Link>
        </div>
      </EmptyState>
    );
  }
  return (
    <div className="empty" role="alert">
      <strong>{sentence(error.message)}</strong>
      <p>
        {error.hint} <span className="muted">[{error.code}]</span>
      </p>
      {onRetry && (
        <div className="row">
          <button type="button" className="button" onClick={onRetry}>
            <Icon name="refresh" /> Try again
          </button>
        </div>
      )}
    </div>
  );
}

/** Messages are written to follow a code in a terminal; on a page they stand alone. */
const sentence = (message: string): string => `${message[0]?.toUpperCase() ?? ''}${message.slice(1)}`;

/** Nothing here, and why. */
export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

/** Before the first answer: places of the size of what comes. */
export const WaitingCards = ({ count, height }: { count: number; height: number }) => (
  <div className="kpis" aria-hidden="true">
    {Array.from({ length: count }, (_card, at) => (
      <div key={at} className="skeleton" style={{ height }} />
    ))}
  </div>
);

const LOOK_AGAIN_MS = 5_000;

/** The server stopped answering: said once for the page, which goes on to show what it knew, and looks again. */
export function Away({ onRetry }: { onRetry: () => void }) {
  const retry = useRef(onRetry);
  retry.current = onRetry;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') retry.current();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="away" role="alert">
      <Icon name="info" />
      <p>
        <strong>The server does not answer.</strong> What you see is what it said last. Check that{' '}
        <code>feedback-loop serve</code> still runs; this page looks again every few seconds.
      </p>
      <button type="button" className="button" onClick={onRetry}>
        <Icon name="refresh" /> Try now
      </button>
    </div>
  );
}

/** Before the first event: what to do. */
export const FirstSteps = () => (
  <div className="block first-steps">
    <strong>No events yet</strong>
    <p>
      <code>feedback-loop ingest FILE</code> reads your own; <code>feedback-loop sample</code> loads those of an
      invented company. The charts fill by themselves.
    </p>
  </div>
);
