import type { ReactNode } from 'react';
import type { WireError } from '../../../src/server/contract.ts';
import { Icon } from './icon.tsx';

/** What went wrong, what to do, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: WireError; onRetry?: () => void }) {
  return (
    <div className="empty" role="alert">
      <strong>{error.message}</strong>
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

/** Nothing here, and why. */
export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

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
