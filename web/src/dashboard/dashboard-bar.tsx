import { columnWords } from '../format.ts';
import type { Choice } from '../../../src/server/address.ts';
import type { DashboardDetail, Meta } from '../../../src/server/contract.ts';
import { useAccess } from '../data/access.ts';
import { Freshness } from '../shell/freshness.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Popover } from '../ui/popover.tsx';
import { say } from '../ui/toast.tsx';
import { parentsOf, valueOf } from './choice.ts';
import { DASHBOARD_FILES, type FileFormat } from './download.ts';
import { FileItems } from './file-items.tsx';
import { FilterChip } from './filter-chip.tsx';
import { TimePicker } from './time-picker.tsx';
import { rangeLabel } from './time-ranges.ts';

interface DashboardBarProps {
  dashboard: DashboardDetail;
  meta: Meta | null;
  choice: Choice;
  range: string | null;
  picking: boolean;
  onPicking: (open: boolean) => void;
  progress: number;
  canClear: boolean;
  onChange: (part: Partial<Choice>) => void;
  onClear: () => void;
  onRefresh: () => void;
  onDownload: (format: FileFormat) => void;
  onMenu: () => void;
}

async function share(): Promise<void> {
  await navigator.clipboard.writeText(location.href).then(
    () => say('Link copied: it shows exactly this'),
    () => say('The browser does not allow copying here'),
  );
}

/** What the token of an embedded dashboard narrows it to: said, not chosen. */
const Fixed = ({ what, value }: { what: string; value: string }) => (
  <span className="chip fixed">
    <span className="what">{what}</span>
    <span className="value">{value}</span>
  </span>
);

/** Title, freshness and what can be chosen. */
export function DashboardBar(props: DashboardBarProps) {
  const { dashboard, meta, choice, onChange, onDownload } = props;
  const { embedded } = useAccess();
  return (
    <PageBar
      title={dashboard.title}
      about={dashboard.description}
      onMenu={props.onMenu}
      progress={props.progress}
      tools={
        <>
          <Freshness meta={meta} />
          <button
            type="button"
            className="icon-button"
            aria-label="Refresh (r)"
            title="Refresh (r)"
            onClick={props.onRefresh}
          >
            <Icon name="refresh" />
          </button>
          {!embedded && (
            <button
              type="button"
              className="icon-button"
              aria-label="Copy a link to this view"
              title="Copy a link to this view"
              onClick={() => void share()}
            >
              <Icon name="share" />
            </button>
          )}
          {!embedded && (
            <Popover
              label="Download this view"
              align="end"
              trigger={(props) => (
                <button
                  type="button"
                  className="icon-button"
                  aria-label="Download this view"
                  title="Download this view"
                  {...props}
                >
                  <Icon name="download" />
                </button>
              )}
            >
              {(close) => (
                <FileItems
                  files={DASHBOARD_FILES}
                  onChoose={(format) => {
                    close();
                    onDownload(format);
                  }}
                />
              )}
            </Popover>
          )}
        </>
      }
    >
      <div className="bar-row second" role="group" aria-label="Filters">
        {(embedded?.locked ?? []).map(({ column, value }) => (
          <Fixed key={column} what={column} value={String(value)} />
        ))}
        {embedded && embedded.timeRange !== null ? (
          <Fixed what="Time" value={rangeLabel(embedded.timeRange)} />
        ) : (
          <TimePicker
            range={props.range}
            chosen={choice.range !== null}
            until={meta?.freshness.until ?? null}
            open={props.picking}
            onOpenChange={props.onPicking}
            onChange={(range) => onChange({ range })}
          />
        )}
        {dashboard.filters
          .filter((filter) => filter.kind !== 'time')
          .map((filter) => (
            <FilterChip
              key={filter.id}
              slug={dashboard.slug}
              filter={filter}
              value={valueOf(filter, choice)}
              parents={parentsOf(filter, dashboard.filters, choice)}
              onChange={(value) => onChange({ filters: { ...choice.filters, [filter.id]: value } })}
            />
          ))}
        {choice.cross.map((cross) => (
          <span key={`${cross.chart}${cross.column}`} className="chip-group">
            <span
              className="chip"
              data-on="true"
              title={`Chosen on “${dashboard.charts[cross.chart]?.title ?? 'a chart'}”`}
            >
              <Icon name="filter" />
              <span className="what">{columnWords(cross.column)}</span>
              <span className="value">{String(cross.value)}</span>
            </span>
            <button
              type="button"
              className="chip"
              data-on="true"
              aria-label={`Clear ${cross.column} ${String(cross.value)}`}
              onClick={() => onChange({ cross: choice.cross.filter((each) => each !== cross) })}
            >
              <Icon name="close" />
            </button>
          </span>
        ))}
        {props.canClear && (
          <button type="button" className="button quiet" onClick={props.onClear}>
            Reset
          </button>
        )}
      </div>
    </PageBar>
  );
}
