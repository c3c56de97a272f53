import { useCallback, useEffect, useState } from 'react';
import type { WireError } from '../../../src/server/contract.ts';
import { asWireError, getJson } from './api.ts';

export interface Pages<Page> {
  pages: Page[];
  error: WireError | null;
  loading: boolean;
  more: (() => void) | null;
  reload: () => void;
}

/** A list that comes in pages, each naming the next. `path` without the cursor; a new path starts again. */
export function usePages<Page extends { next: string | null }>(path: string): Pages<Page> {
  const [state, setState] = useState<{ pages: Page[]; error: WireError | null }>({ pages: [], error: null });
  const [wanted, setWanted] = useState<{ path: string; cursor: string | null; round: number }>({
    path,
    cursor: null,
    round: 0,
  });
  const [loading, setLoading] = useState(true);
  if (wanted.path !== path) setWanted({ path, cursor: null, round: wanted.round });

  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    const address = wanted.cursor
      ? `${wanted.path}${wanted.path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(wanted.cursor)}`
      : wanted.path;
    getJson<Page>(address, abort.signal)
      .then((page) => setState((before) => ({ pages: wanted.cursor ? [...before.pages, page] : [page], error: null })))
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setState({ pages: [], error: asWireError(thrown) });
      })
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [wanted]);

  const next = state.pages.at(-1)?.next ?? null;
  return {
    ...state,
    loading,
    more: next === null || loading ? null : () => setWanted((before) => ({ ...before, cursor: next })),
    reload: useCallback(() => setWanted((before) => ({ ...before, cursor: null, round: before.round + 1 })), []),
  };
}
