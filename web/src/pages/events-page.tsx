import { useDeferredValue, useEffect, useState } from 'react';
import type { EventColumn, EventKindInfo, EventPage, Meta } from '../../../src/server/contract.ts';
import { cellText } from '../../../src/charts/format/cell.ts';
import { namesIn } from '../events/names-in.ts';
import { usePages } from '../data/use-pages.ts';
import { useResource } from '../data/use-resource.ts';
import { EventDrawer } from '../events/event-drawer.tsx';
import { go, useAddress } from '../router.ts';
import { Freshness } from '../shell/freshness.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { RowsPanel } from '../ui/rows-panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';

/** Everything that happened, by kind: filter, sort, open one. */
export function EventsPage({ meta, onMenu }: { meta: Meta | null; onMenu: () => void }) {
  const { data: kinds, error, reload } = useResource<EventKindInfo[]>('/api/events/kinds');
  const params = new URLSearchParams(useAddress().split('?')[1] ?? '');
  const kind = kinds?.find((each) => each.kind === params.get('kind')) ?? kinds?.[0];
  useEffect(() => {
    document.title = 'Events · feedback-loop';
  }, []);
  return (
    <>
      <PageBar title="Events" about={kind?.meaning ?? ''} onMenu={onMenu} tools={<Freshness meta={meta} />} />
      <main className="page" id="content" tabIndex={-1}>
        {error && <ErrorState error={error} onRetry={reload} />}
        {!kinds && !error && <div className="skeleton" style={{ height: 480 }} />}
        {kinds && kind && (
          <>
            <div className="toolbar">
              <Segments
                label="Kind of event"
                options={kinds.map((each) => ({ value: each.kind, label: each.label }))}
                chosen={kind.kind}
                onChoose={(next) => go(`/events?kind=${next}`)}
              />
            </div>
            <EventTable key={kind.kind} kind={kind} params={params} />
          </>
        )}
      </main>
    </>
  );
}

const change = (params: URLSearchParams, name: string, value: string | null, replace = false): void => {
  const next = new URLSearchParams(params);
  if (value === null || value === '') next.delete(name);
  else next.set(name, value);
  go(`/events?${next.toString()}`, { replace });
};

function EventTable({ kind, params }: { kind: EventKindInfo; params: URLSearchParams }) {
  const [words, setWords] = useState(params.get('q') ?? '');
  const wanted = useDeferredValue(words.trim());
  const sort = params.get('sort') ?? `-${kind.time}`;
  const query = new URLSearchParams(params);
  for (const name of ['kind', 'open']) query.delete(name);
  if (wanted) query.set('q', wanted);
  else query.delete('q');
  query.set('sort', sort);
  const list = usePages<EventPage>(`/api/events/${kind.kind}?${query.toString()}`);
  const rows = list.pages.flatMap((page) => page.rows);
  const columns = kind.columns.filter((column) => column.listed);
  const open = params.get('open');
  const filters = kind.columns.filter((column) => column.values);
  return (
    <>
      <div className="toolbar">
        <input
          className="field search"
          type="search"
          placeholder={`Search ${kind.label.toLowerCase()}`}
          aria-label={`Search ${kind.label}`}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onBlur={() => change(params, 'q', wanted, true)}
        />
        {filters.map((column) => (
          <label key={column.name} className="select">
            <span className="hidden-visually">{column.label}</span>
            <select
              className="field"
              value={params.get(column.name) ?? ''}
              onChange={(event) => change(params, column.name, event.target.value)}
            >
              <option value="">Any {column.label.toLowerCase()}</option>
              {column.values?.map((value) => (
                <option key={value} value={value}>
                  {value}
                </option>
              ))}
            </select>
          </label>
        ))}
        <label className="select since">
          <span>Since</span>
          <input
            className="field"
            type="date"
            value={params.get('from') ?? ''}
            onChange={(event) => change(params, 'from', event.target.value)}
          />
        </label>
      </div>
      <RowsPanel
        label={kind.label}
        word="event"
        list={list}
        count={rows.length}
        head={{
          count: columns.length,
          cells: columns.map((column) => (
            <SortHeader key={column.name} column={column} sort={sort} onSort={(next) => change(params, 'sort', next)} />
          )),
        }}
        empty={
          <EmptyState title="No events">
            <p>
              {wanted || params.size > 1
                ? 'Nothing fits these filters.'
                : `No ${kind.label.toLowerCase()} were ingested yet: feedback-loop ingest FILE brings some.`}
            </p>
            {params.size > 1 && (
              <div className="row">
                <button type="button" className="button" onClick={() => go(`/events?kind=${kind.kind}`)}>
                  Clear filters
                </button>
              </div>
            )}
          </EmptyState>
        }
      >
        {rows.map((row) => (
          <tr
            key={String(row.event_id)}
            data-opens="true"
            aria-selected={open === row.event_id}
            onClick={() => change(params, 'open', String(row.event_id))}
          >
            {columns.map((column, index) => (
              <td key={column.name} className={column.kind === 'number' ? 'number' : undefined}>
                {index === 0 ? (
                  <button type="button" className="pick" onClick={() => change(params, 'open', String(row.event_id))}>
                    {cellText(row[column.name], column)}
                  </button>
                ) : (
                  <span className={row[column.name] === null ? 'none' : undefined}>
                    {namesIn(row[column.name])?.join(', ') ?? cellText(row[column.name], column)}
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </RowsPanel>
      {open && (
        <EventDrawer
          kind={kind}
          id={open}
          onClose={() => change(params, 'open', null)}
          onStep={(step) => {
            const at = rows.findIndex((row) => row.event_id === open);
            const next = rows[at + step]?.event_id;
            if (at >= 0 && next) change(params, 'open', String(next), true);
          }}
        />
      )}
    </>
  );
}

function SortHeader({ column, sort, onSort }: { column: EventColumn; sort: string; onSort: (sort: string) => void }) {
  const down = sort === `-${column.name}`;
  const up = sort === column.name;
  return (
    <th
      scope="col"
      className={column.kind === 'number' ? 'number' : undefined}
      aria-sort={down ? 'descending' : up ? 'ascending' : 'none'}
      title={column.unit ? `${column.meaning} (${column.unit})` : column.meaning}
    >
      <button type="button" className="sort" onClick={() => onSort(down ? column.name : `-${column.name}`)}>
        {column.label}
        {column.unit && <span className="muted">{column.unit}</span>}
        <Icon name={up ? 'up' : 'down'} />
      </button>
    </th>
  );
}
