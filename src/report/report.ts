import type { ChartMeta, DataRequest, LayoutItem } from '../charts/dashboard/dashboard.ts';
import { chartsOf, dashboardDetail } from '../charts/dashboard/dashboard-view.ts';
import { withFirstChoices } from '../charts/dashboard/first-choices.ts';
import { filterMetas, filtersFor } from '../charts/dashboard/filter-view.ts';
import type { ChartFilters } from '../charts/chart-filters.ts';
import type { Picture, TablePicture } from '../charts/picture.ts';
import { Failure, messageOf } from '../errors.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset } from '../model/assets.ts';
import { describeFilters, describeTime } from './describe.ts';

/** A chart in a report: its picture and rows, or why there are none. */
export interface ReportChart extends ChartMeta {
  picture: Picture | null;
  table: TablePicture;
  /** Message of what went wrong; null when it did not. */
  error: string | null;
}

/** A dashboard with its data, ready to be written in any format. All texts are as people gave them. */
export interface Report {
  slug: string;
  title: string;
  description: string;
  organization: string;
  /** In words: "Last 90 days (23 Aug 2026 – 20 Nov 2026)". */
  time: string;
  filters: { name: string; value: string }[];
  /** ISO 8601 of the newest event; null when there is none. */
  until: string | null;
  made: Date;
  locale: string;
  layout: LayoutItem;
  charts: Map<string, ReportChart>;
}

/** Answers a chart as the viewer does. @throws Failure of the chart */
export type AnswerChart = (ask: {
  chart: ChartAsset;
  dataset: DatasetAsset;
  filters: ChartFilters;
}) => Promise<{ picture: Picture; table: TablePicture }>;

export interface ReportRequest {
  bundle: Bundle;
  dashboard: DashboardAsset;
  answer: AnswerChart;
  organization: string;
  until: string | null;
  now: Date;
  /** What a person chose; empty is the dashboard as it opens. */
  request?: DataRequest;
  title?: string;
  /** BCP 47; dates and counts of the report's own words. */
  locale?: string;
  signal?: AbortSignal;
}

/** Queries under way at once. */
const AT_ONCE = 4;

/** Asks for all charts of a dashboard, or for those of `request.charts`. A chart that fails is in the report with its message. */
export async function makeReport(options: ReportRequest): Promise<Report> {
  const { bundle, request = {}, now } = options;
  const dashboard = await withFirstChoices(bundle, options.dashboard, options.answer);
  const detail = dashboardDetail(bundle, dashboard);
  const metas = filterMetas(bundle, dashboard);
  const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
  const wanted = request.charts && new Set(request.charts);
  const tasks = chartsOf(bundle, dashboard).filter(({ uuid }) => !wanted || wanted.has(uuid));
  const order = tasks.map(({ uuid }) => uuid);
  const charts = new Map<string, ReportChart>();
  const workers = Array.from({ length: Math.min(AT_ONCE, tasks.length) }, async () => {
    for (let chart = tasks.shift(); chart; chart = tasks.shift()) {
      if (options.signal?.aborted) throw new Failure('INTERRUPTED', 'interrupted while asking for the charts');
      const meta = detail.charts[chart.uuid];
      if (meta) charts.set(chart.uuid, { ...meta, ...(await answered(chart)) });
    }
  });
  await Promise.all(workers);

  async function answered(chart: ChartAsset): Promise<Pick<ReportChart, 'picture' | 'table' | 'error'>> {
    try {
      const dataset = datasets.get(chart.dataset_uuid);
      if (!dataset)
        throw new Failure('CHART_INVALID', `${chart.slice_name} names a dataset that the bundle does not hold`);
      const filters = filtersFor(dashboard, metas, chart.uuid, dataset, request);
      return { ...(await options.answer({ chart, dataset, filters })), error: null };
    } catch (thrown) {
      return { picture: null, table: { type: 'table', columns: [], rows: [] }, error: messageOf(thrown) };
    }
  }

  return {
    slug: detail.slug,
    title: options.title ?? detail.title,
    description: detail.description,
    organization: options.organization,
    time: describeTime(detail.filters, request, now),
    filters: describeFilters(detail.filters, request),
    until: options.until,
    made: now,
    locale: options.locale ?? 'en-GB',
    layout: wanted ? only(detail.layout, wanted) : detail.layout,
    charts: new Map(order.flatMap((uuid) => (charts.has(uuid) ? [[uuid, charts.get(uuid) as ReportChart]] : []))),
  };
}

/** A layout of some charts only, each as wide as the page. */
function only(layout: LayoutItem, wanted: ReadonlySet<string>): LayoutItem {
  const found = (item: LayoutItem): LayoutItem[] =>
    item.type === 'chart'
      ? wanted.has(item.uuid)
        ? [{ ...item, width: 12 }]
        : []
      : 'children' in item
        ? item.children.flatMap(found)
        : [];
  return { type: 'grid', id: 'ROOT_ID', filled: false, children: found(layout) };
}

/** Charts that could not be drawn. */
export const failedCharts = (report: Report): ReportChart[] =>
  [...report.charts.values()].filter(({ error }) => error !== null);
