import type { Cell, PivotPicture } from '../../../src/charts/picture.ts';
import { cellText } from '../../../src/charts/format/cell.ts';

const number = (value: Cell | undefined, format: string | undefined): string =>
  cellText(value, { kind: 'number', ...(format ? { format } : {}) });

/** Rows and columns crossed. */
export function PivotTable({ picture, caption }: { picture: PivotPicture; caption: string }) {
  const levels = Math.max(1, picture.columnHeaders.length);
  const formatOf = (column: number): string | undefined => picture.formats[column] ?? picture.formats[0];
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table className="data">
        <caption className="hidden-visually">{caption}</caption>
        <thead>
          {Array.from({ length: levels }, (_, level) => (
            <tr key={picture.columnHeaders[level] ?? level}>
              {picture.rowHeaders.map((header) => (
                <th key={header} scope="col">
                  {level === levels - 1 ? header : ''}
                </th>
              ))}
              {picture.columns.map((path) => (
                <th key={path.join(' ')} scope="col" className="number">
                  {String(path[level] ?? '')}
                </th>
              ))}
              {picture.rowTotals && <th className="number">{level === 0 ? 'Total' : ''}</th>}
            </tr>
          ))}
        </thead>
        <tbody>
          {picture.rows.map((path, row) => (
            <tr key={path.join(' ')}>
              {picture.rowHeaders.map((header, level) => (
                <th key={header} scope="row">
                  {String(path[level] ?? '–')}
                </th>
              ))}
              {picture.columns.map((column, index) => (
                <td key={column.join(' ')} className="number">
                  {number(picture.cells[row]?.[index], formatOf(index))}
                </td>
              ))}
              {picture.rowTotals && <td className="number">{number(picture.rowTotals[row], formatOf(0))}</td>}
            </tr>
          ))}
        </tbody>
        {picture.columnTotals && (
          <tfoot>
            <tr>
              <td colSpan={picture.rowHeaders.length || 1}>Total</td>
              {picture.columnTotals.map((total, index) => (
                <td key={picture.columns[index]?.join(' ') ?? index} className="number">
                  {number(total, formatOf(index))}
                </td>
              ))}
              {picture.rowTotals && <td className="number">{number(picture.grandTotal, formatOf(0))}</td>}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
