import { inDashboardColors } from './dashboard-look.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset } from '../../model/assets.ts';
import type { ChartMeta, DashboardCard, DashboardDetail, DashboardLink, LayoutItem } from './dashboard.ts';
import { filterMetas } from './filter-view.ts';
import { isRecord } from '../query/form-fields.ts';
import { nodesOf, placesOf } from './layout-places.ts';
import { markdownHtml } from './markdown-html.ts';

/** Superset's grid counts heights in steps of 8 pixels. */
const GRID_STEP = 8;
const TALLEST_UNKNOWN = 50;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

export const slugOf = (dashboard: DashboardAsset): string => dashboard.slug || dashboard.uuid;

/** The position tree of a dashboard -> what the page lays out. Unknown elements give way to what is in them. */
function layoutOf(dashboard: DashboardAsset): LayoutItem {
  const nodes = nodesOf(dashboard);
  const seen = new Set<string>();
  const convert = (id: string): LayoutItem[] => {
    const node = nodes.get(id);
    if (!node || seen.has(id)) return [];
    seen.add(id);
    const meta = node.meta ?? {};
    const width = count(meta.width, 12);
    const height = count(meta.height, TALLEST_UNKNOWN) * GRID_STEP;
    const children = (): LayoutItem[] => (node.children ?? []).flatMap(convert);
    const filled = meta.background === 'BACKGROUND_WHITE';
    switch (node.type) {
      case 'ROW':
        return [{ type: 'row', id, filled, children: children() }];
      case 'TABS':
        return [{ type: 'tabs', id, filled: false, children: children() }];
      case 'COLUMN':
        return [{ type: 'column', id, width: count(meta.width, 4), filled, children: children() }];
      case 'TAB':
        return [{ type: 'tab', id, title: text(meta.text) || text(meta.defaultText) || 'Tab', children: children() }];
      case 'HEADER':
        if (id === 'HEADER_ID') return [];
        return [{ type: 'header', id, text: text(meta.text), size: headerSize(meta.headerSize) }];
      case 'MARKDOWN':
        return [{ type: 'markdown', id, html: markdownHtml(text(meta.code)), width, height }];
      case 'CHART':
        return [{ type: 'chart', id, uuid: text(meta.uuid), width: count(meta.width, 4), height }];
      case 'DIVIDER':
        return [{ type: 'divider', id }];
      default:
        return children();
    }
  };
  return { type: 'grid', id: 'ROOT_ID', filled: false, children: convert('ROOT_ID') };
}

const headerSize = (value: unknown): 'small' | 'medium' | 'large' =>
  value === 'SMALL_HEADER' ? 'small' : value === 'LARGE_HEADER' ? 'large' : 'medium';

/** The charts of a dashboard, in reading order. */
export function chartsOf(bundle: Bundle, dashboard: DashboardAsset): ChartAsset[] {
  const byUuid = new Map(bundle.charts.map((chart) => [chart.uuid, chart]));
  const uuids = new Set(placesOf(dashboard).map(({ uuid }) => uuid));
  return [...uuids].flatMap((uuid) => {
    const chart = byUuid.get(uuid);
    return chart ? [inDashboardColors(chart, dashboard)] : [];
  });
}

const metricNames = (chart: ChartAsset): unknown[] =>
  ['metric', 'metrics', 'percent_metrics', 'size', 'y', 'secondary_metric', 'metrics_b'].flatMap((key) => {
    const value = chart.params[key];
    return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  });

function definitionsOf(chart: ChartAsset, dataset: DatasetAsset | undefined): ChartMeta['definitions'] {
  const definitions = metricNames(chart).flatMap((metric): ChartMeta['definitions'] => {
    if (typeof metric === 'string') {
      const known = dataset?.metrics.find((each) => each.metric_name === metric);
      if (!known) return [];
      return [
        { name: known.verbose_name || metric, meaning: text(known.description), expression: text(known.expression) },
      ];
    }
    if (!isRecord(metric)) return [];
    const own = metric as {
      label?: unknown;
      sqlExpression?: unknown;
      aggregate?: unknown;
      column?: { column_name?: unknown };
    };
    const expression = text(own.sqlExpression) || `${text(own.aggregate)}(${text(own.column?.column_name)})`;
    return [{ name: text(own.label) || expression, meaning: '', expression }];
  });
  return definitions.filter((each, index) => definitions.findIndex(({ name }) => name === each.name) === index);
}

function dimensionsOf(chart: ChartAsset, dataset: DatasetAsset | undefined): string[] {
  const named = ['groupby', 'all_columns', 'groupbyColumns', 'groupbyRows'].flatMap((key): unknown[] => {
    const value = chart.params[key];
    return Array.isArray(value) ? value : [];
  });
  const times = new Set(dataset?.columns.filter((column) => column.is_dttm).map((column) => column.column_name));
  return [...new Set(named)].filter((name): name is string => typeof name === 'string' && !times.has(name));
}

function chartMeta(chart: ChartAsset, dataset: DatasetAsset | undefined): ChartMeta {
  return {
    uuid: chart.uuid,
    title: chart.slice_name,
    description: text(chart.description),
    vizType: chart.viz_type,
    dataset: dataset?.table_name ?? 'unknown',
    definitions: definitionsOf(chart, dataset),
    timed: Boolean(dataset?.main_dttm_col || dataset?.columns.some((column) => column.is_dttm)),
    dimensions: dimensionsOf(chart, dataset),
  };
}

const linkOf = (dashboard: DashboardAsset | undefined): DashboardLink | null =>
  dashboard ? { slug: slugOf(dashboard), title: dashboard.dashboard_title } : null;

/** Everything the page needs to lay a dashboard out; the charts' data come apart from it. */
export function dashboardDetail(bundle: Bundle, dashboard: DashboardAsset): DashboardDetail {
  const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
  const charts = chartsOf(bundle, dashboard);
  const at = bundle.dashboards.indexOf(dashboard);
  return {
    slug: slugOf(dashboard),
    uuid: dashboard.uuid,
    title: dashboard.dashboard_title,
    description: text(dashboard.description),
    layout: layoutOf(dashboard),
    charts: Object.fromEntries(charts.map((chart) => [chart.uuid, chartMeta(chart, datasets.get(chart.dataset_uuid))])),
    filters: filterMetas(bundle, dashboard),
    crossFilters: dashboard.metadata.cross_filters_enabled !== false,
    refreshSeconds: count(dashboard.metadata.refresh_frequency, 0),
    previous: linkOf(bundle.dashboards[at - 1]),
    next: linkOf(bundle.dashboards[at + 1]),
  };
}

const isTimeseries = (vizType: string): boolean =>
  vizType.startsWith('echarts_timeseries') || vizType === 'echarts_area' || vizType === 'mixed_timeseries';

export function dashboardCard(bundle: Bundle, dashboard: DashboardAsset): DashboardCard {
  const charts = chartsOf(bundle, dashboard);
  const face =
    charts.find((chart) => isTimeseries(chart.viz_type)) ??
    charts.find((chart) => !/^(big_number|table|pivot|handlebars|markdown)/.test(chart.viz_type));
  const numbers = charts.filter((chart) => chart.viz_type.startsWith('big_number')).slice(0, 3);
  return {
    slug: slugOf(dashboard),
    uuid: dashboard.uuid,
    title: dashboard.dashboard_title,
    description: text(dashboard.description),
    charts: charts.length,
    face: face?.uuid ?? null,
    numbers: numbers.map((chart) => ({ uuid: chart.uuid, title: chart.slice_name })),
  };
}
