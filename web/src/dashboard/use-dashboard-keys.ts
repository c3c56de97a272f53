import { useEffect, useRef } from 'react';
import type { DashboardDetail } from '../../../src/server/contract.ts';
import { go } from '../router.ts';

interface Keys {
  dashboard: DashboardDetail;
  onTime: () => void;
  onRefresh: () => void;
  /** Takes the last cross-filter back; null when there is none. */
  onUndo: (() => void) | null;
}

/** Whether a key belongs to a field that is being typed in, or to the browser. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  event.metaKey ||
  event.ctrlKey ||
  event.altKey ||
  (event.target instanceof HTMLElement &&
    event.target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null);

/** t, f, r, [ and ], Escape. */
export function useDashboardKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const { dashboard, onTime, onRefresh, onUndo } = latest.current;
      const actions: Record<string, (() => void) | null> = {
        t: onTime,
        f: () => document.querySelector<HTMLElement>('.filter-chip')?.click(),
        r: onRefresh,
        '[': dashboard.previous && (() => go(`/dashboards/${dashboard.previous?.slug ?? ''}`)),
        ']': dashboard.next && (() => go(`/dashboards/${dashboard.next?.slug ?? ''}`)),
        Escape: onUndo,
      };
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
