import type { Kysely } from 'kysely';
import type { Database } from '../../store/database.ts';
import { countUpDataVersion } from '../../store/data-version.ts';
import { retentionHorizon } from '../../store/retention.ts';
import type { Store } from '../../store/store.ts';
import { KEPT } from '../catalog.ts';
import { isWindowed } from '../cells.ts';
import { computeMetric } from '../compute.ts';
import { type OrganizationCalendar, organizationCalendar } from '../organization-calendar.ts';
import { addDays, calendarText, type Day, dayOf } from './calendar.ts';
import { type DeliveryDays, developmentMetricRows } from './development-metrics.ts';
import { groupRows } from './metric-groups.ts';
import { type VerdictRow, verdictRow } from './metric-verdicts.ts';
import { summaryRowsIn, WEEKS_LOOKED_BACK } from './metrics-summary.ts';
import { dayIn } from './organization-day.ts';
import { EFFECTIVENESS_PERIODS, effectivenessRows } from './pattern-effectiveness.ts';
import { ALWAYS, type Range, rangesOf, summaryRanges } from './ranges.ts';
import { cycleTimes, deploymentDays, kindDays, passRates, patternDays, ruleDays } from './read-days.ts';
import { type SummaryWork, takeWork, workDone } from './summary-work.ts';
import { type Changes, NO_CHANGES, plus, writeChanges } from './write-changes.ts';

export interface RefreshOptions {
  now: Date;
  /** Make every row again, not only those of days that were touched. The rows are the same either way. */
  everything?: boolean;
}

export interface RefreshedSummaries {
  pattern_effectiveness: Changes;
  metrics_summary: Changes;
  development_metrics: Changes;
  metric_verdicts: Changes;
  metric_groups: Changes;
}

interface Setting {
  tx: Kysely<Database>;
  organizationId: number;
  work: SummaryWork;
}

/**
 * Brings pattern_effectiveness, metrics_summary and development_metrics up to the events, from the daily roll-up where
 * that is enough, and says of each KPI and later outcome what there is to say today. Only days that were touched since the last time are
 * looked at, and only rows that differ are written; the counts are of rows that were looked at.
 * @throws Failure of the store
 */
export async function refreshSummaries(store: Store, options: RefreshOptions): Promise<RefreshedSummaries> {
  const { now } = options;
  const calendar = await organizationCalendar(store);
  const today = dayIn(calendar.zone, now);
  const verdicts = await verdictRows(store, { now, calendar }, today);
  const groups = await groupRows(store, { now, calendar });
  const { organizationId } = store;
  return store.transaction(async (tx) => {
    const work = await takeWork(tx, organizationId, { today, everything: options.everything ?? false });
    const setting: Setting = { tx, organizationId, work };
    // Figures were computed before it was this one's turn.
    const asOf = { column: 'looked_until', at: now.getTime() };
    const refreshed = {
      pattern_effectiveness: await refreshEffectiveness(setting),
      metrics_summary: await refreshSummary(setting),
      development_metrics: await refreshDevelopment(setting),
      // What was said on days before stays as it was said.
      metric_verdicts: await writeChanges(tx, 'metric_verdicts', owned(setting, verdicts), {
        key: ['organization_id', 'metric_id', 'day'],
        part: partOf('day', { from: today, to: addDays(today, 1) }),
        asOf,
      }),
      metric_groups: await writeChanges(tx, 'metric_groups', owned(setting, groups), {
        key: ['organization_id', 'metric_id', 'dimension', 'group_name'],
        // No part, but all of it: groups that say nothing any more are gone.
        asOf,
      }),
    };
    await workDone(tx, organizationId, work);
    // Otherwise a page that was written between the events and their verdicts would stay.
    const changed = Object.values(refreshed).some(({ written, removed }) => written + removed > 0);
    if (changed) await countUpDataVersion(tx, organizationId, options.now);
    return refreshed;
  });
}

async function verdictRows(
  store: Store,
  at: { now: Date; calendar: OrganizationCalendar },
  today: Day,
): Promise<VerdictRow[]> {
  const rows: VerdictRow[] = [];
  for (const metric of KEPT) {
    const result = await computeMetric(store, metric.id, at);
    rows.push(verdictRow(metric, result, today, isWindowed(metric, store.dialect)));
  }
  return rows;
}

