import { Failure } from '../../errors.ts';
import type { Bundle, DashboardAsset, LayoutNode } from '../../model/assets.ts';

const UUID = '00000000-0000-5000-8000-00000000100c';
const PER_ROW = 3;

/** The bundle with one more dashboard for the charts that are on none, so that every chart can be looked at. */
export function withLooseCharts(bundle: Bundle): Bundle {
  const placed = new Set(
    bundle.dashboards.flatMap(({ position }) =>
      Object.values(position).map((node) => (typeof node === 'string' ? undefined : node.meta?.uuid)),
    ),
  );
  const loose = bundle.charts.filter((chart) => !placed.has(chart.uuid));
  if (loose.length === 0) {
    if (bundle.dashboards.length === 0) throw new Failure('BUNDLE_INVALID', 'the bundle holds no chart');
    return bundle;
  }
  const charts = loose.map(
    (chart, at): LayoutNode => ({
      id: `CHART-${at}`,
      type: 'CHART',
      children: [],
      meta: { uuid: chart.uuid, chartId: -1 - at, width: 12 / PER_ROW, height: 50, sliceName: chart.slice_name },
    }),
  );
  const rows = Array.from(
    { length: Math.ceil(charts.length / PER_ROW) },
    (_, at): LayoutNode => ({
      id: `ROW-${at}`,
      type: 'ROW',
      children: charts.slice(at * PER_ROW, (at + 1) * PER_ROW).map(({ id }) => id),
    }),
  );
  const dashboard: DashboardAsset = {
    uuid: UUID,
    dashboard_title: 'Charts on no dashboard',
    slug: 'charts-on-no-dashboard',
    position: {
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
      GRID_ID: { id: 'GRID_ID', type: 'GRID', children: rows.map(({ id }) => id) },
      ...Object.fromEntries([...rows, ...charts].map((node) => [node.id, node])),
    },
    metadata: { cross_filters_enabled: false },
  };
  return { ...bundle, dashboards: [...bundle.dashboards, dashboard] };
}
