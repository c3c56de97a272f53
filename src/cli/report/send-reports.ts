import { buffer } from 'node:stream/consumers';
import { filterMetas } from '../../charts/dashboard/filter-view.ts';
import type { Config } from '../../config/config.ts';
import { cronOf, type ScheduledReport } from '../../config/reports-config.ts';
import { Failure, messageOf } from '../../errors.ts';
import { filterChoices } from '../../report/filter-choices.ts';
import { renderReport } from '../../report/render-report.ts';
import { failedCharts } from '../../report/report.ts';
import type { Parcel } from '../../report/send/message.ts';
import { dashboardOf } from '../bundle-of.ts';
import type { Io } from '../command.ts';
import { withStore } from '../project-store.ts';
import type { Store } from '../../store/store.ts';
import { isWaiting, noteEnd, noteSeen, takeOn, targetKey } from './deliveries.ts';
import { deliver, targetName } from './targets.ts';
import { chartUuid, type Dashboards, withDashboards } from './with-dashboards.ts';

export interface SendOutcome {
  report: string;
  target: string;
  due: string;
  sent: boolean;
  /** Where it went, or why not. */
  message: string;
  warning: string | null;
  /** Charts that could not be drawn. */
  failedCharts: string[];
}

/** The last due time that is not after now; null when there was none. */
const lastDue = ({ schedule, timezone }: ScheduledReport, now: Date): Date | null =>
  cronOf(schedule, timezone).previousRuns(1, new Date(now.getTime() + 1_000))[0] ?? null;

export const nextDue = ({ schedule, timezone }: ScheduledReport, now: Date): Date | null =>
  cronOf(schedule, timezone).nextRun(now);

/** What a report asks of its dashboard. @throws Failure NOT_FOUND, USAGE */
export function requestFor({ bundle }: Pick<Dashboards, 'bundle'>, scheduled: ScheduledReport) {
  const dashboard = dashboardOf(bundle, scheduled.dashboard);
  const { charts, time_range: timeRange, filters } = scheduled;
  return {
    dashboard,
    request: {
      filters: filterChoices(filterMetas(bundle, dashboard), Object.entries(filters)),
      ...(timeRange === undefined ? {} : { timeRange }),
      ...(charts === undefined ? {} : { charts: charts.map((name) => chartUuid(bundle, dashboard, name)) }),
    },
  };
}

async function parcelOf(
  io: Io,
  { name, scheduled, due }: Job,
  open: { config: Config; store?: Store },
): Promise<Parcel> {
  return withDashboards(io, { env: scheduled.environment, ...open }, async (dashboards) => {
    const { dashboard, request } = requestFor(dashboards, scheduled);
    const report = await dashboards.report(dashboard, {
      request,
      ...(scheduled.title === undefined ? {} : { title: scheduled.title }),
      ...(scheduled.locale === undefined ? {} : { locale: scheduled.locale }),
    });
    const file = await renderReport(report, scheduled.format);
    return {
      name,
      due,
      report,
      file: { name: file.name, contentType: file.contentType, bytes: await buffer(file.bytes) },
    };
  });
}

/** A report that is to be sent, and to which of its targets. */
export interface Job {
  name: string;
  scheduled: ScheduledReport;
  due: Date;
  targets: ScheduledReport['to'];
}

const errandOf = (report: string, target: ScheduledReport['to'][number]) => ({
  report,
  target: targetKey(targetName(target)),
});

type Reports = ReadonlyMap<string, ScheduledReport>;

/**
 * Sends reports. With `only`, that one now, whatever its schedule; else what is due, each due time once: whoever sends it
 * writes it into the database before, and who comes second finds it there.
 * @throws Failure NOT_FOUND, and those of the store
 */
export async function sendReports(io: Io, config: Config, reports: Reports, only?: string): Promise<SendOutcome[]> {
  if (only !== undefined) return run(io, config, byHand(reports, only, io.now()));
  if (reports.size === 0) return [];
  const work = async (store: Store): Promise<SendOutcome[]> => {
    const now = io.now();
    const errands = [...reports].flatMap(([name, { to }]) => to.map((target) => errandOf(name, target)));
    await noteSeen(store, errands, now);
    const outcomes: SendOutcome[] = [];
    for (const job of await dueJobs(store, reports, now)) outcomes.push(...(await run(io, config, job, store)));
    return outcomes;
  };
  return withStore(io, work, { config });
}

/** What sendReports would send now; nothing is noted or sent. @throws Failure NOT_FOUND, and those of the store */
export async function reportsToSend(io: Io, config: Config, reports: Reports, only?: string): Promise<Job[]> {
  if (only !== undefined) return [byHand(reports, only, io.now())];
  if (reports.size === 0) return [];
  return withStore(io, (store) => dueJobs(store, reports, io.now()), { config });
}

/** The reports whose last due time nobody took on yet, each with the targets that wait for it. */
async function dueJobs(store: Store, reports: Reports, now: Date): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const [name, scheduled] of reports) {
    const due = lastDue(scheduled, now);
    if (due === null) continue;
    const targets: ScheduledReport['to'] = [];
    for (const target of scheduled.to) if (await isWaiting(store, errandOf(name, target), due)) targets.push(target);
    if (targets.length > 0) jobs.push({ name, scheduled, due, targets });
  }
  return jobs;
}

function byHand(reports: Reports, name: string, now: Date): Job {
  const scheduled = reports.get(name);
  if (!scheduled) {
    throw new Failure('NOT_FOUND', `reports.yaml has no report ${name}`, {
      hint:
        reports.size > 0
          ? `It has ${[...reports.keys()].join(', ')}.`
          : 'It names none yet; it holds an example to begin with.',
    });
  }
  return { name, scheduled, due: now, targets: scheduled.to };
}

/** Makes a report once and sends it to each target; with a store, only where nobody else took it on. */
async function run(io: Io, config: Config, job: Job, store?: Store): Promise<SendOutcome[]> {
  const { name, due } = job;
  let parcel: Parcel | undefined;
  let broken: unknown;
  try {
    parcel = await parcelOf(io, job, { config, ...(store ? { store } : {}) });
  } catch (thrown) {
    if (io.signal.aborted) throw thrown;
    broken = thrown;
  }
  const outcomes: SendOutcome[] = [];
  for (const target of job.targets) {
    const errand = errandOf(name, target);
    if (store && !(await takeOn(store, errand, due, io.now()))) continue;
    const end = await handOver(io, config, target, parcel ?? broken);
    if (store) {
      const message = end.sent ? end.warning : end.message;
      await noteEnd(store, errand, { sent: end.sent, message, due, now: io.now() });
    }
    const failed = parcel ? failedCharts(parcel.report).map(({ title }) => title) : [];
    outcomes.push({ report: name, target: targetName(target), due: due.toISOString(), ...end, failedCharts: failed });
  }
  return outcomes;
}

type End = Pick<SendOutcome, 'sent' | 'message' | 'warning'>;

/** Sends a parcel, or says why there is none. */
async function handOver(io: Io, config: Config, target: ScheduledReport['to'][number], parcel: unknown): Promise<End> {
  try {
    if (!isParcel(parcel)) throw parcel;
    const { where, warning } = await deliver(io, config, target, parcel);
    return { sent: true, message: where, warning };
  } catch (thrown) {
    return { sent: false, message: messageOf(thrown), warning: null };
  }
}

const isParcel = (value: unknown): value is Parcel => typeof value === 'object' && value !== null && 'file' in value;
