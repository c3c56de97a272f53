import { useState } from 'react';
import type { MetricRows } from '../../../src/server/contract.ts';
import { useResource } from '../data/use-resource.ts';
import { countText, instantText, plural } from '../format.ts';
import { Icon } from '../ui/icon.tsx';
import { ErrorState } from '../ui/states.tsx';
import type { MetricCard } from './metric-card.ts';

const PAGE = 25;
const FILTERS = ['all', 'included', 'excluded'] as const;

/** The rows behind a value: which were counted, which were left out and why, and the SQL that says so. */
export function RowsBlock({ card }: { card: MetricCard }) {
  const [only, setOnly] = useState<(typeof FILTERS)[number]>('all');
  const [offset, setOffset] = useState(0);
  const [sql, setSql] = useState(false);
  const query = new URLSearchParams({ limit: String(PAGE), offset: String(offset) });
  if (only !== 'all') query.set('only', only);
  const { data, error, reload } = useResource<MetricRows>(
    `/api/metrics/${card.definition.id}/rows?${query.toString()}`,
  );
  const { coverage } = card.result;
  const counts = { all: coverage.rows, included: coverage.included, excluded: coverage.excluded };
  return (
    <section className="block whole">
      <div className="block-head">
        <h2>Rows behind it</h2>
        <div className="segments" role="group" aria-label="Which rows">
          {FILTERS.map((filter) => (
            <button
              key={filter}
              type="button"
              aria-pressed={filter === only}
              onClick={() => {
                setOnly(filter);
                setOffset(0);
              }}
            >
              {filter === 'all' ? 'All' : filter === 'included' ? 'Counted' : 'Left out'}{' '}
              <span className="number">{countText(counts[filter])}</span>
            </button>
          ))}
        </div>
        <button type="button" className="button" aria-expanded={sql} onClick={() => setSql(!sql)}>
          <Icon name="code" /> SQL
        </button>
      </div>
      {sql && data && (
        <pre className="code" tabIndex={0} style={{ marginBottom: 12 }}>
          {data.sql}
        </pre>
      )}
      {error && <ErrorState error={error} onRetry={reload} />}
      {data && data.rows.length > 0 && (
        <div className="table-box" role="region" aria-label="Rows" tabIndex={0}>
          <table className="data">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col">Counted</th>
                <th scope="col">Row</th>
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={`${row.table}${row.id}${row.item ?? ''}${row.label ?? ''}`}>
                  <td>{instantText(row.at)}</td>
                  <td title={row.label ?? undefined}>{row.label ?? '–'}</td>
                  <td className="number">{rowValue(row)}</td>
                  <td title={row.reason ? card.definition.exclusions[row.reason] : undefined}>
                    {row.included ? 'yes' : `no: ${card.definition.exclusions[row.reason ?? ''] ?? row.reason ?? ''}`}
                  </td>
                  <td>
                    <code>
                      {row.table} {row.id}
                    </code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && data.total > 0 && (
        <div className="pages">
          <span>
            {countText(offset + 1)}–{countText(Math.min(offset + PAGE, data.total))} of {plural(data.total, 'row')}
          </span>
          <button
            type="button"
            className="icon-button small"
            aria-label="Page before"
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - PAGE))}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            className="icon-button small"
            aria-label="Next page"
            disabled={offset + PAGE >= data.total}
            onClick={() => setOffset(offset + PAGE)}
          >
            <Icon name="right" />
          </button>
        </div>
      )}
    </section>
  );
}

/** What a row brings to the figure: its own value, or hits of tries. */
function rowValue({ value, k, n }: MetricRows['rows'][number]): string {
  if (value !== null) return String(Math.round(value * 1000) / 1000);
  if (k === null && n === null) return '–';
  return n === null || n === 1 ? String(k) : `${k} of ${n}`;
}