const owned = <T extends object>({ organizationId }: Setting, rows: readonly T[]) =>
  rows.map((row) => ({ ...row, organization_id: organizationId }));

const partOf = (column: string, { from, to }: Range) => ({ column, from: calendarText(from), to: calendarText(to) });

const nextDay = (day: Day): Day => addDays(day, 1);

async function refreshEffectiveness(setting: Setting): Promise<Changes> {
  const { tx, work } = setting;
  const touched = [...(work.touched.get('pattern_application') ?? [])];
  let changes = NO_CHANGES;
  for (const period of EFFECTIVENESS_PERIODS) {
    const { kind, startOf, endOf } = period;
    const ranges = work.everything ? [ALWAYS] : rangesOf(touched.map(startOf), endOf);
    for (const range of ranges) {
      const rows = effectivenessRows(await patternDays(tx, range), [period]);
      const written = await writeChanges(tx, 'pattern_effectiveness', owned(setting, rows), {
        key: ['organization_id', 'pattern_name', 'period_kind', 'period_start'],
        part: { ...partOf('period_start', range), only: { column: 'period_kind', values: [kind] } },
      });
      changes = plus(changes, written);
    }
  }
  return changes;
}

async function refreshSummary(setting: Setting): Promise<Changes> {
  const { tx, work } = setting;
  const { first, last, today } = work.now;
  if (first === null || last === null) return NO_CHANGES;
  const touched = [...work.touched.values()].flatMap((days) => [...days]);
  const ranges = work.everything ? [ALWAYS] : summaryRanges(touched, work.before, work.now);
  let changes = NO_CHANGES;
  for (const range of ranges) {
    const from = addDays(range.from, -7 * WEEKS_LOOKED_BACK);
    const { kinds, applications } = await kindDays(tx, { from, to: range.to });
    const rows = summaryRowsIn(kinds, applications, { first, last, today }, range);
    const written = await writeChanges(tx, 'metrics_summary', owned(setting, rows), {
      key: ['organization_id', 'metric_type', 'period_kind', 'summary_date'],
      part: partOf('summary_date', range),
    });
    changes = plus(changes, written);
  }
  return changes;
}

const NOTHING: DeliveryDays = { cycleTimes: [], passRates: [], deployments: [], rules: [] };

/** The figures that each kind of event gives, and how its days are read. */
const DELIVERY = [
  {
    kind: 'pr_event',
    types: ['pr_cycle_time_avg', 'pr_cycle_time_median'],
    read: async (tx: Kysely<Database>, range: Range) => ({ ...NOTHING, cycleTimes: await cycleTimes(tx, range) }),
  },
  {
    kind: 'test_run',
    types: ['test_pass_rate_avg', 'test_pass_rate_median'],
    read: async (tx: Kysely<Database>, range: Range) => ({ ...NOTHING, passRates: await passRates(tx, range) }),
  },
  {
    kind: 'rule_compliance',
    types: ['rule_compliance_rate', 'documentation_first_usage_rate'],
    read: async (tx: Kysely<Database>, range: Range) => ({ ...NOTHING, rules: await ruleDays(tx, range) }),
  },
];

async function refreshDevelopment(setting: Setting): Promise<Changes> {
  const { tx, organizationId, work } = setting;
  const horizon = await retentionHorizon(tx, organizationId);
  // Events of days before are gone, and so cannot say any more what their figures were: those stay.
  const earliest = horizon === undefined ? ALWAYS.from : dayOf(horizon);
  let changes = NO_CHANGES;
  const write = async (types: readonly string[], range: Range, days: DeliveryDays): Promise<void> => {
    const written = await writeChanges(tx, 'development_metrics', owned(setting, developmentMetricRows(days)), {
      key: ['organization_id', 'metric_date', 'metric_type'],
      part: { ...partOf('metric_date', range), only: { column: 'metric_type', values: types } },
    });
    changes = plus(changes, written);
  };
  for (const { kind, types, read } of DELIVERY) {
    const touched = [...(work.touched.get(kind) ?? [])].filter((day) => day >= earliest);
    const ranges = work.everything ? [{ ...ALWAYS, from: earliest }] : rangesOf(touched, nextDay);
    for (const range of ranges) await write(types, range, await read(tx, range));
  }
  if (work.everything || work.touched.has('deployment')) {
    await write(['deployment_frequency'], ALWAYS, { ...NOTHING, deployments: await deploymentDays(tx) });
  }
  return changes;
}
