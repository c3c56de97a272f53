import type { Bundle, ChartAsset, DashboardAsset, LayoutNode } from '../../model/assets.ts';
import { isRecord } from '../client/answer.ts';
import { chartNumber } from '../compile/identity.ts';

/**
 * An export without what belongs to that one server: numbers of datasets are gone, those of charts come from their UUID
 * (the same everywhere), what the page writes by being opened is left out. Secrets are masked by Superset, and here again.
 */
export function portable(bundle: Bundle): Bundle {
  return {
    databases: bundle.databases.map(({ password: _password, encrypted_extra: _extra, ...rest }) => ({
      ...rest,
      ...(rest.masked_encrypted_extra === undefined
        ? {}
        : { masked_encrypted_extra: maskedValues(rest.masked_encrypted_extra) }),
      uuid: rest.uuid,
      database_name: rest.database_name,
      sqlalchemy_uri: rest.sqlalchemy_uri,
    })),
    datasets: bundle.datasets,
    charts: bundle.charts.map(portableChart),
    dashboards: bundle.dashboards.map(portableDashboard),
  };
}

/** Superset 6.1 exports this one in clear, whatever its name says. */
function maskedValues(value: unknown): unknown {
  if (typeof value !== 'string') return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isRecord(parsed)
      ? JSON.stringify(Object.fromEntries(Object.keys(parsed).map((key) => [key, 'XXXXXXXXXX'])))
      : null;
  } catch {
    return null;
  }
}

const CHART_NOISE = ['datasource', 'slice_id', 'dashboards', 'url_params', 'dashboardId'];

const without = (value: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

function portableChart(chart: ChartAsset): ChartAsset {
  return { ...chart, params: without(chart.params, CHART_NOISE), query_context: portableContext(chart.query_context) };
}

/** The import sets the dataset's number, whatever stands there. */
function portableContext(text: string | null | undefined): string | null {
  if (typeof text !== 'string' || text === '') return null;
  let context: unknown;
  try {
    context = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(context)) return null;
  const form = isRecord(context.form_data) ? { form_data: without(context.form_data, CHART_NOISE) } : {};
  return JSON.stringify({ ...context, ...form, datasource: { id: 0, type: 'table' } });
}

function portableDashboard(dashboard: DashboardAsset): DashboardAsset {
  const numbers = new Map<string, number>();
  const position: DashboardAsset['position'] = {};
  for (const [id, node] of Object.entries(dashboard.position))
    position[id] = typeof node === 'object' ? numbered(node, numbers) : node;
  return { ...dashboard, position, metadata: renumbered(dashboard.metadata, numbers) as DashboardAsset['metadata'] };
}

function numbered(node: LayoutNode, numbers: Map<string, number>): LayoutNode {
  const uuid = node.meta?.uuid;
  if (node.type !== 'CHART' || typeof uuid !== 'string') return node;
  const number = chartNumber(uuid);
  if (typeof node.meta?.chartId === 'number') numbers.set(String(node.meta.chartId), number);
  return { ...node, meta: { ...node.meta, chartId: number } };
}

/** What the page computes anew when it opens. */
const DASHBOARD_NOISE = new Set([
  'chartsInScope',
  'tabsInScope',
  'map_label_colors',
  'shared_label_colors',
  'color_scheme_domain',
]);
/** Lists of chart numbers, and objects whose keys are chart numbers. */
const LISTS = new Set(['excluded', 'timed_refresh_immune_slices']);
const KEYED = new Set(['chart_configuration', 'expanded_slices', 'filter_scopes', 'default_filters']);

function renumbered(value: unknown, numbers: ReadonlyMap<string, number>, key = ''): unknown {
  const number = (id: unknown): unknown => numbers.get(String(id)) ?? id;
  // The one setting that holds its object as text.
  if (key === 'default_filters' && typeof value === 'string') return renumberedText(value, numbers);
  if (Array.isArray(value)) return LISTS.has(key) ? value.map(number) : value.map((each) => renumbered(each, numbers));
  if (!isRecord(value)) return value;
  const inside = KEYED.has(key);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !DASHBOARD_NOISE.has(name))
      .map(([name, each]) => {
        const renamed = inside ? String(number(name)) : name;
        const content = renumbered(each, numbers, name);
        return [
          renamed,
          inside && isRecord(content) && 'id' in content ? { ...content, id: number(content.id) } : content,
        ];
      }),
  );
}

function renumberedText(text: string, numbers: ReadonlyMap<string, number>): string {
  try {
    return JSON.stringify(renumbered(JSON.parse(text), numbers, 'default_filters'));
  } catch {
    return text;
  }
}
