import { type Kysely, sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { instantText } from '../../util/instant.ts';
import { addDays, calendarText, dayOf } from './calendar.ts';
import type { DeliveryDays } from './development-metrics.ts';
import type { PatternDay } from './pattern-effectiveness.ts';
import type { Range } from './ranges.ts';

/** What the summary tables are made from, of the days of a range. */

type Executor = Kysely<Database>;

export async function kindDays(tx: Executor, range: Range) {
  const rows = await tx
    .selectFrom('rollup_daily')
    .select(['kind', 'local_day', 'local_week', 'severity', 'pattern'])
    .select((eb) => eb.fn.sum<number>('occurrences').as('occurrences'))
    .where('local_day', '>=', calendarText(range.from))
    .where('local_day', '<', calendarText(range.to))
    .groupBy(['kind', 'local_day', 'local_week', 'severity', 'pattern'])
    .execute();
  const days = rows.map((row) => ({
    ...row,
    day: dayOf(row.local_day),
    week: dayOf(row.local_week),
    occurrences: Number(row.occurrences),
  }));
  return {
    kinds: days.filter((each) => each.kind !== 'pattern_application'),
    applications: days.filter((each) => each.kind === 'pattern_application'),
  };
}

export async function patternDays(tx: Executor, range: Range): Promise<PatternDay[]> {
  const rows = await tx
    .selectFrom('rollup_daily')
    .select(['pattern', 'local_day'])
    .select((eb) => [eb.fn.sum<number>('successes').as('successes'), eb.fn.sum<number>('failures').as('failures')])
    .where('kind', '=', 'pattern_application')
    .where('local_day', '>=', calendarText(range.from))
    .where('local_day', '<', calendarText(range.to))
    .groupBy(['pattern', 'local_day'])
    .execute();
  return rows.map((row) => ({
    pattern: row.pattern,
    day: dayOf(row.local_day),
    successes: Number(row.successes),
    failures: Number(row.failures),
  }));
}

/** No zone is further than fourteen hours from UTC: a day's events lie within these instants. */
const around = ({ from, to }: Range): [string, string] => [
  instantText(Date.parse(`${addDays(from, -1)}T00:00:00Z`)),
  instantText(Date.parse(`${addDays(to, 1)}T00:00:00Z`)),
];

export async function cycleTimes(tx: Executor, range: Range): Promise<DeliveryDays['cycleTimes']> {
  const [since, until] = around(range);
  const rows = await tx
    .selectFrom('pr_events')
    .select(['local_day', 'cycle_time_seconds'])
    .where('event_type', '=', 'merged')
    .where('cycle_time_seconds', 'is not', null)
    .where('event_timestamp', '>=', since)
    .where('event_timestamp', '<', until)
    .where('local_day', '>=', calendarText(range.from))
    .where('local_day', '<', calendarText(range.to))
    .execute();
  return rows.map((row) => ({ day: dayOf(row.local_day), seconds: Number(row.cycle_time_seconds) }));
}

export async function passRates(tx: Executor, range: Range): Promise<DeliveryDays['passRates']> {
  const [since, until] = around(range);
  const rows = await tx
    .selectFrom('test_runs')
    .select(['local_day', 'pass_rate'])
    .where('pass_rate', 'is not', null)
    .where('run_timestamp', '>=', since)
    .where('run_timestamp', '<', until)
    .where('local_day', '>=', calendarText(range.from))
    .where('local_day', '<', calendarText(range.to))
    .execute();
  return rows.map((row) => ({ day: dayOf(row.local_day), rate: Number(row.pass_rate) }));
}

export async function ruleDays(tx: Executor, range: Range): Promise<DeliveryDays['rules']> {
  const [since, until] = around(range);
  const rows = await tx
    .selectFrom('rule_compliance_events')
    .select(['local_day', 'rule_name', 'compliance_status'])
    .select(sql<number>`count(*)`.as('count'))
    .where('event_timestamp', '>=', since)
    .where('event_timestamp', '<', until)
    .where('local_day', '>=', calendarText(range.from))
    .where('local_day', '<', calendarText(range.to))
    .groupBy(['local_day', 'rule_name', 'compliance_status'])
    .execute();
  return rows.map((row) => ({
    day: dayOf(row.local_day),
    rule: row.rule_name,
    status: row.compliance_status,
    count: Number(row.count),
  }));
}

/** All of them: between the first and the last, a day without a deployment is a true zero. */
export async function deploymentDays(tx: Executor): Promise<DeliveryDays['deployments']> {
  const rows = await tx
    .selectFrom('rollup_daily')
    .select('local_day')
    .select((eb) => eb.fn.sum<number>('events').as('count'))
    .where('kind', '=', 'deployment')
    .where('environment', '=', 'production')
    .where('category', '=', 'success')
    .groupBy('local_day')
    .execute();
  return rows.map((row) => ({ day: dayOf(row.local_day), count: Number(row.count) }));
}
