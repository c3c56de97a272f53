import type { DashboardCard, Meta, PageName } from '../../../src/server/contract.ts';
import { countText } from '../format.ts';
import { toggleTheme, useTheme } from '../theme.ts';
import { Icon, Mark } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';

const LABELS: Record<PageName, string> = {
  dashboards: 'Dashboards',
  metrics: 'Metrics',
  events: 'Events',
  runs: 'Runs',
  quarantine: 'Quarantine',
  deployments: 'Deployments',
};

interface RailProps {
  meta: Meta | null;
  dashboards: readonly DashboardCard[];
  path: string;
  open: boolean;
  narrow: boolean;
  onClose: () => void;
  onNarrow: () => void;
  onSearch: () => void;
  onHelp: () => void;
}

/** Where one can go. */
export function Rail(props: RailProps) {
  const { meta, path, dashboards } = props;
  const theme = useTheme();
  const current = (href: string): 'page' | undefined =>
    path === href || (['/metrics', '/deployments'].includes(href) && path.startsWith(`${href}/`)) ? 'page' : undefined;
  return (
    <nav className="rail" data-open={props.open} aria-label="Pages">
      <div className="rail-head">
        <Mark />
        <span className="word">feedback-loop</span>
      </div>
      <button type="button" className="rail-link" onClick={props.onSearch} title="Search (/)">
        <Icon name="search" />
        <span className="label">Search</span>
        <kbd className="rail-sub">/</kbd>
      </button>
      <div className="rail-group">
        {meta?.organization && meta.organization !== 'default' ? meta.organization : 'Project'}
      </div>
      {(meta?.pages ?? ['dashboards']).map((name) => (
        <Link
          key={name}
          className="rail-link"
          href={`/${name}`}
          aria-current={current(`/${name}`)}
          title={LABELS[name]}
          onClick={props.onClose}
        >
          <Icon name={name} />
          <span className="label">{LABELS[name]}</span>
          {name === 'quarantine' && meta && meta.quarantined > 0 && (
            <span className="count" title={`${countText(meta.quarantined)} records wait for a decision`}>
              {countText(meta.quarantined)}
            </span>
          )}
        </Link>
      ))}
      {dashboards.length > 0 && <div className="rail-group">Dashboards</div>}
      <div className="rail-sub">
        {dashboards.map((card) => (
          <Link
            key={card.slug}
            className="rail-link"
            href={`/dashboards/${card.slug}`}
            aria-current={current(`/dashboards/${card.slug}`)}
            onClick={props.onClose}
          >
            <span className="label">{card.title}</span>
          </Link>
        ))}
      </div>
      <div className="rail-foot">
        <button
          type="button"
          className="rail-link"
          onClick={toggleTheme}
          title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          data-theme-toggle
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
          <span className="label">{theme === 'dark' ? 'Light theme' : 'Dark theme'}</span>
        </button>
        <button type="button" className="rail-link" onClick={props.onHelp} title="Keys (?)">
          <Icon name="help" />
          <span className="label">Keys</span>
          <kbd className="rail-sub">?</kbd>
        </button>
        <button
          type="button"
          className="rail-link only-wide"
          onClick={props.onNarrow}
          aria-expanded={!props.narrow}
          title={props.narrow ? 'Widen' : 'Narrow'}
        >
          <Icon name="panel" />
          <span className="label">Narrow</span>
        </button>
      </div>
    </nav>
  );
}
