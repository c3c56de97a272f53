import { useDeferredValue, useMemo, useState } from 'react';
import type { Cell, PictureColumn, TablePicture } from '../../../src/charts/picture.ts';
import { Icon } from '../ui/icon.tsx';
import { Pager } from '../ui/pager.tsx';
import { cellText, ruleColor } from '../../../src/charts/format/cell.ts';

interface Sort {
  column: string;
  down: boolean;
}

const compare = (a: Cell | undefined, b: Cell | undefined): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
};

const isNone = (value: Cell | undefined): boolean => value === null || value === undefined;

function sorted(rows: readonly Record<string, Cell>[], sort: Sort | null): readonly Record<string, Cell>[] {
  if (!sort) return rows;
  return rows.toSorted((a, b) => {
    const [x, y] = [a[sort.column], b[sort.column]];
    // No data is last, whichever way.
    if (isNone(x) || isNone(y)) return Number(isNone(x)) - Number(isNone(y));
    return sort.down ? compare(y, x) : compare(x, y);
  });
}

/** Short headings stay on one line; long ones may take two. */
const headClass = ({ kind, label }: PictureColumn): string | undefined =>
  [kind === 'number' ? 'number' : '', label.length > 13 ? 'long' : ''].filter(Boolean).join(' ') || undefined;

interface DataTableProps {
  table: TablePicture;
  caption: string;
  onPick?: ((column: string, value: Cell) => void) | undefined;
  /** Columns a click filters by. */
  pickable?: readonly string[] | undefined;
}

/** Rows with sorting, searching and paging; numbers right-aligned, "–" for no data. */
export function DataTable({ table, caption, onPick, pickable = [] }: DataTableProps) {
  const [sort, setSort] = useState<Sort | null>(null);
  const [words, setWords] = useState('');
  const [page, setPage] = useState(0);
  const wanted = useDeferredValue(words.trim().toLowerCase());
  const found = useMemo(() => {
    const rows = wanted
      ? table.rows.filter((row) =>
          table.columns.some((column) =>
            // As it is shown, and as it is: a whole commit is found, too.
            [cellText(row[column.name], column), String(row[column.name])].some((text) =>
              text.toLowerCase().includes(wanted),
            ),
          ),
        )
      : table.rows;
    return sorted(rows, sort);
  }, [table, wanted, sort]);
  const length = table.pageLength || 200;
  const pages = Math.max(1, Math.ceil(found.length / length));
  const at = Math.min(page, pages - 1);
  const greatest = useMemo(
    () =>
      new Map(
        table.columns
          .filter((column) => column.bar)
          .map(({ name }) => [
            name,
            table.rows.reduce((most, row) => Math.max(most, Math.abs(Number(row[name] ?? 0))), 1e-12),
          ]),
      ),
    [table],
  );
  const sortBy = (column: string): void => {
    setPage(0);
    setSort((before) =>
      before?.column !== column ? { column, down: true } : before.down ? { column, down: false } : null,
    );
  };
  return (
    <>
      {table.searchable && (
        <div className="table-tools">
          <input
            className="field"
            type="search"
            placeholder="Search rows"
            aria-label={`Search rows of ${caption}`}
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              setPage(0);
            }}
          />
        </div>
      )}
      <div className="table-box" tabIndex={0} role="region" aria-label={caption}>
        <table className="data">
          <caption className="hidden-visually">{caption}</caption>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  className={headClass(column)}
                  aria-sort={sort?.column === column.name ? (sort.down ? 'descending' : 'ascending') : 'none'}
                >
                  <button type="button" className="sort" onClick={() => sortBy(column.name)}>
                    {column.label}
                    <Icon name={sort?.column === column.name && !sort.down ? 'up' : 'down'} />
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.slice(at * length, (at + 1) * length).map((row, index) => (
              // Rows have no identity of their own.
              <tr key={`${at}-${index}`}>
                {table.columns.map((column) => (
                  <DataCell
                    key={column.name}
                    column={column}
                    value={row[column.name]}
                    greatest={greatest.get(column.name)}
                    onPick={pickable.includes(column.name) ? onPick : undefined}
                  />
                ))}
              </tr>
            ))}
          </tbody>
          {table.totals && (
            <tfoot>
              <tr>
                {table.columns.map((column, index) => (
                  <td key={column.name} className={column.kind === 'number' ? 'number' : undefined}>
                    {index === 0 && column.kind !== 'number' ? 'Total' : cellText(table.totals?.[column.name], column)}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {pages > 1 && (
        <Pager
          offset={at * length}
          size={length}
          total={found.length}
          onOffset={(offset) => setPage(Math.floor(offset / length))}
        />
      )}
      {found.length === 0 && table.rows.length > 0 && <div className="empty">No row has “{words}”.</div>}
    </>
  );
}

interface DataCellProps {
  column: PictureColumn;
  value: Cell | undefined;
  greatest: number | undefined;
  onPick?: ((column: string, value: Cell) => void) | undefined;
}

function DataCell({ column, value, greatest, onPick }: DataCellProps) {
  const text = cellText(value, column);
  const whole = typeof value === 'string' ? value : text;
  const color = ruleColor(value, column);
  const classes = [
    column.kind === 'number' ? 'number' : '',
    isNone(value) ? 'none' : '',
    greatest ? 'bar-cell' : '',
  ].filter(Boolean);
  return (
    <td
      className={classes.join(' ') || undefined}
      title={whole.length > 24 ? whole : undefined}
      style={color ? { background: `color-mix(in srgb, ${color} 22%, transparent)` } : undefined}
    >
      {greatest !== undefined && typeof value === 'number' && (
        <i style={{ width: `${(Math.abs(value) / greatest) * 100}%` }} aria-hidden="true" />
      )}
      {onPick && !isNone(value) ? (
        <button type="button" className="pick" onClick={() => onPick(column.name, value ?? null)}>
          {text}
        </button>
      ) : (
        <span>{text}</span>
      )}
    </td>
  );
}
