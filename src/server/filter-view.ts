import type { Bundle, DashboardAsset, DatasetAsset, NativeFilter } from '../model/assets.ts';
import type { DataRequest, FilterMeta, FilterValue } from './contract.ts';
import { placesOf } from './layout-places.ts';

/** What a filter adds to a chart's form data: Superset's extra_form_data. */
export interface ChartFilters {
  filters: { col: string; op: string; val?: unknown }[];
  time_range?: string;
  time_grain_sqla?: string;
  granularity_sqla?: string;
}

const KINDS: Record<string, FilterMeta['kind']> = {
  filter_time: 'time',
  filter_timegrain: 'grain',
  filter_select: 'values',
  filter_range: 'range',
  filter_timecolumn: 'column',
};

export const filtersOf = (dashboard: DashboardAsset): NativeFilter[] =>
  (dashboard.metadata.native_filter_configuration ?? []).filter(
    (filter) => filter.type !== 'DIVIDER' && filter.filterType in KINDS,
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
      name: filter.name,
      kind,
      description: filter.description ?? '',
      column: filter.targets[0]?.column?.name ?? null,
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

/** One choice as Superset's native filters write it. */
function apply(target: ChartFilters, meta: FilterMeta, filter: NativeFilter, value: FilterValue): void {
  const values = listOf(value);
  if (values.length === 0) return;
  if (meta.kind === 'time') target.time_range = String(values[0]);
  else if (meta.kind === 'grain') target.time_grain_sqla = String(values[0]);
  else if (meta.kind === 'column') target.granularity_sqla = String(values[0]);
  else if (meta.column !== null && meta.kind === 'range') {
    const [low, high] = values;
    if (low !== null && low !== undefined) target.filters.push({ col: meta.column, op: '>=', val: low });
    if (high !== null && high !== undefined) target.filters.push({ col: meta.column, op: '<=', val: high });
  } else if (meta.column !== null) {
    const op = filter.controlValues?.inverseSelection ? 'NOT IN' : 'IN';
    target.filters.push({ col: meta.column, op, val: values });
  }
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
  const target: ChartFilters = { filters: [] };
  const filters = new Map(filtersOf(dashboard).map((filter) => [filter.id, filter]));
  for (const meta of metas) {
    const filter = filters.get(meta.id);
    if (!filter || !meta.charts.includes(chartUuid)) continue;
    const chosen = request.filters && meta.id in request.filters;
    apply(target, meta, filter, chosen ? (request.filters?.[meta.id] ?? null) : meta.initial);
  }
  for (const { chart, column, value } of request.cross ?? []) {
    if (chart === chartUuid || !hasColumn(dataset, column)) continue;
    target.filters.push(value === null ? { col: column, op: 'IS NULL' } : { col: column, op: 'IN', val: [value] });
  }
  if (request.timeRange) target.time_range = request.timeRange;
  if (request.grain) target.time_grain_sqla = request.grain;
  return target;
}
