import { useId } from 'react';
import type { ChartMeta, LayoutItem } from '../../../src/server/contract.ts';
import { type CardActions, ChartCard } from '../chart/chart-card.tsx';
import type { Crosshair } from './crosshair.ts';
import type { Charts } from './use-charts.ts';

export interface LayoutContext {
  charts: Charts;
  metas: Record<string, ChartMeta>;
  crosshair: Crosshair;
  actions: CardActions;
  /** Open tab by id of its tabs element. */
  tabOf: (tabs: Extract<LayoutItem, { type: 'tabs' | 'grid' | 'row' }>) => string | undefined;
  onTab: (siblings: string[], tab: string) => void;
}

interface LayoutProps {
  item: LayoutItem;
  context: LayoutContext;
  /** Twelfths that the surrounding box has. */
  columns: number;
}

const sized = (width: number, columns: number): React.CSSProperties =>
  ({ '--width': Math.max(1, Math.min(width, columns)) }) as React.CSSProperties;

/** The layout of the dashboard's YAML: rows and columns of a grid of twelve, one column on a phone. */
export function Layout({ item, context, columns }: LayoutProps) {
  switch (item.type) {
    case 'grid':
      return (
        <div className="grid">
          <Children items={item.children} context={context} columns={columns} />
        </div>
      );
    case 'row':
      return (
        <div
          className={item.filled ? 'grid-row filled' : 'grid-row'}
          style={{ '--columns': columns } as React.CSSProperties}
        >
          <Children items={item.children} context={context} columns={columns} />
        </div>
      );
    case 'column':
      return (
        <div className={item.filled ? 'grid-column filled' : 'grid-column'} style={sized(item.width, columns)}>
          <Children items={item.children} context={context} columns={Math.min(item.width, columns)} />
        </div>
      );
    case 'tabs':
      return <Tabs item={item} context={context} columns={columns} />;
    case 'tab':
      return (
        <div className="grid">
          <Children items={item.children} context={context} columns={columns} />
        </div>
      );
    case 'header':
      return <h2 className={`section ${item.size}`}>{item.text}</h2>;
    case 'divider':
      return <hr className="divider" />;
    case 'markdown':
      return (
        // Sanitised by the server, which made it.
        <div
          className="cell prose"
          style={sized(item.width, columns)}
          dangerouslySetInnerHTML={{ __html: item.html }}
        />
      );
    case 'chart': {
      const meta = context.metas[item.uuid];
      if (!meta) return null;
      return (
        <div className="cell" style={sized(item.width, columns)}>
          <ChartCard
            chart={meta}
            state={context.charts.of(item.uuid)}
            height={item.height}
            crosshair={context.crosshair}
            actions={context.actions}
          />
        </div>
      );
    }
    default:
      return item satisfies never;
  }
}

const Children = ({ items, context, columns }: { items: LayoutItem[]; context: LayoutContext; columns: number }) =>
  items.map((child) => <Layout key={child.id} item={child} context={context} columns={columns} />);

type TabsItem = Extract<LayoutItem, { type: 'tabs' | 'grid' | 'row' }>;

function Tabs({ item, context, columns }: { item: TabsItem; context: LayoutContext; columns: number }) {
  const base = useId();
  const tabs = item.children.filter((child) => child.type === 'tab');
  const open = tabs.find((tab) => tab.id === context.tabOf(item)) ?? tabs[0];
  const ids = tabs.map((tab) => tab.id);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || !open) return;
    const next = ids[(ids.indexOf(open.id) + step + ids.length) % ids.length];
    if (!next) return;
    context.onTab(ids, next);
    document.getElementById(`${base}-${next}`)?.focus();
  };
  return (
    <div>
      <div className="tabs" role="tablist" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            className="tab"
            aria-selected={tab === open}
            aria-controls={tab === open ? `${base}-panel` : undefined}
            tabIndex={tab === open ? 0 : -1}
            onClick={() => context.onTab(ids, tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      {open && (
        <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${open.id}`}>
          <Layout item={open} context={context} columns={columns} />
        </div>
      )}
    </div>
  );
}
