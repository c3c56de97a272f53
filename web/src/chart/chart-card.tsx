import { memo, useState } from 'react';
import type { Cell, Picture } from '../../../src/charts/picture.ts';
import type { ChartMeta } from '../../../src/server/contract.ts';
import type { FileFormat } from '../dashboard/download.ts';
import type { Crosshair } from '../dashboard/crosshair.ts';
import type { ChartState } from '../dashboard/use-charts.ts';
import { dayText, durationText, plural } from '../format.ts';
import { ErrorState } from '../ui/states.tsx';
import { AccessibleTable } from './accessible-table.tsx';
import { ChartDialog, type ChartDialogKind } from './chart-dialog.tsx';
import { ChartMenu } from './chart-menu.tsx';
import { PictureView } from './picture-view.tsx';
import { pickedValue } from './pointer.ts';

export interface CardActions {
  retry: (uuid: string) => void;
  /** Saves a chart as a file. */
  download: (format: FileFormat, uuid: string) => void;
  canPick: boolean;
  pick: (uuid: string, column: string, value: Cell) => void;
  range: (from: number, to: number) => void;
  widen: () => void;
  /** From when until when there are events. */
  reach: { since: string; until: string } | null;
}

interface ChartCardProps {
  chart: ChartMeta;
  state: ChartState;
  height: number;
  crosshair: Crosshair;
  actions: CardActions;
}

/** Whether the number of rows says anything here: not of one value, of bins, or below a pager that says it. */
const countsRows = (picture: Picture, rows: number): boolean =>
  picture.type === 'table'
    ? !picture.pageLength || rows <= picture.pageLength
    : picture.type === 'chart' && rows > 1 && !WITHOUT_ROWS.has(picture.vizType);

const WITHOUT_ROWS = new Set(['histogram_v2', 'box_plot']);

/** A chart: title, picture, what it means, and the ways to its data. Errors and emptiness stay inside the card. */
export const ChartCard = memo(function ChartCard({ chart, state, height, crosshair, actions }: ChartCardProps) {
  const [dialog, setDialog] = useState<ChartDialogKind | null>(null);
  const { answer, error, waiting } = state;
  const picture = answer?.picture;
  // The page says that the server is away; the card goes on to show what it knew.
  const old = error?.code === 'UNREACHABLE' && answer !== null;
  const fault = old ? null : error;
  const definition = chart.definitions[0];
  const isNumber = chart.vizType.startsWith('big_number');
  const look = isNumber ? 'number' : picture?.type === 'text' ? 'text' : 'chart';
  const titleId = `title-${chart.uuid}`;
  return (
    <figure
      className="card"
      id={`chart-${chart.uuid}`}
      data-look={look}
      data-waiting={(waiting || old) && answer !== null}
      data-state={fault ? 'error' : picture ? picture.type : 'loading'}
      style={{ '--height': `${height}px` } as React.CSSProperties}
      aria-labelledby={titleId}
      aria-busy={waiting}
    >
      <figcaption className="card-head">
        <div className="card-titles">
          <h3 className="card-title" id={titleId} title={chart.title}>
            {chart.title}
          </h3>
          {chart.description && !isNumber && (
            <p className="card-about" title={chart.description}>
              {chart.description}
            </p>
          )}
        </div>
        <div className="card-tools">
          <ChartMenu
            chart={chart}
            answer={answer}
            onOpen={setDialog}
            onRetry={() => actions.retry(chart.uuid)}
            onDownload={(format) => actions.download(format, chart.uuid)}
          />
        </div>
      </figcaption>
      <div className="card-body">
        {fault ? (
          <ErrorState error={fault} onRetry={() => actions.retry(chart.uuid)} />
        ) : !picture ? (
          <div className="skeleton" aria-hidden="true" />
        ) : picture.type === 'empty' ? (
          <div className="empty">
            <strong>Nothing in this range</strong>
            {actions.reach && (
              <>
                <p>
                  Events reach from {dayText(actions.reach.since)} to {dayText(actions.reach.until)}.
                </p>
                <div className="row">
                  <button type="button" className="button" onClick={actions.widen}>
                    Show all time
                  </button>
                </div>
              </>
            )}
          </div>
        ) : (
          <>
            <PictureView
              picture={picture}
              title={chart.title}
              crosshair={crosshair}
              {...(chart.timed ? { onRange: actions.range } : {})}
              pickable={actions.canPick ? chart.dimensions : []}
              onPickCell={(column, value) => actions.pick(chart.uuid, column, value)}
              onPick={(item) => {
                const column = picture.type === 'chart' ? picture.filterColumns?.[0] : undefined;
                if (column) actions.pick(chart.uuid, column, pickedValue(item));
              }}
            />
            {picture.type === 'chart' && answer && <AccessibleTable table={answer.table} title={chart.title} />}
          </>
        )}
      </div>
      <div className="card-foot">
        {definition && (
          <button type="button" className="definition" title={definition.meaning} onClick={() => setDialog('explain')}>
            {definition.name}
          </button>
        )}
        {answer && picture && countsRows(picture, answer.n) && <span>{plural(answer.n, 'row')}</span>}
        {answer && <span className="time">{answer.cached ? 'from memory' : durationText(answer.ms)}</span>}
      </div>
      {dialog && answer && <ChartDialog kind={dialog} chart={chart} answer={answer} onClose={() => setDialog(null)} />}
    </figure>
  );
});
