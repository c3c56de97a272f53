import type { Store } from '../../store/store.ts';
import { sha256 } from '../../util/hash.ts';
import { instantMs, instantText } from '../../util/instant.ts';

/**
 * What was sent of each report, in the project's database: who takes a due time on writes it down first, in one statement,
 * so that of several servers one sends it (docs/decisions/0911).
 */

/** A delivery that failed is tried again at later runs, so often in all. */
const MOST_ATTEMPTS = 5;
const LONGEST = { target: 400, message: 1_000 } as const;

/** The name of a target as the table holds it. */
export function targetKey(name: string): string {
  if (name.length <= LONGEST.target) return name;
  const digest = sha256(name).slice(0, 16);
  return `${name.slice(0, LONGEST.target - 20)} … ${digest}`;
}

export interface Errand {
  report: string;
  /** As targetKey writes it. */
  target: string;
}

/** Notes what is seen for the first time: it is due from `now` on, not for the past. */
export async function noteSeen(store: Store, errands: readonly Errand[], now: Date): Promise<void> {
  if (errands.length === 0) return;
  const at = instantText(now.getTime());
  await store.db
    .insertInto('report_deliveries')
    .values(
      errands.map((errand) => ({
        organization_id: store.organizationId,
        ...errand,
        since: at,
        due: null,
        state: 'waiting',
        attempts: 0,
        changed_at: at,
        sent_at: null,
        message: null,
      })),
    )
    .onConflict((conflict) => conflict.columns(['organization_id', 'report', 'target']).doNothing())
    .execute();
}

const openFor = (store: Store, { report, target }: Errand, due: string) =>
  store.db
    .updateTable('report_deliveries')
    .where('organization_id', '=', store.organizationId)
    .where('report', '=', report)
    .where('target', '=', target)
    .where('since', '<', due)
    .where((is) =>
      is.or([
        is('due', 'is', null),
        is('due', '<', due),
        is.and([is('due', '=', due), is('state', '=', 'failed'), is('attempts', '<', MOST_ATTEMPTS)]),
      ]),
    );

/** Whether nobody sent it for this due time, or it is known to have failed; of several that were missed the last counts. */
export async function isWaiting(store: Store, { report, target }: Errand, due: Date): Promise<boolean> {
  const row = await store.db
    .selectFrom('report_deliveries')
    .select(['since', 'due', 'state', 'attempts'])
    .where('organization_id', '=', store.organizationId)
    .where('report', '=', report)
    .where('target', '=', target)
    .executeTakeFirst();
  const wanted = instantText(due.getTime());
  if (!row || row.since >= wanted) return false;
  if (row.due === null || row.due < wanted) return true;
  return row.due === wanted && row.state === 'failed' && row.attempts < MOST_ATTEMPTS;
}

/** Takes a due time on. False: another one has it. */
export async function takeOn(store: Store, errand: Errand, due: Date, now: Date): Promise<boolean> {
  const wanted = instantText(due.getTime());
  const { numUpdatedRows } = await openFor(store, errand, wanted)
    .set((is) => ({
      state: 'sending',
      attempts: is
        .case()
        .when('due', '=', wanted)
        .then(is('attempts', '+', 1))
        .else(1)
        .end(),
      due: wanted,
      changed_at: instantText(now.getTime()),
      message: null,
    }))
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** What became of it. */
export async function noteEnd(
  store: Store,
  { report, target }: Errand,
  end: { sent: boolean; message: string | null; due: Date; now: Date },
): Promise<void> {
  const at = instantText(end.now.getTime());
  await store.db
    .updateTable('report_deliveries')
    .set({
      state: end.sent ? 'sent' : 'failed',
      changed_at: at,
      message: end.message?.slice(0, LONGEST.message) ?? null,
      ...(end.sent ? { sent_at: at } : {}),
    })
    .where('organization_id', '=', store.organizationId)
    .where('report', '=', report)
    .where('target', '=', target)
    .where('due', '=', instantText(end.due.getTime()))
    .execute();
}

/** What is known of one target of a report; times are ISO 8601. */
export interface Delivery extends Errand {
  state: string;
  due: string | null;
  sent: string | null;
  message: string | null;
}

const iso = (instant: string | null): string | null =>
  instant === null ? null : new Date(instantMs(instant)).toISOString();

export async function deliveriesOf(store: Store): Promise<Delivery[]> {
  const rows = await store.db.selectFrom('report_deliveries').selectAll().orderBy('report').orderBy('target').execute();
  return rows.map(({ report, target, state, due, sent_at: sent, message }) => ({
    report,
    target,
    state,
    due: iso(due),
    sent: iso(sent),
    message,
  }));
}
