import { runChart } from '../../charts/run-chart.ts';
import { chartsOf } from '../../charts/dashboard/dashboard-view.ts';
import { type Config, loadConfig } from '../../config/config.ts';
import { Failure } from '../../errors.ts';
import type { Bundle, DashboardAsset } from '../../model/assets.ts';
import { type AnswerChart, makeReport, type Report, type ReportRequest } from '../../report/report.ts';
import { freshnessReader } from '../../server/freshness.ts';
import type { Store } from '../../store/store.ts';
import { nearest } from '../../util/nearest.ts';
import { bundleOf } from '../bundle-of.ts';
import type { Io } from '../command.ts';
import { openProjectStore } from '../project-store.ts';

/** Dashboards with what their reports are made from. */
export interface Dashboards {
  bundle: Bundle;
  /** @throws Failure INTERRUPTED; a chart that fails is in the report with its message */
  report: (dashboard: DashboardAsset, options: Pick<ReportRequest, 'request' | 'title' | 'locale'>) => Promise<Report>;
}

/** Where the dashboards come from: an environment of the project, or a bundle. */
interface Source {
  env: string;
  bundle?: string;
  /** What is open already. */
  config?: Config;
  store?: Store;
}

/**
 * The dashboards of the project (or of a bundle) over its database, for as long as `work` takes.
 * @throws Failure PROJECT_MISSING, those of the compilation and of the store
 */
export async function withDashboards<T>(
  io: Io,
  source: Source,
  work: (dashboards: Dashboards) => Promise<T>,
): Promise<T> {
  const { config = loadConfig({ cwd: io.cwd, env: io.env }) } = source;
  const bundle = await bundleOf(io, config, source);
  const store = source.store ?? (await openProjectStore(io, config));
  try {
    const runner = store.runner();
    const { until } = await freshnessReader(store)();
    const answer: AnswerChart = ({ chart, dataset, filters }) =>
      runChart({ chart, dataset, filters, runner, now: io.now(), signal: io.signal });
    const { organization } = config;
    return await work({
      bundle,
      report: (dashboard, options) =>
        makeReport({ bundle, dashboard, answer, until, organization, now: io.now(), signal: io.signal, ...options }),
    });
  } finally {
    if (store !== source.store) await store.close();
  }
}

/** A chart of a dashboard by UUID or name. @throws Failure NOT_FOUND */
export function chartUuid(bundle: Bundle, dashboard: DashboardAsset, wanted: string): string {
  const charts = chartsOf(bundle, dashboard);
  const found =
    charts.find(({ uuid }) => uuid === wanted) ??
    charts.find(({ slice_name }) => slice_name.toLowerCase() === wanted.toLowerCase());
  if (found) return found.uuid;
  const names = charts.map(({ slice_name }) => slice_name);
  const near = nearest(wanted, names);
  throw new Failure('NOT_FOUND', `the dashboard has no chart ${wanted}`, {
    hint: near ? `Did you mean ${near}?` : `It has ${names.join(', ')}.`,
  });
}
