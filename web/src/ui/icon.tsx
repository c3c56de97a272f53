/** Strokes on a 16 by 16 grid. */
const PATHS = {
  dashboards: 'M2.5 2.5h4.5v5.5h-4.5z M9 2.5h4.5v3h-4.5z M9 8h4.5v5.5h-4.5z M2.5 10.5h4.5v3h-4.5z',
  metrics: 'M2.5 13.5h11 M4 11V7.5 M8 11V3 M12 11V5.5',
  events: 'M2.5 4h11 M2.5 8h11 M2.5 12h7',
  runs: 'M8 2.5v7 M5 7l3 3 3-3 M2.5 11v2.5h11V11',
  quarantine: 'M8 2 13.5 4v4c0 3-2.2 5-5.5 6-3.3-1-5.5-3-5.5-6V4z M8 5.5v3 M8 10.8v.1',
  deployments: 'M8 13.5V6 M4.8 8.8 8 5.5l3.2 3.3 M3 2.5h10',
  menu: 'M2.5 4.5h11 M2.5 8h11 M2.5 11.5h11',
  panel: 'M2.5 3h11v10h-11z M6.5 3v10',
  clock: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2z M8 5v3.2l2.2 1.3',
  filter: 'M2.5 3.5h11 M4.5 8h7 M6.5 12.5h3',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6 M13.2 2.5v2.6h-2.6',
  share: 'M6.5 9.5 13 3 M9 2.8h4.2V7 M11.5 9.5v3.7h-8.7V4.5h3.7',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z M8 1.5v1.2 M8 13.3v1.2 M1.5 8h1.2 M13.3 8h1.2 M3.4 3.4l.9.9 M11.7 11.7l.9.9 M3.4 12.6l.9-.9 M11.7 4.3l.9-.9',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  help: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M6.3 6.3a1.7 1.7 0 1 1 2.4 1.6c-.5.2-.7.5-.7 1 M8 11.1v.1',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z M10.4 10.4l3.1 3.1',
  close: 'M4 4l8 8 M12 4l-8 8',
  more: 'M3.5 8h.1 M8 8h.1 M12.5 8h.1',
  table: 'M2.5 3h11v10h-11z M2.5 6.5h11 M2.5 9.8h11 M6.5 6.5V13',
  code: 'M5.5 4.5 2 8l3.5 3.5 M10.5 4.5 14 8l-3.5 3.5',
  download: 'M8 2.5v7.5 M4.8 7 8 10.2 11.2 7 M3 13.5h10',
  image: 'M2.5 3h11v10h-11z M2.5 11l3.5-3.5 3 3 2-2 2.5 2.5 M10.5 6h.1',
  link: 'M6.8 9.2a2.5 2.5 0 0 0 3.5 0l2.4-2.4a2.5 2.5 0 0 0-3.5-3.5L8.3 4.2 M9.2 6.8a2.5 2.5 0 0 0-3.5 0L3.3 9.2a2.5 2.5 0 0 0 3.5 3.5l.9-.9',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z M8 7.3v3.5 M8 5.1v.1',
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4.5 4.5l7 7 M11.5 4.5l-7 7',
  dash: 'M4 8h8',
  up: 'M8 12.5v-9 M4.5 7 8 3.5 11.5 7',
  down: 'M8 3.5v9 M4.5 9 8 12.5 11.5 9',
  right: 'M6 3.5 10.5 8 6 12.5',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
  undo: 'M5.5 3 2.5 6l3 3 M2.8 6h6.7a4 4 0 0 1 0 7.5h-3',
  expand: 'M9.5 2.5h4v4 M6.5 13.5h-4v-4 M13.5 2.5l-4.8 4.8 M2.5 13.5l4.8-4.8',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={className ? `icon ${className}` : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a loop that feeds back. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 22 22" fill="none" aria-hidden="true">
      <path d="M15.8 6.2A6.8 6.8 0 1 0 17.8 11" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <path
        d="M16.6 2.6v4.2h-4.2"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="11" cy="11" r="2.2" fill="currentColor" />
    </svg>
  );
}
