import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Dialect } from '../model/sql-runner.ts';
import type { Database } from '../store/database.ts';
import type { Cell, MetricDefinition, RowSpec, Scope } from './metric.ts';

/** What a query about a metric's rows gives back, before it is sorted by group and reason. */
interface CellRow {
  grp: string | null;
  excluded: string | null;
  value: number | string | null;
  k: number | string | null;
  n: number | string | null;
  item: string | null;
  day: string | null;
  times: number | string;
}

export interface GroupCells {
  group: string | null;
  included: Cell[];
  /** Rows left out, by reason. */
  excluded: Record<string, number>;
}

const FIELDS = ['value', 'k', 'n', 'item', 'day'] as const;

const AN_INSTANT = '2000-01-01 00:00:00.000000';

/** Whether a metric looks at a span of time, or at what is there now. */
export const isWindowed = (metric: MetricDefinition, dialect: Dialect): boolean =>
  metric.rows({ dialect, since: AN_INSTANT, until: AN_INSTANT, by: undefined }).windowed;

/** The rows of a metric, each with the reason it is left out, or null. */
export function rowsQuery(metric: MetricDefinition, scope: Scope): RawBuilder<unknown> {
  const spec = metric.rows(scope);
  return sql`SELECT ${sql.join([
    sql`${spec.table} AS source_table`,
    sql`${spec.id} AS id`,
    sql`${spec.at} AS at`,
    sql`${spec.label} AS label`,
    sql`${groupOf(spec, scope)} AS grp`,
    sql`${reasonOf(spec)} AS excluded`,
    ...FIELDS.map((field) => sql`${spec[field] ?? sql`NULL`} AS ${sql.ref(field)}`),
  ])} FROM ${spec.from}${windowOf(spec, scope)}`;
}

/** The same rows, alike ones counted: what the figure is computed from. */
export function cellsQuery(metric: MetricDefinition, scope: Scope): RawBuilder<CellRow> {
  const spec = metric.rows(scope);
  // What the metric does not use is not grouped by: fewer, larger groups.
  const fields = FIELDS.filter((field) => spec[field] !== undefined);
  const names = sql.join(['grp', 'excluded', ...fields].map((name) => sql.ref(`r.${name}`)));
  return sql<CellRow>`SELECT ${names}, COUNT(*) AS times FROM (SELECT ${sql.join([
    sql`${groupOf(spec, scope)} AS grp`,
    sql`${reasonOf(spec)} AS excluded`,
    ...fields.map((field) => sql`${spec[field]} AS ${sql.ref(field)}`),
  ])} FROM ${spec.from}${windowOf(spec, scope)}) AS r GROUP BY ${names}`;
}

const groupOf = (spec: RowSpec, scope: Scope) => (scope.by && spec.groups[scope.by]) ?? sql`CAST(NULL AS VARCHAR(1))`;

const reasonOf = (spec: RowSpec) =>
  spec.excluded.length === 0
    ? sql`CAST(NULL AS VARCHAR(1))`
    : sql`CASE ${sql.join(
        spec.excluded.map(([reason, condition]) => sql`WHEN ${condition} THEN ${sql.lit(reason)}`),
        sql` `,
      )} END`;

const windowOf = (spec: RowSpec, scope: Scope) =>
  spec.windowed ? sql` WHERE ${spec.at} >= ${scope.since} AND ${spec.at} < ${scope.until}` : sql``;

/** Reads the cells and sorts them by group; one group, null, when nobody asked for groups. */
export async function readCells(db: Kysely<Database>, metric: MetricDefinition, scope: Scope): Promise<GroupCells[]> {
  const { rows } = await cellsQuery(metric, scope).execute(db);
  const groups = new Map<string | null, GroupCells>();
  for (const row of rows) {
    const group = groups.get(row.grp) ?? { group: row.grp, included: [], excluded: {} };
    groups.set(row.grp, group);
    const times = Number(row.times);
    if (row.excluded !== null) group.excluded[row.excluded] = (group.excluded[row.excluded] ?? 0) + times;
    else {
      group.included.push({
        value: number(row.value),
        k: number(row.k),
        n: number(row.n),
        item: row.item ?? null,
        day: row.day === undefined || row.day === null ? null : row.day.slice(0, 10),
        times,
      });
    }
  }
  for (const group of groups.values()) group.included.sort(inOrder);
  return [...groups.values()].toSorted((left, right) => ((left.group ?? '') < (right.group ?? '') ? -1 : 1));
}

const number = (value: number | string | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

/** One order whatever the database: sums of fractions then end in the same digits. */
function inOrder(left: Cell, right: Cell): number {
  for (const field of ['value', 'k', 'n'] as const) {
    const difference = (left[field] ?? 0) - (right[field] ?? 0);
    if (difference !== 0) return difference;
  }
  for (const field of ['item', 'day'] as const) {
    const [one, other] = [left[field] ?? '', right[field] ?? ''];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** The SQL with its values written in, for a person to run. */
export function readableSql(query: CompiledQuery): string {
  let next = 0;
  const written = query.sql.replace(/\?|\$(\d+)/g, (_, position: string | undefined) => {
    const value = query.parameters[position === undefined ? next++ : Number(position) - 1];
    return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
  });
  return written
    .replace(/\s+/g, ' ')
    .replace(/ (FROM|WHERE|GROUP BY|LEFT JOIN|JOIN|ORDER BY|LIMIT) /g, '\n$1 ')
    .trim();
}
