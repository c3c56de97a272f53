import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { Store } from '../../store/store.ts';
import { KPIS } from '../catalog.ts';
import { isWindowed } from '../cells.ts';
import { computeMetric } from '../compute.ts';
import { calendarText, type Day, dayOf } from './calendar.ts';
import { developmentMetricRows } from './development-metrics.ts';
import { type VerdictRow, verdictRow } from './metric-verdicts.ts';
import { summaryRows } from './metrics-summary.ts';
import { organizationDay } from './organization-day.ts';
import { effectivenessRows } from './pattern-effectiveness.ts';
import { type Changes, writeChanges } from './write-changes.ts';

export interface RefreshOptions {
  now: Date;
}

export interface RefreshedSummaries {
  pattern_effectiveness: Changes;
  metrics_summary: Changes;
  development_metrics: Changes;
  metric_verdicts: Changes;
}

/**
 * Brings pattern_effectiveness, metrics_summary and development_metrics up to the events, from the daily roll-up where
 * that is enough, and says of each KPI what there is to say today. Only rows that differ are written: doing it again at
 * the same moment changes nothing.
 * @throws Failure of the store
 */
export async function refreshSummaries(store: Store, options: RefreshOptions): Promise<RefreshedSummaries> {
  const today = await organizationDay(store.db, store.organizationId, options.now);
  const verdicts = await verdictRows(store, options.now, today);
  return store.transaction(async (tx) => {
    const organization = { organization_id: store.organizationId };
    const { kinds, applications } = await kindDays(tx);
    const patterns = await patternDays(tx);
    const delivery = await deliveryDays(tx);
    const own = <T>(rows: T[]): (T & { organization_id: number })[] => rows.map((row) => ({ ...row, ...organization }));
    return {
      pattern_effectiveness: await writeChanges(tx, 'pattern_effectiveness', own(effectivenessRows(patterns)), [
        'organization_id',
        'pattern_name',
        'period_kind',
        'period_start',
      ]),
      metrics_summary: await writeChanges(tx, 'metrics_summary', own(summaryRows(kinds, applications, today)), [
        'organization_id',
        'metric_type',
        'period_kind',
        'summary_date',
      ]),
      development_metrics: await writeChanges(tx, 'development_metrics', own(developmentMetricRows(delivery)), [
        'organization_id',
        'metric_date',
        'metric_type',
      ]),
      // What was said on days before stays as it was said.
      metric_verdicts: await writeChanges(
        tx,
        'metric_verdicts',
        own(verdicts),
        ['organization_id', 'metric_id', 'day'],
        { column: 'day', from: calendarText(today) },
      ),
    };
  });
}

async function verdictRows(store: Store, now: Date, today: Day): Promise<VerdictRow[]> {
  const rows: VerdictRow[] = [];
  for (const metric of KPIS) {
    const result = await computeMetric(store, metric.id, { now });
    rows.push(verdictRow(metric, result, today, isWindowed(metric, store.dialect)));
  }
  return rows;
}

async function kindDays(tx: Kysely<Database>) {
  const rows = await tx
    .selectFrom('rollup_daily')
    .select(['kind', 'local_day', 'local_week', 'severity', 'pattern'])
    .select((eb) => eb.fn.sum<number>('occurrences').as('occurrences'))
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

async function patternDays(tx: Kysely<Database>) {
  const rows = await tx
    .selectFrom('rollup_daily')
    .select(['pattern', 'local_day'])
    .select((eb) => [eb.fn.sum<number>('successes').as('successes'), eb.fn.sum<number>('failures').as('failures')])
    .where('kind', '=', 'pattern_application')
    .groupBy(['pattern', 'local_day'])
    .execute();
  return rows.map((row) => ({
    pattern: row.pattern,
    day: dayOf(row.local_day),
    successes: Number(row.successes),
    failures: Number(row.failures),
  }));
}

async function deliveryDays(tx: Kysely<Database>) {
  const cycleTimes = await tx
    .selectFrom('pr_events')
    .select(['local_day', 'cycle_time_seconds'])
    .where('event_type', '=', 'merged')
    .where('cycle_time_seconds', 'is not', null)
    .execute();
  const passRates = await tx
    .selectFrom('test_runs')
    .select(['local_day', 'pass_rate'])
    .where('pass_rate', 'is not', null)
    .execute();
  const deployments = await tx
    .selectFrom('rollup_daily')
    .select('local_day')
    .select((eb) => eb.fn.sum<number>('events').as('count'))
    .where('kind', '=', 'deployment')
    .where('environment', '=', 'production')
    .where('category', '=', 'success')
    .groupBy('local_day')
    .execute();
  const rules = await tx
    .selectFrom('rule_compliance_events')
    .select(['local_day', 'rule_name', 'compliance_status'])
    .select(sql<number>`count(*)`.as('count'))
    .groupBy(['local_day', 'rule_name', 'compliance_status'])
    .execute();
  return {
    cycleTimes: cycleTimes.map((row) => ({ day: dayOf(row.local_day), seconds: Number(row.cycle_time_seconds) })),
    passRates: passRates.map((row) => ({ day: dayOf(row.local_day), rate: Number(row.pass_rate) })),
    deployments: deployments.map((row) => ({ day: dayOf(row.local_day), count: Number(row.count) })),
    rules: rules.map((row) => ({
      day: dayOf(row.local_day),
      rule: row.rule_name,
      status: row.compliance_status,
      count: Number(row.count),
    })),
  };
}
