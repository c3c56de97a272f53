import type { ChartFilters } from '../chart-filters.ts';
import type { Bundle, DashboardAsset, DatasetAsset, NativeFilter } from '../../model/assets.ts';
import { emptyBundle } from '../../model/bundle.ts';
import type { DataRequest, FilterMeta, FilterValue } from './dashboard.ts';
import { placesOf } from './layout-places.ts';

const KINDS: Record<string, FilterMeta['kind']> = {
  filter_time: 'time',
  filter_timegrain: 'grain',
  filter_select: 'values',
  filter_range: 'range',
  filter_timecolumn: 'column',
};

export const filtersOf = (dashboard: DashboardAsset): NativeFilter[] =>
  (dashboard.metadata.native_filter_configuration ?? []).filter(
    (filter) => filter.type !== 'DIVIDER' && Object.hasOwn(KINDS, filter.filterType),
  );

/** Charts in the scope of a filter: those under its root paths, without the excluded ones. */
function scopeOf(dashboard: DashboardAsset, filter: NativeFilter): string[] {
  const roots = filter.scope?.rootPath ?? ['ROOT_ID'];
  const excluded = new Set<number | null>(filter.scope?.excluded ?? []);
  const places = placesOf(dashboard).filter(
    ({ chartId, above }) => !(chartId !== null && excluded.has(chartId)) && roots.some((root) => above.has(root)),
  );
  return [...new Set(places.map(({ uuid }) => uuid))];
}

export function filterMetas(_bundle: Bundle, dashboard: DashboardAsset): FilterMeta[] {
  return filtersOf(dashboard).map((filter) => {
    const kind = KINDS[filter.filterType] ?? 'values';
    return {
      id: filter.id,
      name: filter.name ?? '',
      kind,
      description: filter.description ?? '',
      column: filter.targets?.[0]?.column?.name ?? null,
      multiple: kind === 'values' && filter.controlValues?.multiSelect !== false,
      charts: scopeOf(dashboard, filter),
      initial: (filter.defaultDataMask?.filterState?.value ?? null) as FilterValue,
      parents: filter.cascadeParentIds ?? [],
    };
  });
}

const listOf = (value: FilterValue): unknown[] => (Array.isArray(value) ? value : value === null ? [] : [value]);

const hasColumn = (dataset: DatasetAsset | undefined, column: string): boolean =>
  dataset?.columns.some((each) => each.column_name === column) ?? false;

/** One choice as the extra_form_data that Superset's native filters write. */
function extraFormData(meta: FilterMeta, filter: NativeFilter, value: FilterValue): Record<string, unknown> | null {
  const values = listOf(value);
  if (values.length === 0) return null;
  if (meta.kind === 'time') return { time_range: values[0] };
  if (meta.kind === 'grain') return { time_grain_sqla: values[0] };
  if (meta.kind === 'column') return { granularity_sqla: values[0] };
  if (meta.column === null) return null;
  const col = meta.column;
  if (meta.kind === 'values') {
    const op = filter.controlValues?.inverseSelection ? 'NOT IN' : 'IN';
    return { filters: [{ col, op, val: values }] };
  }
  const [low, high] = values;
  if (low !== null && low !== undefined && low === high) return { filters: [{ col, op: '==', val: low }] };
  const bounds = [
    { col, op: '>=', val: low },
    { col, op: '<=', val: high },
  ];
  return { filters: bounds.filter(({ val }) => val !== null && val !== undefined) };
}

/** What the filters that a filter depends on leave to choose from: their choices, or what they begin with. */
export function parentData(
  dashboard: DashboardAsset,
  id: string,
  chosen: Readonly<Record<string, FilterValue>>,
): Record<string, unknown>[] {
  const filters = new Map(filtersOf(dashboard).map((filter) => [filter.id, filter]));
  const metas = filterMetas(emptyBundle(), dashboard);
  const parents = new Set(filters.get(id)?.cascadeParentIds ?? []);
  return metas.flatMap((meta): Record<string, unknown>[] => {
    const filter = filters.get(meta.id);
    if (!filter || !parents.has(meta.id)) return [];
    const data = extraFormData(meta, filter, Object.hasOwn(chosen, meta.id) ? (chosen[meta.id] ?? null) : meta.initial);
    return data ? [data] : [];
  });
}

/**
 * What a request asks of one chart: native filters in whose scope it is, clicks on other charts when its dataset has
 * the column, and the page's own time range and grain, which win.
 */
export function filtersFor(
  dashboard: DashboardAsset,
  metas: readonly FilterMeta[],
  chartUuid: string,
  dataset: DatasetAsset | undefined,
  request: DataRequest,
): ChartFilters {
  const filters = new Map(filtersOf(dashboard).map((filter) => [filter.id, filter]));
  const extra = metas.flatMap((meta): Record<string, unknown>[] => {
    const filter = filters.get(meta.id);
    if (!filter || !meta.charts.includes(chartUuid)) return [];
    const chosen = request.filters && meta.id in request.filters;
    const data = extraFormData(meta, filter, chosen ? (request.filters?.[meta.id] ?? null) : meta.initial);
    return data ? [data] : [];
  });
  const clicks = (request.cross ?? []).filter(({ chart, column }) => chart !== chartUuid && hasColumn(dataset, column));
  return {
    ...(request.timeRange ? { timeRange: request.timeRange } : {}),
    ...(request.grain ? { timeGrain: request.grain } : {}),
    extraFormData: extra,
    crossFilters: clicks.map(({ column, value }) =>
      value === null ? { col: column, op: 'IS NULL' } : { col: column, op: 'IN', val: [value] },
    ),
  };
}
