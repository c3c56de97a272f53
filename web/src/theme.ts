import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const CHANGED = 'feedback-loop:theme';
const KEY = 'feedback-loop:theme';

const wish = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage may be forbidden; the system's wish then holds.
    return null;
  }
};

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
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Not kept for the next visit, but shown now.
  }
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
