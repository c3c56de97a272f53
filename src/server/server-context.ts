import { Failure } from '../errors.ts';
import type { ChartFilters } from '../charts/chart-filters.ts';
import type { Picture, TablePicture } from '../charts/picture.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset } from '../model/assets.ts';
import type { PageName } from './contract.ts';
import type { Store } from '../store/store.ts';
import { slugOf } from '../charts/dashboard/dashboard-view.ts';
import { ResultCache } from './result-cache.ts';
import { SharedReplies } from './shared-replies.ts';

/** A drawn chart with what it was drawn from. */
export interface Drawn {
  picture: Picture;
  table: TablePicture;
  queries: { sql: string; rowcount: number; ms: number }[];
}

export interface ProjectAssets {
  environments: () => string[];
  /** @throws Failure of the compilation */
  bundleFor: (environment: string) => { bundle: Bundle; version: string };
}

export type DrawChart = (ask: { chart: ChartAsset; dataset: DatasetAsset; filters: ChartFilters }) => Promise<Drawn>;

/** What every route may use. */
export interface ServerContext {
  store: Store;
  /** Slug. */
  organization: string;
  version: string;
  now: () => Date;
  /** As in ingest: the key of the hash that names of persons are replaced by, for records that are retried. */
  hashKey: string;
  timezone: string;
  /** The assets to draw; cheap to call again. */
  bundle: () => Promise<Bundle>;
  draw: DrawChart;
  /** What Git holds for each environment, for what was deployed; absent when a bundle is served by itself. */
  project?: ProjectAssets;
  /** Pages to lead to; default: all that have something behind them. */
  pages?: PageName[];
  /** Charts are drawn over databases that are not ours: only asking anew shows what changed there. */
  foreign?: true;
  cache: ResultCache<Drawn>;
  replies: SharedReplies;
}

/** What a context is made of; `bundle` keeps what it read, for it is called for every request. */
export type ContextOptions = Omit<ServerContext, 'cache' | 'replies'>;

const CACHED_CHARTS = 2_000;

/** Dashboards as a person looks for them, on every page in one order; the same bundle gives the same object. */
function byTitle(read: () => Promise<Bundle>): () => Promise<Bundle> {
  let known: { from: Bundle; sorted: Bundle } | undefined;
  return async () => {
    const from = await read();
    if (known?.from !== from) {
      const dashboards = from.dashboards.toSorted((a, b) => a.dashboard_title.localeCompare(b.dashboard_title, 'en'));
      known = { from, sorted: { ...from, dashboards } };
    }
    return known.sorted;
  };
}

export const serverContext = (options: ContextOptions): ServerContext => ({
  store: options.store,
  organization: options.organization,
  version: options.version,
  now: options.now,
  hashKey: options.hashKey,
  timezone: options.timezone,
  bundle: byTitle(options.bundle),
  draw: options.draw,
  ...(options.project ? { project: options.project } : {}),
  ...(options.pages ? { pages: options.pages } : {}),
  ...(options.foreign ? { foreign: true } : {}),
  cache: new ResultCache<Drawn>(CACHED_CHARTS),
  replies: new SharedReplies(),
});

export const lookUpDashboard = (bundle: Bundle, slug: string): DashboardAsset | undefined =>
  bundle.dashboards.find((dashboard) => slugOf(dashboard) === slug || dashboard.uuid === slug);

/** @throws Failure NOT_FOUND */
export function findDashboard(bundle: Bundle, slug: string): DashboardAsset {
  const found = lookUpDashboard(bundle, slug);
  if (!found)
    throw new Failure('NOT_FOUND', `there is no dashboard ${slug}`, { hint: 'GET /api/dashboards lists them.' });
  return found;
}
