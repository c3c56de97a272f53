import type { ChartMeta, ChartReply } from '../../../src/server/contract.ts';
import { useAccess } from '../data/access.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { say } from '../ui/toast.tsx';
import { toCsv } from '../../../src/charts/format/cell.ts';
import { CHART_FILES, type FileFormat, save } from '../dashboard/download.ts';
import { FileItems } from '../dashboard/file-items.tsx';
import type { ChartDialogKind } from './chart-dialog.tsx';

interface ChartMenuProps {
  chart: ChartMeta;
  answer: Extract<ChartReply, { ok: true }> | null;
  onOpen: (kind: ChartDialogKind) => void;
  onRetry: () => void;
  onDownload: (format: FileFormat) => void;
}

const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

/** Everything one can do with a chart. */
export function ChartMenu({ chart, answer, onOpen, onRetry, onDownload }: ChartMenuProps) {
  const csv = (): void => {
    if (!answer) return;
    const text = `\ufeff${toCsv(answer.table.columns, answer.table.rows)}\r\n`;
    save(new Blob([text], { type: 'text/csv' }), `${fileName(chart.title)}.csv`);
  };
  const link = async (): Promise<void> => {
    const url = new URL(location.href);
    url.hash = `chart-${chart.uuid}`;
    await navigator.clipboard.writeText(url.href).then(
      () => say('Link copied'),
      () => say('The browser does not allow copying here'),
    );
  };
  const { embedded } = useAccess();
  const drawn = answer && answer.picture.type !== 'empty' && answer.picture.type !== 'big-number';
  const items: { icon: IconName; label: string; run: () => void; off?: boolean }[] = [
    ...(drawn ? [{ icon: 'expand' as const, label: 'Enlarge', run: () => onOpen('large') }] : []),
    { icon: 'info', label: 'Explain', run: () => onOpen('explain'), off: !answer },
    { icon: 'table', label: 'Data as a table', run: () => onOpen('data'), off: !answer },
    ...(embedded ? [] : [{ icon: 'code' as const, label: 'SQL', run: () => onOpen('sql'), off: !answer }]),
    // The export route is not open to tokens of embedded dashboards: the rows are here already.
    ...(embedded ? [{ icon: 'download' as const, label: 'Download CSV', run: csv, off: !answer }] : []),
    ...(embedded ? [] : [{ icon: 'link' as const, label: 'Copy link', run: () => void link() }]),
    { icon: 'refresh', label: 'Ask again', run: onRetry },
  ];
  return (
    <Popover
      label={`${chart.title}: what to do`}
      align="end"
      trigger={(props) => (
        <button type="button" className="icon-button small" aria-label={`Menu of ${chart.title}`} {...props}>
          <Icon name="more" />
        </button>
      )}
    >
      {(close) => (
        <>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              className="menu-item"
              disabled={item.off}
              onClick={() => {
                close();
                item.run();
              }}
            >
              <Icon name={item.icon} />
              {item.label}
            </button>
          ))}
          {!embedded && (
            <>
              <div className="menu-line" />
              <FileItems
                files={CHART_FILES}
                onChoose={(format) => {
                  close();
                  onDownload(format);
                }}
              />
            </>
          )}
        </>
      )}
    </Popover>
  );
}
