import { Failure } from '../../errors.ts';
import type { DatasetAsset } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import { formatTime } from '../format/time.ts';
import { isRecord } from '../query/form-fields.ts';
import { columnLabel, isTimeFilter, metricLabel } from '../query/labels.ts';
import type { QueryObject } from '../query/types.ts';
import { quoteText, timeLiteral } from '../sql/dialect.ts';
import { type TimeRange, timeRange } from '../time/time-range.ts';
import { type SqlFilter, unboxed } from './sql-sandbox.ts';

/** What Superset's macros answer from: one query over one dataset. */
export interface MacroContext {
  query: QueryObject;
  dataset: DatasetAsset;
  dialect: Dialect;
  /** Milliseconds; `now` and `today` of time ranges. */
  now: number;
  /** Moves every time range, for a comparison with another time. */
  shift?: ((range: TimeRange) => TimeRange) | undefined;
}

/** Arguments by place and by name, as Python calls them. */
function called(values: readonly unknown[], names: readonly string[]): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [at, value] of values.entries()) {
    if (value instanceof Map) for (const [key, each] of value) answer[String(key)] = unboxed(each);
    else answer[names[at] ?? String(at)] = unboxed(value);
  }
  return answer;
}

const written = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString().slice(0, 19);

/** Macros of Superset that need what the viewer does not have: who is logged in, other datasets, the catalogue. */
const REFUSED = [
  'dataset',
  'current_user_rls_rules',
  'latest_partition',
  'latest_partitions',
  'first_latest_partition',
];

const refusal = (name: string) => (): never => {
  throw new Failure('CHART_UNSUPPORTED', `The SQL uses the macro ${name}(), which is not evaluated here`);
};

/**
 * Superset's Jinja macros and variables for the SQL of one query. `removed` gathers the columns whose filter the SQL
 * took over, so that the outer query leaves them out.
 */
export function macros(context: MacroContext, removed: Set<string>): Record<string, unknown> {
  const { query, dataset, dialect, now, shift = (range) => range } = context;
  const range = (text: string | undefined): TimeRange => shift(timeRange(text, { now }));
  const filtersOn = (column: string, remove: boolean): { op: string; col: string; val: unknown }[] => {
    const found = query.filters.filter((filter) => columnLabel(filter.col) === column);
    if (remove && found.length > 0) removed.add(column);
    return found.map(({ op, val }) => {
      const name = op.toUpperCase();
      const isList = (name === 'IN' || name === 'NOT IN') && !Array.isArray(val);
      return { op: name, col: column, val: isList ? [val] : (val ?? null) };
    });
  };
  const temporal = query.filters.find(isTimeFilter);
  const overall = range(query.time_range ?? (typeof temporal?.val === 'string' ? temporal.val : undefined));
  const typeOf = (column: string): string =>
    dataset.columns.find((each) => each.column_name === column)?.type ?? 'TIMESTAMP';

  const functions = {
    filter_values: (...values: unknown[]) => {
      const {
        column,
        default: otherwise,
        remove_filter: remove,
      } = called(values, ['column', 'default', 'remove_filter']);
      const chosen = filtersOn(String(column), remove === true).flatMap(({ val }) => val ?? []);
      return chosen.length === 0 && otherwise ? [otherwise] : chosen;
    },
    get_filters: (...values: unknown[]) => {
      const { column, remove_filter: remove } = called(values, ['column', 'remove_filter']);
      return filtersOn(String(column), remove === true);
    },
    get_time_filter: (...values: unknown[]) => {
      const names = ['column', 'default', 'target_type', 'strftime', 'remove_filter'];
      const { column, default: otherwise, target_type: type, strftime, remove_filter: remove } = called(values, names);
      const own =
        typeof column === 'string'
          ? query.filters.find((each) => isTimeFilter(each) && columnLabel(each.col) === column)
          : undefined;
      if (own && remove === true) removed.add(String(column));
      const chosen = query.time_range ?? (typeof own?.val === 'string' ? own.val : 'No filter');
      const text = chosen === 'No filter' && typeof otherwise === 'string' ? otherwise : chosen;
      const { since, until } = range(text);
      const target = typeof type === 'string' ? type : typeof column === 'string' ? typeOf(column) : 'TIMESTAMP';
      const shown = (time: number | null): string | null =>
        typeof strftime === 'string' && time !== null
          ? formatTime(time, strftime)
          : time === null
            ? null
            : timeLiteral(dialect, time, { type: target });
      return { from_expr: shown(since), to_expr: shown(until), time_range: text };
    },
    url_param: (...values: unknown[]) => {
      const { param, default: otherwise } = called(values, ['param', 'default']);
      const given = isRecord(query.url_params) ? query.url_params[String(param)] : undefined;
      const text = typeof given === 'string' ? given : otherwise;
      return typeof text === 'string' ? text.replaceAll("'", "''") : (text ?? null);
    },
    metric: (...values: unknown[]) => {
      const { metric_key: key, dataset_id: other } = called(values, ['metric_key', 'dataset_id']);
      if (other !== undefined && other !== null) return refusal('metric of another dataset')();
      const found = dataset.metrics.find(({ metric_name: name }) => name === key);
      if (found) return found.expression;
      throw new Failure('CHART_INVALID', `The dataset ${dataset.table_name} has no metric ${String(key)}`);
    },
    cache_key_wrapper: (value: unknown) => unboxed(value),
  };
  // Nobody is logged in here: what Superset answers to a visitor.
  const nobody = Object.fromEntries(
    ['current_user_id', 'current_username', 'current_user_email', 'current_user_roles'].map((name) => [
      name,
      () => null,
    ]),
  );
  return {
    ...ownParameters(dataset),
    ...functions,
    ...nobody,
    ...Object.fromEntries(REFUSED.map((name) => [name, refusal(name)])),
    columns: query.columns.map(columnLabel),
    groupby: query.columns.map(columnLabel),
    metrics: (query.metrics ?? []).map(metricLabel),
    filter: query.filters.map((each) => ({ col: columnLabel(each.col), op: each.op, val: each.val ?? null })),
    from_dttm: written(overall.since),
    to_dttm: written(overall.until),
    row_limit: query.row_limit ?? null,
    row_offset: query.row_offset ?? 0,
    table_columns: dataset.columns.map(({ column_name: name }) => name),
    time_column: query.granularity ?? null,
    time_grain: query.extras.time_grain_sqla ?? null,
  };
}

/** The dataset's "template parameters". */
function ownParameters({ template_params: given }: DatasetAsset): Record<string, unknown> {
  if (isRecord(given)) return given;
  if (typeof given !== 'string' || given.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(given);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** Quotes double at each turn, so what one filter writes another can make twice as long. */
const LONGEST_LIST = 200_000;

/** `values | where_in` and `text | to_datetime` (a text here: its one use is to be written again). */
export const SQL_FILTERS: Readonly<Record<string, SqlFilter>> = {
  where_in: (values, [, otherwise]) => {
    const list = Array.isArray(values) ? values : [];
    if (list.length === 0 && otherwise === true) return null;
    let size = 0;
    const texts = list.map((each) => {
      const text = String(each);
      size += text.length;
      if (size > LONGEST_LIST) throw new Error(`where_in of more than ${LONGEST_LIST} characters`);
      return typeof each === 'number' ? text : quoteText(text);
    });
    return `(${texts.join(', ')})`;
  },
  to_datetime: (value) => (typeof value === 'string' ? value.replaceAll(/^['"]+|['"]+$/g, '') : null),
};
