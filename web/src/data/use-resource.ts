import { useCallback, useEffect, useState } from 'react';
import type { WireError } from '../../../src/server/contract.ts';
import { useAccess } from './access.ts';
import { asWireError, getJson } from './api.ts';

export interface Resource<T> {
  data: T | null;
  error: WireError | null;
  loading: boolean;
  reload: () => void;
}

/**
 * JSON from an address of the server. The old answer stays until the new one is there, and while the server is away for a
 * moment. Null asks for nothing. `sent` are headers in place of those of the access around it.
 */
export function useResource<T>(
  path: string | null,
  initial: T | null = null,
  sent?: Readonly<Record<string, string>>,
): Resource<T> {
  const [state, setState] = useState<{ data: T | null; error: WireError | null; of: string | null }>({
    data: initial,
    error: null,
    of: initial ? path : null,
  });
  const access = useAccess();
  const headers = sent ?? access.headers;
  const [round, setRound] = useState(0);
  const [loading, setLoading] = useState(!initial && path !== null);
  const [first] = useState({ skip: initial !== null });
  useEffect(() => {
    if (path === null) return;
    if (first.skip) {
      first.skip = false;
      return;
    }
    const abort = new AbortController();
    setLoading(true);
    getJson<T>(path, abort.signal, headers)
      .then((data) => setState({ data, error: null, of: path }))
      .catch((thrown: unknown) => {
        if (abort.signal.aborted) return;
        const error = asWireError(thrown);
        // A server that is away for a moment does not take away what is on the page.
        setState((before) => ({
          data: before.of === path && error.code === 'UNREACHABLE' ? before.data : null,
          error,
          of: path,
        }));
      })
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [path, round, first, headers]);
  const reload = useCallback(() => setRound((value) => value + 1), []);
  return { data: state.data, error: state.error, loading, reload };
}
