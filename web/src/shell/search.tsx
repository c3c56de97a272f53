import { useState } from 'react';
import type { DashboardCard, PageName } from '../../../src/server/contract.ts';
import { go } from '../router.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Overlay } from '../ui/overlay.tsx';

interface Found {
  icon: IconName;
  label: string;
  side: string;
  run: () => void;
}

interface SearchProps {
  pages: readonly PageName[];
  dashboards: readonly DashboardCard[];
  onClose: () => void;
}

/** Charts of the open dashboard, from the page itself. */
const chartsOnPage = (): Found[] =>
  [...document.querySelectorAll<HTMLElement>('.card[id]')].map((card) => ({
    icon: 'metrics',
    label: card.querySelector('.card-title')?.textContent ?? '',
    side: 'Chart on this page',
    run: () => {
      card.scrollIntoView({ block: 'center', behavior: 'smooth' });
      card.querySelector<HTMLElement>('.card-tools button')?.focus({ preventScroll: true });
    },
  }));

/** Goes to a page, a dashboard or a chart by its name. */
export function Search({ pages, dashboards, onClose }: SearchProps) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const [onPage] = useState(chartsOnPage);
  const all: Found[] = [
    ...dashboards.map(
      (card): Found => ({
        icon: 'dashboards',
        label: card.title,
        side: 'Dashboard',
        run: () => go(`/dashboards/${card.slug}`),
      }),
    ),
    ...pages.map(
      (name): Found => ({
        icon: name,
        label: name[0]?.toUpperCase() + name.slice(1),
        side: 'Page',
        run: () => go(`/${name}`),
      }),
    ),
    ...onPage,
  ];
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ label }) => parts.every((part) => label.toLowerCase().includes(part))).slice(0, 12);
  const chosen = Math.min(at, found.length - 1);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % found.length);
    }
    if (event.key === 'Enter' && found[chosen]) {
      event.preventDefault();
      onClose();
      found[chosen].run();
    }
  };
  return (
    <Overlay title="Search" onClose={onClose} bare>
      <input
        className="search-box"
        placeholder="Go to a dashboard, page or chart"
        aria-label="Go to a dashboard, page or chart"
        role="combobox"
        aria-expanded="true"
        aria-controls="search-results"
        aria-activedescendant={found[chosen] ? `search-${chosen}` : undefined}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      <div className="search-results" id="search-results" role="listbox" aria-label="Results">
        {found.map((each, index) => (
          <button
            key={`${each.side}${each.label}`}
            id={`search-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="menu-item"
            data-active={index === chosen}
            onClick={() => {
              onClose();
              each.run();
            }}
          >
            <Icon name={each.icon} />
            {each.label}
            <span className="side">{each.side}</span>
          </button>
        ))}
        {found.length === 0 && <div className="empty">Nothing has “{words}” in its name.</div>}
      </div>
    </Overlay>
  );
}
