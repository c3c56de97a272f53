import type { Explanation } from '../analyze/explain.ts';
import type { Findings } from '../analyze/findings/find.ts';
import type { HistoryPoint } from '../analyze/history.ts';
import type { MetricResult, MetricText } from '../analyze/result.ts';
import type {
  CrossFilter,
  DashboardCard,
  DashboardDetail,
  DataRequest,
  FilterMeta,
  FilterValue,
  LayoutItem,
  ChartMeta,
} from '../charts/dashboard/dashboard.ts';
import type { Cell, Picture, PictureColumn, TablePicture } from '../charts/picture.ts';

export type {
  ChartMeta,
  CrossFilter,
  DashboardCard,
  DashboardDetail,
  DataRequest,
  FilterMeta,
  FilterValue,
  LayoutItem,
};

/** Everything that goes over the wire between the server and whoever reads it. Times are ISO 8601 in UTC. */

/** Answer of every request that failed; `code` is one of docs/errors.md. */
export interface ErrorReply {
  error: WireError;
}

export interface WireError {
  code: string;
  message: string;
  hint: string;
}

export interface Freshness {
  /** When the newest event happened; null when there is none. */
  until: string | null;
  /** When the oldest event happened. */
  since: string | null;
  /** Counts up with every write of events. */
  dataVersion: number;
}

/** GET /api/meta */
export interface Meta {
  version: string;
  organization: string;
  freshness: Freshness;
  /** Whether any event was ever stored. */
  hasEvents: boolean;
  /** Open records in quarantine. */
  quarantined: number;
  /** Pages that have something behind them, in the order of the rail. */
  pages: PageName[];
  /** The charts are over databases that are not ours: `dataVersion` does not tell when those change. */
  foreign?: true;
}

export type PageName = 'dashboards' | 'metrics' | 'events' | 'runs' | 'quarantine' | 'deployments';

/** POST /api/dashboards/:slug/data answers NDJSON: one ChartReply per line, in the order in which they are ready. */
export type ChartReply =
  | {
      uuid: string;
      ok: true;
      picture: Picture;
      table: TablePicture;
      /** Rows behind the picture. */
      n: number;
      sql: string[];
      /** Time in the database, in milliseconds. */
      ms: number;
      cached: boolean;
    }
  | { uuid: string; ok: false; error: WireError };

/** GET /api/dashboards/:slug/filters/:id?q= */
export interface FilterOptions {
  values: (string | number | boolean | null)[];
  /** Whether there are more than were sent. */
  more: boolean;
  /** Least and greatest, for range filters. */
  low: number | null;
  high: number | null;
}

/** What the page holds in its first answer, so that nothing has to be asked for again. */
export interface Boot {
  meta: Meta;
  dashboards: DashboardCard[];
  dashboard?: DashboardDetail;
  /** The request whose answers follow in the page. */
  request?: DataRequest;
}

/** GET /api/embed/:slug */
export interface EmbeddedDashboard {
  meta: Meta;
  dashboard: DashboardDetail;
  /** What the token narrows every chart to; the page cannot lift it. */
  locked: { column: string; value: string | number | boolean | null }[];
  timeRange: string | null;
}

/** GET /api/events/kinds */
export interface EventKindInfo {
  kind: string;
  /** What many of them are called, and one. */
  label: string;
  one: string;
  meaning: string;
  time: string;
  columns: EventColumn[];
}

export interface EventColumn extends PictureColumn {
  meaning: string;
  unit: string | null;
  /** Closed set of words, where the column has one. */
  values: string[] | null;
  /** Shown in the list without being asked for. */
  listed: boolean;
}

/** GET /api/events/:kind?from&to&q&sort&cursor&limit&COLUMN=VALUE */
export interface EventPage {
  rows: Record<string, Cell>[];
  /** Give it back as `cursor` for the following rows; null at the end. */
  next: string | null;
}

/** GET /api/events/:kind/:eventId */
export interface EventDetail {
  kind: string;
  event: Record<string, Cell>;
  links: { label: string; href: string }[];
}

/** GET /api/runs */
export interface RunPage {
  runs: Run[];
  next: string | null;
}

export interface Run {
  id: number;
  source: string;
  input: string;
  format: string | null;
  status: string;
  startedAt: string;
  finishedAt: string | null;
  read: number;
  stored: number;
  known: number;
  quarantined: number;
  redacted: number;
  error: string | null;
}

/** GET /api/quarantine */
export interface QuarantinePage {
  records: QuarantineRecord[];
  next: string | null;
  /** Open records by reason. */
  reasons: { reason: string; records: number }[];
}

export interface QuarantineRecord {
  id: number;
  runId: number | null;
  source: string;
  input: string;
  place: string;
  kind: string | null;
  reason: string;
  message: string;
  state: string;
  seen: number;
  firstSeen: string;
  lastSeen: string;
}

/** GET /api/quarantine/:id */
export interface QuarantineDetail extends QuarantineRecord {
  raw: string;
}

/** POST /api/quarantine/:id/retry and /drop */
export interface QuarantineOutcome {
  id: number;
  state: string;
  /** Why it was refused again; null when it was not. */
  message: string | null;
}

/** GET /api/metrics?since&until&by: every metric; `kpi` marks the sixteen of spec/2, which come first. */
export interface MetricList {
  metrics: { kpi: boolean; definition: MetricText; result: MetricResult }[];
}

/** GET /api/metrics/:id?since&until&by&compare=previous */
export interface MetricDetail {
  definition: MetricText;
  result: MetricResult;
  /** Week by week, oldest first; empty where a week has no value of its own. */
  history: HistoryPoint[];
}

/** GET /api/metrics/:id/rows?since&until&only=included|excluded&limit&offset: the rows behind the value. */
export type MetricRows = Explanation;

/** GET /api/findings?since&until: what stands out, the surest first. */
export type FindingsReply = Findings & { since: string; until: string };

/** GET /api/deployments */
export interface DeploymentList {
  environments: DeploymentEnvironment[];
}

export interface DeploymentEnvironment {
  name: string;
  /** Objects that we applied and that were not removed since. */
  objects: number;
  last: Apply | null;
  /** Who is deploying right now. */
  lock: { owner: string; operation: string; since: string } | null;
}

export interface Apply {
  id: string;
  status: 'done' | 'failed' | 'interrupted';
  actor: string | null;
  target: string | null;
  gitSha: string | null;
  ciUrl: string | null;
  at: string;
  /** Objects written. */
  objects: number;
  error: string | null;
}

/** GET /api/deployments/:environment */
export interface DeploymentDetail extends DeploymentEnvironment {
  applies: Apply[];
  /** What Git holds and was not applied yet; null when it cannot be told, and why. */
  pending: ObjectDifference[] | null;
  pendingError: WireError | null;
}

/** GET /api/deployments/:environment/:applyId */
export interface ApplyDetail {
  apply: Apply;
  objects: (ObjectDifference & { status: 'done' | 'failed' | 'interrupted' })[];
}

export interface ObjectDifference {
  kind: string;
  uuid: string;
  name: string;
  action: 'create' | 'update' | 'delete';
  changes: { field: string; before: string | null; after: string | null; severity: string }[];
}
