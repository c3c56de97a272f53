import { useEffect, useState } from 'react';
import type { TablePicture } from '../../../src/charts/picture.ts';
import { cellText } from '../../../src/charts/format/cell.ts';

const MOST = 60;

/** The rows of a drawing for those who do not see it; made when the page has nothing better to do. */
export function AccessibleTable({ table, title }: { table: TablePicture; title: string }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), 1_200);
    return () => clearTimeout(timer);
  }, []);
  if (!ready) return null;
  return (
    // A table does not shrink below its content, a box around it does.
    <div className="hidden-visually">
      <table>
        <caption>
          {title}: data
          {table.rows.length > MOST ? `, the first ${MOST} of ${table.rows.length} rows; the menu has all` : ''}
        </caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, MOST).map((row, index) => (
            <tr key={index}>
              {table.columns.map((column) => (
                <td key={column.name}>{cellText(row[column.name], column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
