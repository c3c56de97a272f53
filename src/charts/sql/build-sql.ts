import { Failure } from '../../errors.ts';
import type { DatasetAsset } from '../../model/assets.ts';
import type { Dialect } from '../../model/sql-runner.ts';
import { sqlTemplates } from '../jinja/render-sql.ts';
import { columnLabel, metricLabel, uniqueBy } from '../query/labels.ts';
import type { QueryColumn, QueryObject, QueryOrder } from '../query/types.ts';
import { timeRange } from '../time/time-range.ts';
import { asText, quoteName } from './dialect.ts';
import { filterSql, rangeSql, type Shift } from './filter-sql.ts';
import { type Expression, openSource, type Source } from './source.ts';
import { checkQuery } from './check-query.ts';

/** Superset's ROW_LIMIT, where a chart says none, and SQL_MAX_ROW, which no chart exceeds. */
const DEFAULT_ROW_LIMIT = 50_000;
const MAX_ROW_LIMIT = 100_000;

export interface SqlOptions {
  dialect: Dialect;
  /** Milliseconds; `today` and `now` of time ranges. */
  now: number;
  /** Moves every time range, for a comparison with another time. */
  shift?: Shift;
}

export interface BuiltSql {
  sql: string;
  /** Columns of the answer, in order: those that group, then the metrics. */
  columns: Expression[];
}

interface Conditions {
  where: string[];
  having: string[];
}

async function conditions(source: Source, query: QueryObject, options: SqlOptions): Promise<Conditions> {
  const where: string[] = [];
  const having: string[] = [];
  const { relative_start: relativeStart, relative_end: relativeEnd } = query.extras;
  const range = {
    now: options.now,
    ...(relativeStart ? { relativeStart } : {}),
    ...(relativeEnd ? { relativeEnd } : {}),
  };
  if (query.granularity && query.time_range) {
    const own = timeRange(query.time_range, range);
    const condition = rangeSql(
      source,
      await source.column(query.granularity),
      options.shift ? options.shift(own) : own,
    );
    if (condition) where.push(condition);
  }
  for (const filter of query.filters) {
    const condition = await filterSql(source, filter, range, options.shift);
    if (condition === undefined) continue;
    const onMetric = typeof filter.col === 'string' && !source.hasColumn(filter.col) && source.hasMetric(filter.col);
    (onMetric ? having : where).push(condition);
  }
  if (query.extras.where) where.push(`(${await source.expression(query.extras.where)})`);
  if (query.extras.having) having.push(`(${await source.expression(query.extras.having)})`);
  return { where, having };
}

const clause = (word: string, parts: readonly string[], glue: string): string =>
  parts.length === 0 ? '' : ` ${word} ${parts.join(glue)}`;

interface Selection {
  groups: Expression[];
  metrics: Expression[];
  aggregated: boolean;
}

async function selection(source: Source, query: QueryObject): Promise<Selection> {
  const columns = uniqueBy([...query.columns, ...(query.groupby ?? [])], columnLabel);
  const groups: Expression[] = [];
  if (query.is_timeseries && query.granularity) {
    const time = await source.column(query.granularity, query.extras.time_grain_sqla ?? undefined);
    groups.push({ ...time, label: '__timestamp' });
  } else if (query.is_timeseries) {
    throw new Failure('CHART_INVALID', 'The chart needs a time column and names none', { hint: 'Set its x_axis.' });
  }
  for (const column of columns) groups.push(await source.column(column));
  const metrics: Expression[] = [];
  for (const metric of uniqueBy(query.metrics ?? [], metricLabel)) metrics.push(await source.metric(metric));
  return { groups, metrics, aggregated: query.metrics !== undefined };
}

/** Names sort by their bytes on both databases; a language's order would differ from machine to machine. */
const byBytes = (source: Source, target: Expression): string =>
  source.dialect === 'postgresql' && target.kind === 'text' ? `${asText(target.sql)} COLLATE "C"` : target.sql;

async function orderTarget(source: Source, by: QueryOrder[0], chosen: Selection): Promise<Expression> {
  const label =
    typeof by === 'string' ? by : 'aggregate' in by ? metricLabel(by as never) : columnLabel(by as QueryColumn);
  const known = [...chosen.metrics, ...chosen.groups].find((each) => each.label === label);
  if (known !== undefined) return known;
  if (typeof by === 'string')
    return source.hasMetric(by) && !source.hasColumn(by) ? source.metric(by) : source.column(by);
  if (by.expressionType === 'SIMPLE' || (chosen.aggregated && !('columnType' in by))) return source.metric(by as never);
  return source.column(by as QueryColumn);
}

/**
 * The order the chart asks for; in groups also by what groups, so that equal values come in one order on every database
 * and a limit always cuts the same rows. Nulls come first going up, as in SQLite.
 */
async function orderSql(source: Source, query: QueryObject, chosen: Selection): Promise<string> {
  const parts: string[] = [];
  const seen = new Set<string>();
  const nulls = (ascending: boolean): string =>
    source.dialect === 'postgresql' && chosen.aggregated ? (ascending ? ' NULLS FIRST' : ' NULLS LAST') : '';
  for (const [by, ascending] of query.orderby ?? []) {
    const target = await orderTarget(source, by, chosen);
    if (seen.has(target.sql)) continue;
    seen.add(target.sql);
    const sql = chosen.aggregated ? byBytes(source, target) : target.sql;
    parts.push(`${sql} ${ascending ? 'ASC' : 'DESC'}${nulls(Boolean(ascending))}`);
  }
  if (chosen.aggregated) {
    for (const group of chosen.groups) {
      if (!seen.has(group.sql)) parts.push(`${byBytes(source, group)} ASC${nulls(true)}`);
      seen.add(group.sql);
    }
  }
  return clause('ORDER BY', parts, ', ');
}

