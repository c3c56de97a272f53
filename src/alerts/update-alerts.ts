import type { Selectable } from 'kysely';
import { Failure } from '../errors.ts';
import type { Observation } from '../model/alerts.ts';
import type { Database } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { instantMs, instantText } from '../util/instant.ts';

export type StoredAlert = Selectable<Database['alerts']>;

/** Something that somebody must be told. */
export interface News {
  event: 'firing' | 'changed' | 'still firing' | 'resolved';
  alert: string;
  severity: string;
  message: string;
  /** ISO 8601: since when it fires. */
  since: string;
}

export interface Change {
  /** What the alert will be; null: there is nothing to keep. */
  next: Omit<StoredAlert, 'organization_id'>;
  news: News | null;
}

/**
 * What an observation makes of an alert, without touching anything. It is news when it begins, ends or changes, and after
 * `repeatMs` as long as nobody acknowledged it; nothing else is.
 */
export function changeOf(
  before: StoredAlert | undefined,
  seen: Observation,
  options: { now: Date; repeatMs: number | undefined },
): Change | null {
  const now = instantText(options.now.getTime());
  const was = before?.state === 'firing' ? before : undefined;
  // What cannot be told changes nothing.
  if (seen.firing === null || (!seen.firing && !was)) return null;
  const since = was?.since ?? now;
  const next: Change['next'] = {
    alert: seen.alert,
    rule: seen.rule,
    severity: seen.severity,
    state: seen.firing ? 'firing' : 'resolved',
    message: seen.message.slice(0, 2_000),
    fingerprint: seen.fingerprint.slice(0, 200),
    since,
    seen_at: now,
    notified_at: was?.notified_at ?? null,
    acknowledged_at: was?.acknowledged_at ?? null,
    note: was?.note ?? null,
  };
  const news = (event: News['event']): Change => ({
    next: event === 'changed' ? { ...next, acknowledged_at: null, note: null } : next,
    news: {
      event,
      alert: seen.alert,
      severity: seen.severity,
      message: seen.message,
      since: new Date(instantMs(since)).toISOString(),
    },
  });
  if (!seen.firing) return news('resolved');
  // Nobody was told yet: a notification may have failed.
  if (!was || was.notified_at === null) return news('firing');
  if (was.fingerprint !== next.fingerprint) return news('changed');
  const due =
    options.repeatMs !== undefined &&
    was.acknowledged_at === null &&
    options.now.getTime() - instantMs(was.notified_at) >= options.repeatMs;
  return due ? news('still firing') : { next, news: null };
}

/**
 * What is to be said of alerts that fire and were not among what their rules saw: the group has no events any more, or the
 * rule has another split. Nobody will see it again, so it ends here.
 */
export const goneObservations = (
  stored: Iterable<StoredAlert>,
  observed: readonly Observation[],
  rules: readonly string[],
): Observation[] => {
  const seen = new Set(observed.map(({ alert }) => alert));
  return [...stored]
    .filter(({ alert, rule, state }) => state === 'firing' && rules.includes(rule) && !seen.has(alert))
    .map(({ alert, rule, severity }) => ({
      alert,
      rule,
      severity: severity as Observation['severity'],
      firing: false,
      message: 'There is nothing of this group any more.',
      fingerprint: 'gone',
    }));
};

export const readAlerts = (store: Store): Promise<StoredAlert[]> =>
  store.db.selectFrom('alerts').selectAll().orderBy('state').orderBy('since', 'desc').orderBy('alert').execute();

/** Writes what alerts are now; those whose rule is gone are removed. `toldAt` is when the news were delivered. */
export async function writeAlerts(
  store: Store,
  changes: readonly Change[],
  options: { rules: readonly string[]; toldAt: Date },
): Promise<void> {
  const told = instantText(options.toldAt.getTime());
  await store.transaction(async (tx) => {
    for (const { next, news } of changes) {
      const row = { ...next, notified_at: news ? told : next.notified_at };
      await tx
        .insertInto('alerts')
        .values({ organization_id: store.organizationId, ...row })
        .onConflict((conflict) => conflict.columns(['organization_id', 'alert']).doUpdateSet(row))
        .execute();
    }
    const gone = tx.deleteFrom('alerts').where('organization_id', '=', store.organizationId);
    await (options.rules.length > 0 ? gone.where('rule', 'not in', [...options.rules]) : gone).execute();
  });
}

/**
 * Somebody knows: it is not said again until it changes.
 * @throws Failure NOT_FOUND unless it is firing
 */
export async function acknowledge(
  store: Store,
  alert: string,
  options: { now: Date; note: string | null },
): Promise<void> {
  const { numUpdatedRows } = await store.db
    .updateTable('alerts')
    .set({ acknowledged_at: instantText(options.now.getTime()), note: options.note })
    .where('alert', '=', alert)
    .where('state', '=', 'firing')
    .executeTakeFirst();
  if (Number(numUpdatedRows) > 0) return;
  throw new Failure('NOT_FOUND', `no alert ${alert} is firing`, { hint: 'See: feedback-loop alerts list' });
}
