import type { ReactNode } from 'react';
import type { Pages } from '../data/use-pages.ts';
import { MoreFoot } from './more-foot.tsx';
import { ErrorState } from './states.tsx';

export interface Head {
  label: string;
  number?: boolean;
}

interface RowsPanelProps {
  label: string;
  /** One row of it, in the singular. */
  word: string;
  list: Pick<Pages<{ next: string | null }>, 'error' | 'loading' | 'more' | 'reload'>;
  count: number;
  /** Cells of the heading: names, or whole `th`. */
  head: readonly Head[] | { cells: ReactNode; count: number };
  empty: ReactNode;
  children: ReactNode;
}

const WAITING_ROWS = 8;

/** A list that comes page by page: its table, or why there is none, and how to see more of it. */
export function RowsPanel({ label, word, list, count, head, empty, children }: RowsPanelProps) {
  const width = 'cells' in head ? head.count : head.length;
  const waiting = count === 0 && list.loading && !list.error;
  if (!waiting && count === 0) {
    return <div className="panel">{list.error ? <ErrorState error={list.error} onRetry={list.reload} /> : empty}</div>;
  }
  return (
    <div className="panel">
      {list.error && <ErrorState error={list.error} onRetry={list.reload} />}
      <div className="table-box" role="region" aria-label={label} tabIndex={0} aria-busy={list.loading}>
        <table className="data">
          <caption className="hidden-visually">{label}</caption>
          <thead>
            <tr>
              {'cells' in head
                ? head.cells
                : head.map((each) => (
                    <th key={each.label} scope="col" className={each.number ? 'number' : undefined}>
                      {each.label}
                    </th>
                  ))}
            </tr>
          </thead>
          <tbody>
            {waiting
              ? Array.from({ length: WAITING_ROWS }, (_row, at) => (
                  <tr key={at} className="waiting">
                    <td colSpan={width}>
                      <div className="skeleton" style={{ width: `${92 - ((at * 17) % 30)}%` }} />
                    </td>
                  </tr>
                ))
              : children}
          </tbody>
        </table>
      </div>
      <MoreFoot count={count} word={word} loading={list.loading} more={list.more} />
    </div>
  );
}
