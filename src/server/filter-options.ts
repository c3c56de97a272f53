import { Failure } from '../errors.ts';
import type { QueryFilter } from '../charts/query/types.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset } from '../model/assets.ts';
import { drawKnown } from './chart-replies.ts';
import type { CrossFilter, FilterOptions, FilterValue } from './contract.ts';
import { orderOfValues, ownTime, valuesTable, withFirstChoices } from '../charts/dashboard/first-choices.ts';
import { filtersOf, parentData } from '../charts/dashboard/filter-view.ts';
import type { ChartFilters } from '../charts/chart-filters.ts';
import { listOf } from '../charts/query/form-fields.ts';
import { timeColumnOf } from '../charts/query/page-form-data.ts';
import type { DrawChart, ServerContext } from './server-context.ts';

const MOST = 200;

export interface OptionsQuestion {
  /** A part of the values' text. */
  words: string;
  chosen: Readonly<Record<string, FilterValue>>;
}

/** What a token fixes: no filter of the page widens it. */
export interface FixedFilters {
  locks: readonly CrossFilter[];
  /** In Superset's words; absent: the page chooses. */
  timeRange?: string | undefined;
}

/**
 * What may be chosen in a filter: the values of its column, or its least and greatest. It is asked as a table chart
 * over the filter's dataset, so that it passes the same checks as any chart. The filters that it depends on narrow it, as
 * do its own conditions and `fixed`. `chosen` is what the page's filters stand at.
 * @throws Failure NOT_FOUND, EMBED_REFUSED where the column of a lock is missing, or the time of a range
 */
export async function filterOptions(
  context: ServerContext,
  bundle: Bundle,
  dashboard: DashboardAsset,
  id: string,
  { words, chosen }: OptionsQuestion,
  { locks, timeRange }: FixedFilters = { locks: [] },
): Promise<FilterOptions> {
  const filter = filtersOf(dashboard).find((each) => each.id === id);
  const target = filter?.targets?.[0];
  const column = target?.column?.name;
  const dataset = bundle.datasets.find((each) => each.uuid === target?.datasetUuid);
  if (filter?.filterType === 'filter_timecolumn' && dataset) return timeColumns(dataset, words);
  if (!filter || column === undefined || !dataset) {
    throw new Failure('NOT_FOUND', `the dashboard has no filter ${id} with values`);
  }
  const names = new Set(dataset.columns.map((each) => each.column_name));
  const open = locks.find((lock) => !names.has(lock.column));
  if (open) throw new Failure('EMBED_REFUSED', `these values cannot be narrowed to ${open.column}`);
  const time = timeRange === undefined ? undefined : fixedTime(dataset, timeRange);
  const filters: ChartFilters = {
    extraFormData: parentData(dashboard, id, chosen),
    crossFilters: lockFilters(locks),
    // These win over the filter's own conditions, and over the filters that it depends on.
    ...time,
  };
  const ask = async (params: Record<string, unknown>) => {
    const chart: ChartAsset = {
      uuid: filter.id,
      slice_name: filter.name ?? '',
      viz_type: 'table',
      dataset_uuid: dataset.uuid,
      params: {
        viz_type: 'table',
        ...(time ? { granularity_sqla: time.timeColumn, time_range: time.timeRange } : ownTime(filter)),
        ...params,
      },
    };
    const version = await context.store.dataVersion();
    const { value } = await drawKnown(context, { chart, dataset, filters }, version);
    return value.table.rows;
  };
  const own = { adhoc_filters: listOf(filter.adhoc_filters) };
  if (filter.filterType === 'filter_range') {
    const bound = (aggregate: string) => ({
      expressionType: 'SIMPLE',
      aggregate,
      column: { column_name: column },
      label: aggregate,
    });
    const [row] = await ask({ query_mode: 'aggregate', groupby: [], metrics: [bound('MIN'), bound('MAX')], ...own });
    const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
    return { values: [], more: false, low: number(row?.MIN), high: number(row?.MAX) };
  }
  const like = words && {
    expressionType: 'SIMPLE',
    clause: 'WHERE',
    subject: column,
    operator: 'ILIKE',
    comparator: `%${words}%`,
  };
  const conditions = like ? [...own.adhoc_filters, like] : own.adhoc_filters;
  const rows = await ask(valuesTable(filter, column, { limit: MOST + 1, conditions }));
  const values = rows.map((row) => row[column] ?? null).filter((value) => value !== null);
  const { metric, descending } = orderOfValues(filter);
  if (metric === undefined) {
    values.sort((a, b) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
    );
    if (descending) values.reverse();
  }
  return { values: values.slice(0, MOST), more: values.length > MOST, low: null, high: null };
}

function fixedTime(dataset: DatasetAsset, timeRange: string): { timeRange: string; timeColumn: string } {
  const timeColumn = timeColumnOf(dataset);
  if (timeColumn !== undefined) return { timeRange, timeColumn };
  throw new Failure('EMBED_REFUSED', `these values have no time that could be narrowed to ${timeRange}`);
}

/** The dashboard as it begins: filters that begin at their first value stand at it. `fixed` is what a token fixes. */
export async function begun(
  context: ServerContext,
  bundle: Bundle,
  dashboard: DashboardAsset,
  { locks, timeRange }: FixedFilters = { locks: [] },
): Promise<DashboardAsset> {
  const ask: DrawChart = async (asked) => {
    const names = new Set(asked.dataset.columns.map((each) => each.column_name));
    if (locks.some((lock) => !names.has(lock.column)))
      throw new Failure('EMBED_REFUSED', 'the values of a filter cannot be narrowed to what the token fixes');
    const time = timeRange === undefined ? {} : fixedTime(asked.dataset, timeRange);
    const version = await context.store.dataVersion();
    return (await drawKnown(context, { ...asked, filters: { ...asked.filters, ...time } }, version)).value;
  };
  return withFirstChoices(bundle, dashboard, ask, { crossFilters: lockFilters(locks) });
}

const lockFilters = (locks: FixedFilters['locks']): QueryFilter[] =>
  locks.map((lock) => ({ col: lock.column, op: 'IN', val: [lock.value] }));

function timeColumns({ columns }: DatasetAsset, words: string): FilterOptions {
  const values = columns
    .filter((column) => column.is_dttm && column.column_name.toLowerCase().includes(words.toLowerCase()))
    .map((column) => column.column_name);
  return { values, more: false, low: null, high: null };
}
