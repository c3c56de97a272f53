import type { ChartMeta, ChartReply } from '../../../src/server/contract.ts';
import { durationText, plural } from '../format.ts';
import { Overlay } from '../ui/overlay.tsx';
import { say } from '../ui/toast.tsx';
import { DataTable } from './data-table.tsx';
import { PictureView } from './picture-view.tsx';
import { sqlLines } from './sql-lines.ts';

export type ChartDialogKind = 'data' | 'sql' | 'explain' | 'large';

interface ChartDialogProps {
  kind: ChartDialogKind;
  chart: ChartMeta;
  answer: Extract<ChartReply, { ok: true }>;
  onClose: () => void;
}

/** The data, the SQL or the meaning of a chart. */
export function ChartDialog({ kind, chart, answer, onClose }: ChartDialogProps) {
  if (kind === 'data') {
    return (
      <Overlay title={`${chart.title}: ${plural(answer.n, 'row')}`} look="dialog wide" onClose={onClose}>
        <div className="dialog-body">
          <DataTable
            table={{ ...answer.table, searchable: true, pageLength: 100 }}
            caption={`Data of ${chart.title}`}
          />
        </div>
      </Overlay>
    );
  }
  const { picture } = answer;
  if (kind === 'large' && picture.type !== 'empty') {
    return (
      <Overlay title={chart.title} look="dialog full" onClose={onClose}>
        <div className="dialog-body large">
          <PictureView picture={picture} title={chart.title} />
        </div>
      </Overlay>
    );
  }
  if (kind === 'sql') {
    const statements = answer.sql.map(sqlLines);
    const text = statements.join('\n\n');
    const copy = (): void => {
      void navigator.clipboard.writeText(text).then(
        () => say('SQL copied'),
        () => say('The browser does not allow copying here'),
      );
    };
    return (
      <Overlay
        title={`${chart.title}: SQL`}
        look="dialog wide"
        onClose={onClose}
        actions={
          <button type="button" className="button" onClick={copy} data-autofocus>
            Copy
          </button>
        }
      >
        <div className="dialog-body">
          {statements.map((sql) => (
            <pre key={sql} className="code" tabIndex={0}>
              {sql}
            </pre>
          ))}
        </div>
      </Overlay>
    );
  }
  return (
    <Overlay title={chart.title} onClose={onClose}>
      <div className="dialog-body">
        {chart.description && <p style={{ marginBottom: 16 }}>{chart.description}</p>}
        <dl className="facts">
          {chart.definitions.map((definition) => (
            <Definition key={definition.name} {...definition} />
          ))}
          <dt>Read from</dt>
          <dd>
            <code>{chart.dataset}</code>
          </dd>
          <dt>Rows</dt>
          <dd>{plural(answer.n, 'row')}</dd>
          <dt>Asked</dt>
          <dd>
            {answer.cached
              ? 'Known already: nothing was written since it was asked'
              : `The database took ${durationText(answer.ms)}`}
          </dd>
          <dt>Chart type</dt>
          <dd>{chart.vizType}</dd>
        </dl>
      </div>
    </Overlay>
  );
}

function Definition({ name, meaning, expression }: ChartMeta['definitions'][number]) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {meaning || 'No description.'}
        {expression && (
          <div className="muted">
            <code>{expression}</code>
          </div>
        )}
      </dd>
    </>
  );
}
