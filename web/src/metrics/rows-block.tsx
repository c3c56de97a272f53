import { useState } from 'react';
import type { MetricRows } from '../../../src/server/contract.ts';
import { sqlLines } from '../chart/sql-lines.ts';
import { useResource } from '../data/use-resource.ts';
import { instantText } from '../format.ts';
import { Icon } from '../ui/icon.tsx';
import { Pager } from '../ui/pager.tsx';
import { Segments } from '../ui/segments.tsx';
import { ErrorState } from '../ui/states.tsx';
import type { MetricCard } from './metric-card.ts';

const PAGE = 25;
const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'included', label: 'Counted' },
  { value: 'excluded', label: 'Left out' },
] as const;

/** The rows behind a value: which were counted, which were left out and why, and the SQL that says so. */
export function RowsBlock({ card }: { card: MetricCard }) {
  const [only, setOnly] = useState<(typeof FILTERS)[number]['value']>('all');
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
        <Segments
          label="Which rows"
          options={FILTERS.map((filter) => ({ ...filter, count: counts[filter.value] }))}
          chosen={only}
          onChoose={(filter) => {
            setOnly(filter);
            setOffset(0);
          }}
        />
        <button type="button" className="button" aria-expanded={sql} onClick={() => setSql(!sql)}>
          <Icon name="code" /> SQL
        </button>
      </div>
      {sql && data && (
        <pre className="code" tabIndex={0} style={{ marginBottom: 12 }}>
          {sqlLines(data.sql)}
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
      {data && data.total > PAGE && <Pager offset={offset} size={PAGE} total={data.total} onOffset={setOffset} />}
    </section>
  );
}

/** What a row brings to the figure: its own value, or hits of tries. */
function rowValue({ value, k, n }: MetricRows['rows'][number]): string {
  if (value !== null) return String(Math.round(value * 1000) / 1000);
  if (k === null && n === null) return '–';
  return n === null || n === 1 ? String(k) : `${k} of ${n}`;
}
