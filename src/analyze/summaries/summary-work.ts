import type { Kysely } from 'kysely';
import type { Database } from '../../store/database.ts';
import { recordedDays } from '../../store/recorded-days.ts';
import { calendarText, type Day, dayOf } from './calendar.ts';
import type { MadeFor } from './ranges.ts';

/** Counts up when the rows of a summary table would read differently for the same events: then all are made again. */
const RULES = 1;

export interface SummaryWork {
  /** Whether everything is to be made again, or only what was touched. */
  everything: boolean;
  /** Days whose roll-ups changed since the last time, by kind of event. */
  touched: ReadonlyMap<string, ReadonlySet<Day>>;
  before: MadeFor;
  now: MadeFor;
}

/**
 * Takes the marks that writers of roll-ups have left, and says what they mean. One refresh at a time: whoever comes second
 * waits here. Marks of transactions that are not committed yet stay for the next time.
 */
export async function takeWork(
  tx: Kysely<Database>,
  organizationId: number,
  options: { today: Day; everything: boolean },
): Promise<SummaryWork> {
  const row = { organization_id: organizationId, today: calendarText(options.today), rules: 0 };
  await tx
    .insertInto('summary_state')
    .values(row)
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet({ organization_id: organizationId }))
    .execute();
  const state = await tx
    .selectFrom('summary_state')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirstOrThrow();
  const marks = await tx
    .deleteFrom('summary_marks')
    .where('organization_id', '=', organizationId)
    .returning(['kind', 'local_day'])
    .execute();
  const touched = new Map<string, Set<Day>>();
  for (const { kind, local_day: day } of marks) {
    const days = touched.get(kind);
    if (days) days.add(dayOf(day));
    else touched.set(kind, new Set([dayOf(day)]));
  }
  const day = (text: string | null): Day | null => (text === null ? null : dayOf(text));
  return {
    everything: options.everything || state.rules !== RULES,
    touched,
    before: { first: day(state.first_day), last: day(state.last_day), today: dayOf(state.today) },
    now: await madeFor(tx, organizationId, options.today),
  };
}

async function madeFor(tx: Kysely<Database>, organizationId: number, today: Day): Promise<MadeFor> {
  const { first, last } = await recordedDays(tx, organizationId);
  return { first: first ? dayOf(first) : null, last: last ? dayOf(last) : null, today };
}

/** Writes down what the summaries are made for now. */
export async function workDone(tx: Kysely<Database>, organizationId: number, { now }: SummaryWork): Promise<void> {
  await tx
    .updateTable('summary_state')
    .set({
      first_day: now.first && calendarText(now.first),
      last_day: now.last && calendarText(now.last),
      today: calendarText(now.today),
      rules: RULES,
    })
    .where('organization_id', '=', organizationId)
    .execute();
}