interface SeriesLimit {
  /**
   * The inner query, as a table that is made once: SQLite 3.53 otherwise chooses to run it anew for every row of the outer
   * one when it lies in the join itself (seconds instead of milliseconds over 3,000 rows).
   */
  with: string;
  join: string;
  /** The groups, with the series that are not among the largest called Others where the chart wants that. */
  groups: Expression[];
}

/** Keeps the largest series: an inner query finds them, a join keeps them. */
async function seriesLimit(
  source: Source,
  query: QueryObject,
  chosen: Selection,
  inner: Conditions,
): Promise<SeriesLimit> {
  const limit = query.series_limit ?? 0;
  const labels = new Set((query.series_columns ?? []).map(columnLabel));
  const series = chosen.groups.filter((group) => labels.has(group.label));
  const by =
    query.series_limit_metric === undefined ? chosen.metrics[0] : await source.metric(query.series_limit_metric);
  if (limit <= 0 || series.length === 0 || by === undefined) return { with: '', join: '', groups: chosen.groups };
  const name = (group: Expression): string => quoteName(`${group.label}__`);
  const selected = series.map((group) => `${group.sql} AS ${name(group)}`);
  const direction = query.order_desc === false ? 'ASC' : 'DESC';
  const nulls = source.dialect === 'postgresql' ? ` NULLS ${direction === 'DESC' ? 'LAST' : 'FIRST'}` : '';
  const ties = series.map((group) => byBytes(source, group));
  const sql =
    `SELECT ${[...selected, `${by.sql} AS mme_inner__`].join(', ')} FROM ${source.from}` +
    clause('WHERE', inner.where, ' AND ') +
    clause(
      'GROUP BY',
      series.map((group) => group.sql),
      ', ',
    ) +
    ` ORDER BY ${[`${by.sql} ${direction}${nulls}`, ...ties].join(', ')} LIMIT ${Math.trunc(limit)}`;
  const on = series.map((group) => `${group.sql} = series_limit.${name(group)}`).join(' AND ');
  const once = `WITH series_limit AS MATERIALIZED (${sql}) `;
  if (!query.group_others_when_limit_reached)
    return { with: once, join: ` JOIN series_limit ON ${on}`, groups: chosen.groups };
  const groups = chosen.groups.map((group): Expression => {
    if (!labels.has(group.label)) return group;
    const value = group.kind === 'text' ? group.sql : asText(group.sql);
    return {
      ...group,
      kind: 'text',
      sql: `CASE WHEN series_limit.${name(group)} IS NOT NULL THEN ${value} ELSE 'Others' END`,
    };
  });
  return { with: once, join: ` LEFT JOIN series_limit ON ${on}`, groups };
}

function limitSql(query: QueryObject): string {
  const wanted = query.row_limit ?? DEFAULT_ROW_LIMIT;
  const limit = wanted > 0 ? Math.min(Math.trunc(wanted), MAX_ROW_LIMIT) : MAX_ROW_LIMIT;
  const offset = Math.trunc(query.row_offset ?? 0);
  return ` LIMIT ${limit}${offset > 0 ? ` OFFSET ${offset}` : ''}`;
}

/**
 * The SQL that answers a query object over a dataset: what Superset 6.1 would ask, with a complete order. Text of the
 * bundle is checked (decision 13), values are literals.
 * @throws Failure CHART_INVALID, SQL_REFUSED
 */
export async function buildSql(query: QueryObject, dataset: DatasetAsset, options: SqlOptions): Promise<BuiltSql> {
  checkQuery(query);
  const templates = sqlTemplates({ query, dataset, ...options });
  const source = await openSource(dataset, options.dialect, templates.render);
  const asked = await selection(source, query);
  // What the SQL of the dataset filtered by itself is not filtered again.
  const filters = query.filters.filter(({ col }) => !templates.removed.has(columnLabel(col)));
  const { where, having } = await conditions(source, { ...query, filters }, options);
  const { with: once, join, groups } = await seriesLimit(source, query, asked, { where, having });
  const chosen = { ...asked, groups };
  const columns = [...groups, ...chosen.metrics];
  if (columns.length === 0) throw new Failure('CHART_INVALID', 'The chart asks for nothing: no column and no metric');
  const body =
    `${once}SELECT ${columns.map((each) => `${each.sql} AS ${quoteName(each.label)}`).join(', ')} FROM ${source.from}${join}` +
    clause('WHERE', where, ' AND ') +
    (chosen.aggregated
      ? clause(
          'GROUP BY',
          groups.map((group) => group.sql),
          ', ',
        )
      : '') +
    clause('HAVING', having, ' AND ');
  if (query.is_rowcount) {
    const sql = `SELECT COUNT(*) AS ${quoteName('rowcount')} FROM (${body}${limitSql({ ...query, row_offset: 0 })}) AS rowcount_qry`;
    return { sql, columns: [{ sql: 'COUNT(*)', label: 'rowcount', kind: 'number' }] };
  }
  return { sql: `${body}${await orderSql(source, query, chosen)}${limitSql(query)}`, columns };
}
