import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChartReply, DataRequest, WireError } from '../../../src/server/contract.ts';
import { useAccess } from '../data/access.ts';
import { asWireError, streamCharts } from '../data/api.ts';
import type { PageData } from '../data/boot.ts';

type Answer = Extract<ChartReply, { ok: true }>;

/** What is known of one chart: its last picture stays while the next is asked for. */
export interface ChartState {
  answer: Answer | null;
  error: WireError | null;
  waiting: boolean;
}

export interface Charts {
  of: (uuid: string) => ChartState;
  /** Charts that have answered, of those that were asked, since the last change. */
  done: number;
  asked: number;
  /** Whether the server was not there when it was asked last. */
  unreachable: boolean;
  /** Asks again for all; `fresh` past what the server knows already. */
  refresh: (fresh: boolean) => void;
  /** Asks again for one chart. */
  retry: (uuid: string) => void;
}

/** One wish to ask again; another object is another wish. */
interface Round {
  only: string | null;
  fresh: boolean;
}

const NOTHING: ChartState = { answer: null, error: null, waiting: true };

/** The same states where the replies are known already. */
function put(states: ReadonlyMap<string, ChartState>, replies: readonly ChartReply[]): ReadonlyMap<string, ChartState> {
  const news = replies.filter((reply) => !reply.ok || states.get(reply.uuid)?.answer !== reply);
  if (news.length === 0) return states;
  const next = new Map(states);
  for (const reply of news) {
    next.set(
      reply.uuid,
      reply.ok
        ? { answer: reply, error: null, waiting: false }
        : {
            // A server that is away for a moment does not take away the last picture.
            answer: reply.error.code === 'UNREACHABLE' ? (states.get(reply.uuid)?.answer ?? null) : null,
            error: reply.error,
            waiting: false,
          },
    );
  }
  return next;
}

/**
 * The charts of a dashboard for one request. Answers that arrive together are shown together (one render per frame).
 * `page` holds the answers that came with the page itself, for the first request.
 */
export function useCharts(slug: string, uuids: readonly string[], request: DataRequest, page: PageData | null): Charts {
  const first = useRef(page?.taken ? null : page);
  // What came with the page is there at the first look: no card shows that it waits.
  const [states, setStates] = useState<ReadonlyMap<string, ChartState>>(() =>
    put(new Map(), first.current?.chartsThere() ?? []),
  );
  const [round, setRound] = useState<Round>({ only: null, fresh: false });
  const { api, headers } = useAccess();
  const shown = useRef({ slug: '', key: '', round, have: new Set<string>() });
  const key = JSON.stringify(request);
  const wanted = uuids.join(' ');

  useEffect(() => {
    const abort = new AbortController();
    const last = shown.current;
    const same = last.slug === slug && last.key === key;
    const all = wanted.split(' ').filter(Boolean);
    const again = round !== last.round && same;
    // A tab that was opened asks only for what is not there yet.
    const asked =
      again && round.only ? [round.only] : same && !again ? all.filter((uuid) => !last.have.has(uuid)) : all;
    shown.current = { slug, key, round, have: same ? last.have : new Set() };
    for (const uuid of asked) shown.current.have.add(uuid);
    if (asked.length === 0) return;

    const fromPage = first.current;
    first.current = null;
    setStates((before) => {
      // Nothing is said of what the page brings: it is there or on its way.
      if (fromPage) return before;
      const next = new Map(last.slug === slug ? before : []);
      for (const uuid of asked) next.set(uuid, { ...(next.get(uuid) ?? NOTHING), waiting: true });
      return next;
    });
    const missing = new Set(asked);
    let queue: ChartReply[] = [];
    let frame = 0;
    const flush = (): void => {
      frame = 0;
      const replies = queue;
      queue = [];
      for (const { uuid } of replies) missing.delete(uuid);
      setStates((before) => put(before, replies));
    };
    const onReply = (reply: ChartReply): void => {
      if (abort.signal.aborted) return;
      queue.push(reply);
      frame ||= requestAnimationFrame(flush);
    };
    const failAll = (thrown: unknown): void => {
      if (abort.signal.aborted) return;
      const error = asWireError(thrown);
      setStates((before) =>
        put(
          before,
          asked.filter((uuid) => (before.get(uuid) ?? NOTHING).waiting).map((uuid) => ({ uuid, ok: false, error })),
        ),
      );
    };
    const work = fromPage
      ? fromPage.charts(onReply)
      : streamCharts(
          { api, headers },
          slug,
          { ...(JSON.parse(key) as DataRequest), charts: asked, ...(again && round.fresh ? { fresh: true } : {}) },
          onReply,
          abort.signal,
        );
    work.catch(failAll);
    return () => {
      abort.abort();
      cancelAnimationFrame(frame);
      // What did not arrive is asked for again by whoever comes next.
      for (const uuid of missing) shown.current.have.delete(uuid);
    };
  }, [slug, key, wanted, round, api, headers]);

  const of = useCallback((uuid: string) => states.get(uuid) ?? NOTHING, [states]);
  const known = uuids.map((uuid) => states.get(uuid) ?? NOTHING);
  return {
    of,
    done: known.filter((state) => !state.waiting).length,
    asked: known.length,
    unreachable: known.some(({ error }) => error?.code === 'UNREACHABLE'),
    refresh: useCallback((fresh: boolean) => setRound({ only: null, fresh }), []),
    retry: useCallback((uuid: string) => setRound({ only: uuid, fresh: true }), []),
  };
}
