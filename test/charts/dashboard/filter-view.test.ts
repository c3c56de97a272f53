import { describe, expect, it } from 'vitest';
import { withFilters } from '../../../src/charts/chart-filters.ts';
import type { DataRequest } from '../../../src/charts/dashboard/dashboard.ts';
import { filterMetas, filtersFor, parentData } from '../../../src/charts/dashboard/filter-view.ts';
import { buildQueries } from '../../../src/charts/query/build-queries.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset, NativeFilter } from '../../../src/model/assets.ts';

const dataset: DatasetAsset = {
  uuid: 'sales',
  table_name: 'sales',
  database_uuid: 'shop',
  columns: ['country', 'city', 'amount', 'size'].map((name) => ({ column_name: name })),
  metrics: [{ metric_name: 'count', expression: 'COUNT(*)' }],
};
const time = {
  expressionType: 'SIMPLE',
  clause: 'WHERE',
  subject: 'at',
  operator: 'TEMPORAL_RANGE',
  comparator: 'No filter',
};
const chart = (uuid: string, type: string, params: object): ChartAsset => ({
  uuid,
  slice_name: uuid,
  viz_type: type,
  dataset_uuid: 'sales',
  params: { viz_type: type, adhoc_filters: [time], ...params },
});
const pie = chart('pie', 'pie', { groupby: ['size'], metric: 'count' });
const bars = chart('bars', 'echarts_timeseries_bar', { x_axis: 'at', time_grain_sqla: 'P1M', metrics: ['count'] });
const bundle: Bundle = { databases: [], datasets: [dataset], charts: [pie, bars], dashboards: [] };

const filter = (id: string, kind: string, value: unknown, more: Partial<NativeFilter> = {}): NativeFilter => ({
  id,
  name: id,
  filterType: kind,
  targets: [{ column: { name: id }, datasetUuid: 'sales' }],
  scope: { rootPath: ['ROOT_ID'], excluded: [] },
  defaultDataMask: { filterState: { value } },
  ...more,
});
const place = (uuid: string, chartId: number, tab: string) => ({
  id: uuid,
  type: 'CHART',
  children: [],
  parents: [tab],
  meta: { uuid, chartId },
});
const dashboard: DashboardAsset = {
  uuid: 'board',
  dashboard_title: 'Board',
  position: {
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['TABS'] },
    TABS: { id: 'TABS', type: 'TABS', children: ['ONE', 'TWO'] },
    ONE: { id: 'ONE', type: 'TAB', children: ['pie'], meta: { text: 'one' } },
    TWO: { id: 'TWO', type: 'TAB', children: ['bars'], meta: { text: 'two' } },
    pie: place('pie', 1, 'ONE'),
    bars: place('bars', 2, 'TWO'),
  },
  metadata: {
    native_filter_configuration: [
      filter('country', 'filter_select', ['USA', 'France']),
      filter('city', 'filter_select', null, { cascadeParentIds: ['country', 'range'] }),
      filter('amount', 'filter_range', [10, 90]),
      filter('size', 'filter_select', ['Large'], {
        controlValues: { inverseSelection: true },
        scope: { rootPath: ['ONE'], excluded: [] },
      }),
      filter('range', 'filter_time', 'Last year'),
      filter('grain', 'filter_timegrain', ['P3M']),
      filter('column', 'filter_timecolumn', ['paid_at']),
    ],
  },
};
const queryOf = (of: ChartAsset, request: DataRequest = {}) => {
  const filters = filtersFor(dashboard, filterMetas(bundle, dashboard), of.uuid, dataset, request);
  return buildQueries(withFilters(of, dataset, filters))[0];
};

// As the page of Superset 6.1 was seen to ask with such a dashboard.
describe('native filters in a query object', () => {
  it('are all there as they begin, in the scope of each', () => {
    const range = { col: 'at', op: 'TEMPORAL_RANGE', val: 'No filter' };
    const everywhere = [
      { col: 'country', op: 'IN', val: ['USA', 'France'] },
      { col: 'amount', op: '>=', val: 10 },
      { col: 'amount', op: '<=', val: 90 },
    ];
    expect(queryOf(pie)).toMatchObject({
      filters: [...everywhere, { col: 'size', op: 'NOT IN', val: ['Large'] }, range],
      time_range: 'Last year',
      granularity: 'paid_at',
      extras: { time_grain_sqla: 'P3M' },
    });
    expect(queryOf(bars)).toMatchObject({
      filters: [...everywhere, range],
      columns: [{ columnType: 'BASE_AXIS', timeGrain: 'P3M' }],
    });
  });

  it('come after what was clicked on other charts, and give way to what was chosen', () => {
    const filters = queryOf(pie, {
      filters: { country: ['Spain'], amount: [5, 5], size: null },
      cross: [
        { chart: 'bars', column: 'city', value: 'Madrid' },
        { chart: 'pie', column: 'size', value: 'Small' },
      ],
    })?.filters;
    expect(filters?.slice(0, -1)).toEqual([
      { col: 'city', op: 'IN', val: ['Madrid'] },
      { col: 'country', op: 'IN', val: ['Spain'] },
      { col: 'amount', op: '==', val: 5 },
    ]);
  });

  it('narrow what can be chosen in the filters that depend on them', () => {
    expect(parentData(dashboard, 'city', {})).toEqual([
      { filters: [{ col: 'country', op: 'IN', val: ['USA', 'France'] }] },
      { time_range: 'Last year' },
    ]);
    expect(parentData(dashboard, 'city', { country: null, range: 'Last week' })).toEqual([{ time_range: 'Last week' }]);
    expect(parentData(dashboard, 'country', {})).toEqual([]);
  });
});
