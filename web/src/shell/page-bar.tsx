import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';

interface PageBarProps {
  title: string;
  about?: string;
  tools?: ReactNode;
  /** 0 to 1; hidden at 1. */
  progress?: number;
  onMenu: () => void;
  children?: ReactNode;
}

/** The top of every page. */
export function PageBar({ title, about, tools, progress = 1, onMenu, children }: PageBarProps) {
  return (
    <header className="bar">
      <div className="bar-row">
        <button type="button" className="icon-button only-phone" aria-label="Menu" onClick={onMenu}>
          <Icon name="menu" />
        </button>
        <h1>{title}</h1>
        {about && (
          <span className="about" title={about}>
            {about}
          </span>
        )}
        <span className="space" />
        {tools}
      </div>
      {children}
      {progress < 1 && (
        <div
          className="progress"
          role="progressbar"
          aria-label="Loading charts"
          aria-valuenow={Math.round(progress * 100)}
        >
          <span style={{ width: `${Math.max(8, progress * 100)}%` }} />
        </div>
      )}
    </header>
  );
}
