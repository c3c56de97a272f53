import { Failure } from '../../errors.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset, NativeFilter } from '../../model/assets.ts';
import type { ChartFilters } from '../chart-filters.ts';
import type { TablePicture } from '../picture.ts';
import { listOf } from '../query/form-fields.ts';
import { filtersOf, parentData } from './filter-view.ts';

/** Asks for the rows of a chart. */
type AskTable = (ask: {
  chart: ChartAsset;
  dataset: DatasetAsset;
  filters: ChartFilters;
}) => Promise<{ table: TablePicture }>;

/** What is held over every question: the locks and the time of an embed token. */
type Fixed = Pick<ChartFilters, 'crossFilters' | 'timeRange' | 'timeColumn'>;

/** By what a filter's values are sorted: a metric of the dataset, or themselves. */
export function orderOfValues(filter: NativeFilter): { metric: string | undefined; descending: boolean } {
  const metric = filter.sortMetric ?? filter.controlValues?.sortMetric;
  return {
    metric: typeof metric === 'string' && metric !== '' ? metric : undefined,
    descending: filter.controlValues?.sortAscending === false,
  };
}

/** The params of a table that lists a column's values in the filter's order, with the conditions given. */
export function valuesTable(
  filter: NativeFilter,
  column: string,
  { limit, conditions }: { limit: number; conditions: readonly unknown[] },
): Record<string, unknown> {
  const { metric, descending } = orderOfValues(filter);
  return {
    query_mode: 'aggregate',
    groupby: [column],
    metrics: metric === undefined ? [] : [metric],
    ...(metric === undefined ? {} : { timeseries_limit_metric: metric, order_desc: descending }),
    adhoc_filters: conditions,
    row_limit: limit,
    order_by_cols: [JSON.stringify([column, !descending])],
  };
}

/** The time that a filter's values are taken from, where it says one. */
export const ownTime = ({ time_range: range, granularity_sqla: column }: NativeFilter): Record<string, unknown> =>
  typeof column === 'string' && column !== '' ? { granularity_sqla: column, time_range: range } : {};

/** Superset's page waits for the first value only where the filter is marked as required first, too. */
const beginsAtFirst = (filter: NativeFilter): boolean =>
  filter.filterType === 'filter_select' &&
  filter.controlValues?.defaultToFirstItem === true &&
  filter.requiredFirst === true &&
  listOf(filter.defaultDataMask?.filterState?.value).length === 0;

/**
 * The dashboard with its filters that begin at their first value standing at it; a filter's parents come before it. A
 * filter whose values cannot be read begins at none: its charts say what is wrong.
 */
export async function withFirstChoices(
  bundle: Bundle,
  dashboard: DashboardAsset,
  ask: AskTable,
  fixed: Fixed = {},
): Promise<DashboardAsset> {
  const filters = new Map(filtersOf(dashboard).map((filter) => [filter.id, filter]));
  if (![...filters.values()].some(beginsAtFirst)) return dashboard;
  const standing = (): DashboardAsset => ({
    ...dashboard,
    metadata: {
      ...dashboard.metadata,
      native_filter_configuration: (dashboard.metadata.native_filter_configuration ?? []).map(
        (each) => filters.get(each.id) ?? each,
      ),
    },
  });
  const seen = new Set<string>();
  const settle = async (id: string): Promise<void> => {
    const filter = filters.get(id);
    if (!filter || seen.has(id)) return;
    seen.add(id);
    for (const parent of filter.cascadeParentIds ?? []) await settle(parent);
    if (!beginsAtFirst(filter)) return;
    const value = await firstValue(filter, standing());
    if (value !== undefined) {
      const mask = filter.defaultDataMask;
      filters.set(id, {
        ...filter,
        defaultDataMask: { ...mask, filterState: { ...mask?.filterState, value: [value] } },
      });
    }
  };
  const firstValue = async (filter: NativeFilter, at: DashboardAsset): Promise<unknown> => {
    const target = filter.targets?.[0];
    const column = target?.column?.name;
    const dataset = bundle.datasets.find((each) => each.uuid === target?.datasetUuid);
    if (column === undefined || dataset === undefined) return undefined;
    const table = valuesTable(filter, column, { limit: 1, conditions: listOf(filter.adhoc_filters) });
    const chart: ChartAsset = {
      uuid: filter.id,
      slice_name: filter.name ?? filter.id,
      viz_type: 'table',
      dataset_uuid: dataset.uuid,
      params: { viz_type: 'table', ...ownTime(filter), ...table },
    };
    try {
      const asked = { extraFormData: parentData(at, filter.id, {}), ...fixed };
      const [row] = (await ask({ chart, dataset, filters: asked })).table.rows;
      return row?.[column];
    } catch (thrown) {
      if (thrown instanceof Failure) return undefined;
      throw thrown;
    }
  };
  for (const id of filters.keys()) await settle(id);
  return standing();
}
