import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const CHANGED = 'feedback-loop:theme';

/** Kept in a cookie, so that the server can say it in the page and nothing flashes. */
const wish = (): string | undefined => /(?:^|; )feedback_loop_theme=(light|dark)/.exec(document.cookie)?.[1];

function current(): Theme {
  const wished = wish();
  if (wished === 'light' || wished === 'dark') return wished;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

const show = (): void => {
  document.documentElement.dataset.theme = current();
};

/** Puts the theme on the page, before the first paint. */
export function startTheme(): void {
  show();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    show();
    dispatchEvent(new Event(CHANGED));
  });
}

export function toggleTheme(): void {
  const next: Theme = current() === 'dark' ? 'light' : 'dark';
  document.cookie = `feedback_loop_theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax`;
  document.documentElement.dataset.theme = next;
  dispatchEvent(new Event(CHANGED));
}

export const useTheme = (): Theme =>
  useSyncExternalStore(
    (listener) => {
      addEventListener(CHANGED, listener);
      return () => removeEventListener(CHANGED, listener);
    },
    () => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'),
  );
