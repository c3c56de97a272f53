import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { filterMetas } from '../../charts/dashboard/filter-view.ts';
import type { Config } from '../../config/config.ts';
import { cronOf, type ScheduledReport } from '../../config/reports-config.ts';
import { Failure, messageOf } from '../../errors.ts';
import { filterChoices } from '../../report/filter-words.ts';
import { renderReport } from '../../report/render-report.ts';
import { failedCharts, makeReport } from '../../report/report.ts';
import { isWaiting, type Ledger, readLedger, writeLedger } from '../../report/send/ledger.ts';
import type { Parcel } from '../../report/send/message.ts';
import type { Io } from '../command.ts';
import { lockFile } from '../sync/lock.ts';
import { deliver, targetName } from './targets.ts';
import { chartUuid, dashboardOf, type Dashboards, withDashboards } from './with-dashboards.ts';

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

const ledgerFile = (config: Config): string => join(config.projectDir, '.feedback-loop', 'reports.json');

/** The last due time that is not after now; null when there was none. */
export const lastDue = ({ schedule, timezone }: ScheduledReport, now: Date): Date | null =>
  cronOf(schedule, timezone).previousRuns(1, new Date(now.getTime() + 1_000))[0] ?? null;

export const nextDue = ({ schedule, timezone }: ScheduledReport, now: Date): Date | null =>
  cronOf(schedule, timezone).nextRun(now);

/** `Severity: [critical, high]` as the words that --filter takes. */
const filterWords = (filters: ScheduledReport['filters']): string[] =>
  Object.entries(filters).map(([name, value]) => {
    const values = (Array.isArray(value) ? value : [value]).map((each) => String(each).replaceAll(',', '\\,'));
    return `${name}=${values.join(',')}`;
  });

/** What a report asks of its dashboard. @throws Failure NOT_FOUND, USAGE */
export function requestFor({ bundle }: Pick<Dashboards, 'bundle'>, scheduled: ScheduledReport) {
  const dashboard = dashboardOf(bundle, scheduled.dashboard);
  const { charts, time_range: timeRange, filters } = scheduled;
  return {
    dashboard,
    request: {
      filters: filterChoices(filterMetas(bundle, dashboard), filterWords(filters)),
      ...(timeRange === undefined ? {} : { timeRange }),
      ...(charts === undefined ? {} : { charts: charts.map((name) => chartUuid(bundle, dashboard, name)) }),
    },
  };
}

async function parcelOf(io: Io, name: string, scheduled: ScheduledReport, due: Date): Promise<Parcel> {
  return withDashboards(io, { env: scheduled.environment }, async (dashboards) => {
    const { bundle, answer, until, config } = dashboards;
    const { dashboard, request } = requestFor(dashboards, scheduled);
    const report = await makeReport({
      bundle,
      dashboard,
      answer,
      until,
      request,
      organization: config.organization,
      now: io.now(),
      ...(scheduled.title === undefined ? {} : { title: scheduled.title }),
      ...(scheduled.locale === undefined ? {} : { locale: scheduled.locale }),
      signal: io.signal,
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

interface Job {
  name: string;
  scheduled: ScheduledReport;
  due: Date;
  targets: ScheduledReport['to'];
}

/**
 * Sends reports. With `only`, that one now, whatever its schedule; else what is due, each due time once: it is written down
 * before it is sent, under a lock.
 * @throws Failure LOCKED, CONFIG_INVALID
 */
export async function sendReports(
  io: Io,
  config: Config,
  reports: ReadonlyMap<string, ScheduledReport>,
  only?: string,
): Promise<SendOutcome[]> {
  const file = ledgerFile(config);
  const unlock = lockFile(`${file}.lock`, 'sending of reports of this project');
  try {
    const ledger = readLedger(file);
    const now = io.now();
    for (const name of reports.keys()) ledger.reports[name] ??= { since: now.toISOString(), targets: {} };
    writeLedger(file, ledger);
    const jobs = only === undefined ? dueJobs(reports, ledger, now) : [byHand(reports, only, now)];
    const outcomes: SendOutcome[] = [];
    for (const job of jobs) {
      outcomes.push(...(await run(io, config, job, only === undefined ? { ledger, file } : undefined)));
    }
    return outcomes;
  } finally {
    unlock();
  }
}

const dueJobs = (reports: ReadonlyMap<string, ScheduledReport>, ledger: Ledger, now: Date): Job[] =>
  [...reports].flatMap(([name, scheduled]) => {
    const due = lastDue(scheduled, now);
    const targets = due ? scheduled.to.filter((target) => isWaiting(ledger, name, targetName(target), due)) : [];
    return due && targets.length > 0 ? [{ name, scheduled, due, targets }] : [];
  });

function byHand(reports: ReadonlyMap<string, ScheduledReport>, name: string, now: Date): Job {
  const scheduled = reports.get(name);
  if (!scheduled) {
    throw new Failure('NOT_FOUND', `reports.yaml has no report ${name}`, {
      hint: reports.size > 0 ? `It has ${[...reports.keys()].join(', ')}.` : 'It has none.',
    });
  }
  return { name, scheduled, due: now, targets: scheduled.to };
}

async function run(io: Io, config: Config, job: Job, book?: { ledger: Ledger; file: string }): Promise<SendOutcome[]> {
  const { name, scheduled, due, targets } = job;
  const note = (target: string, state: 'sending' | 'sent' | 'failed', message?: string): void => {
    const known = book?.ledger.reports[name];
    if (!book || !known) return;
    const before = known.targets[target];
    const attempts = before?.due === due.toISOString() ? before.attempts : 0;
    known.targets[target] = {
      due: due.toISOString(),
      state,
      attempts: attempts + (state === 'sending' ? 1 : 0),
      at: io.now().toISOString(),
      ...(message === undefined ? {} : { message }),
    };
    writeLedger(book.file, book.ledger);
  };
  const outcome = (target: string, sent: boolean, message: string, failed: string[] = []): SendOutcome => ({
    report: name,
    target,
    due: due.toISOString(),
    sent,
    message,
    warning: null,
    failedCharts: failed,
  });
  let parcel: Parcel;
  try {
    parcel = await parcelOf(io, name, scheduled, due);
  } catch (thrown) {
    if (io.signal.aborted) throw thrown;
    return targets.map((target) => {
      note(targetName(target), 'sending');
      note(targetName(target), 'failed', messageOf(thrown));
      return outcome(targetName(target), false, messageOf(thrown));
    });
  }
  const failed = failedCharts(parcel.report).map(({ title }) => title);
  const outcomes: SendOutcome[] = [];
  for (const target of targets) {
    const key = targetName(target);
    note(key, 'sending');
    try {
      const { where, warning } = await deliver(io, config, target, parcel);
      note(key, 'sent', warning ?? undefined);
      outcomes.push({ ...outcome(key, true, where, failed), warning });
    } catch (thrown) {
      note(key, 'failed', messageOf(thrown));
      outcomes.push(outcome(key, false, messageOf(thrown), failed));
    }
  }
  return outcomes;
}
