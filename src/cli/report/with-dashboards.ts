import { resolve } from 'node:path';
import { runChart } from '../../charts/run-chart.ts';
import { chartsOf, slugOf } from '../../charts/dashboard/dashboard-view.ts';
import { type Config, loadConfig } from '../../config/config.ts';
import { Failure, placeText } from '../../errors.ts';
import type { Bundle, DashboardAsset } from '../../model/assets.ts';
import { type AnswerChart, makeReport, type Report, type ReportRequest } from '../../report/report.ts';
import { freshnessReader } from '../../server/freshness.ts';
import type { Store } from '../../store/store.ts';
import { compileProject } from '../../superset/compile/compile.ts';
import { readBundle } from '../../superset/compile/read-bundle.ts';
import { asImported } from '../../superset/normalise/as-imported.ts';
import { nearest } from '../../util/nearest.ts';
import type { Io } from '../command.ts';
import { openProjectStore, requireProject } from '../project-store.ts';

/** Dashboards with what their reports are made from. */
export interface Dashboards {
  bundle: Bundle;
  /** @throws Failure INTERRUPTED; a chart that fails is in the report with its message */
  report(dashboard: DashboardAsset, options: Pick<ReportRequest, 'request' | 'title' | 'locale'>): Promise<Report>;
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
  if (source.bundle === undefined) requireProject(config);
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

async function bundleOf(io: Io, config: Config, { env, bundle }: Source): Promise<Bundle> {
  if (bundle !== undefined) return asImported(await readBundle(resolve(io.cwd, bundle)));
  const compiled = compileProject({ projectDir: config.projectDir, environment: env, env: config.env });
  for (const { code, message, where, severity } of compiled.findings) {
    if (severity === 'note') continue;
    io.output.note(`${io.output.warn('!')} ${message}  [${code}]\n  at ${placeText(where)}`);
  }
  return compiled.bundle;
}

/** A dashboard by slug, UUID or title. @throws Failure NOT_FOUND */
export function dashboardOf(bundle: Bundle, wanted: string): DashboardAsset {
  const words = wanted.toLowerCase();
  const found =
    bundle.dashboards.find((each) => slugOf(each) === wanted || each.uuid === wanted) ??
    bundle.dashboards.find((each) => each.dashboard_title.toLowerCase() === words);
  if (found) return found;
  const names = bundle.dashboards.map(slugOf);
  const near = nearest(wanted, names);
  throw new Failure('NOT_FOUND', `there is no dashboard ${wanted}`, {
    hint: near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`,
  });
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
