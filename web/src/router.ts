import { useSyncExternalStore } from 'react';

/** The address is the state: pages read it from here and change it through here. */

const CHANGED = 'feedback-loop:address';

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(CHANGED, listener);
  };
}

/** Path and query of the page, as one text, so that the same address is the same value. */
export const useAddress = (): string => useSyncExternalStore(subscribe, () => `${location.pathname}${location.search}`);

/** Goes to an address of ours. `replace` leaves no entry for the back button. */
export function go(address: string, options: { replace?: boolean } = {}): void {
  if (address === `${location.pathname}${location.search}`) return;
  const samePath = new URL(address, location.href).pathname === location.pathname;
  if (options.replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  dispatchEvent(new Event(CHANGED));
  if (!samePath) scrollTo(0, 0);
}

/** Whether a click means "go there", not "open elsewhere". */
export const isPlainClick = (event: {
  button: number;
  metaKey: boolean;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}): boolean => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
