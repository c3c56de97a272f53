import type { Cell, Picture } from '../../../src/charts/picture.ts';
import type { Crosshair } from '../dashboard/crosshair.ts';
import { go, isPlainClick } from '../router.ts';
import { BigNumber } from './big-number.tsx';
import { Canvas } from './canvas.tsx';
import { DataTable } from './data-table.tsx';
import { PivotTable } from './pivot-table.tsx';
import type { PickedItem } from './pointer.ts';

interface PictureViewProps {
  picture: Exclude<Picture, { type: 'empty' }>;
  title: string;
  crosshair?: Crosshair | undefined;
  onRange?: ((from: number, to: number) => void) | undefined;
  onPick?: ((item: PickedItem) => void) | undefined;
  /** Columns whose cells can be clicked. */
  pickable?: readonly string[];
  onPickCell?: ((column: string, value: Cell) => void) | undefined;
}

/** Any picture, drawn. */
export function PictureView(props: PictureViewProps) {
  const { picture, title } = props;
  switch (picture.type) {
    case 'big-number':
      return <BigNumber picture={picture} />;
    case 'table':
      return <DataTable table={picture} caption={title} onPick={props.onPickCell} pickable={props.pickable} />;
    case 'pivot':
      return <PivotTable picture={picture} caption={title} />;
    case 'chart':
      return (
        <Canvas
          picture={picture}
          label={title}
          crosshair={props.crosshair}
          onRange={props.onRange}
          onPick={picture.filterColumns?.length ? props.onPick : undefined}
        />
      );
    case 'text':
      // Sanitised by the server, which made it.
      return (
        <div
          className="prose"
          dangerouslySetInnerHTML={{ __html: picture.html }}
          onClick={(event) => {
            // Links to pages of ours do not load the page again.
            const address = (event.target as Element).closest('a')?.getAttribute('href') ?? '';
            if (!address.startsWith('/') || !isPlainClick(event)) return;
            event.preventDefault();
            go(address);
          }}
        />
      );
    case 'unsupported':
      return picture.table ? (
        <>
          <p className="not-drawn">
            <strong>{picture.vizType}</strong> is not drawn here;{' '}
            {picture.table.rows.length > 0 ? 'these are its rows' : 'it has no rows in this range'}. Open it in Superset
            for the picture.
          </p>
          <DataTable table={picture.table} caption={`${title}, as a table: ${picture.vizType} is not drawn here`} />
        </>
      ) : (
        <div className="empty">
          <strong>Not drawn here</strong>
          <p>The chart type {picture.vizType} is one that this viewer does not draw. Open it in Superset.</p>
        </div>
      );
    default:
      return picture satisfies never;
  }
}
