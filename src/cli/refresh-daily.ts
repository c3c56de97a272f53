import { calendarText } from '../analyze/summaries/calendar.ts';
import { organizationDay } from '../analyze/summaries/organization-day.ts';
import { refreshSummaries } from '../analyze/summaries/refresh.ts';
import type { Store } from '../store/store.ts';

interface Setting {
  now: () => Date;
  /** Hears of a failure; the next minute tries again, but says the same only once. */
  onError: (thrown: unknown) => void;
  /** How often it looks whether the day has turned, in milliseconds. */
  everyMs?: number;
}

/**
 * Makes verdicts and summaries anew when the organization's day has turned since they were made, for as long as a server
 * runs: a window of 30 days moves also when nothing is stored. Answers how to stop.
 */
export function refreshDaily(store: Store, { now, onError, everyMs = 60_000 }: Setting): () => Promise<void> {
  let working: Promise<void> = Promise.resolve();
  let told = '';
  const look = async (): Promise<void> => {
    try {
      if (await isOfYesterday(store, now())) await refreshSummaries(store, { now: now() });
      told = '';
    } catch (thrown) {
      const message = String(thrown);
      if (message !== told) onError(thrown);
      told = message;
    }
  };
  const next = (): void => {
    working = working.then(look);
  };
  next();
  const timer = setInterval(next, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await working;
  };
}

/** Whether there are verdicts, and none of today. */
async function isOfYesterday(store: Store, now: Date): Promise<boolean> {
  const { last } = await store.db
    .selectFrom('metric_verdicts')
    .select((expression) => expression.fn.max('day').as('last'))
    .executeTakeFirstOrThrow();
  return last !== null && last < calendarText(await organizationDay(store, now));
}
