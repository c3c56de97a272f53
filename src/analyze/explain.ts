import { sql } from 'kysely';
import type { Store } from '../store/store.ts';
import { instantMs, instantText } from '../util/instant.ts';
import { metricOf } from './catalog.ts';
import { cellsQuery, readableSql, rowsQuery } from './cells.ts';
import { type ComputeOptions, computeMetric, metricText } from './compute.ts';
import type { Scope } from './metric.ts';
import type { MetricResult, MetricText } from './result.ts';

interface ExplainedRow {
  table: string;
  id: number;
  /** ISO 8601. */
  at: string;
  label: string | null;
  value: number | null;
  k: number | null;
  n: number | null;
  item: string | null;
  included: boolean;
  /** Why it was left out; the words are in the definition's `exclusions`. */
  reason: string | null;
}

export interface Explanation {
  definition: MetricText;
  result: MetricResult;
  /** What the figure was computed from, ready to run. */
  sql: string;
  rows: ExplainedRow[];
  /** Rows there are, whatever the limit. */
  total: number;
  offset: number;
}

export interface ExplainOptions extends Omit<ComputeOptions, 'by' | 'compare'> {
  /** Default 100. */
  limit?: number;
  offset?: number;
  /** Only rows that were counted, or only those left out. */
  only?: 'included' | 'excluded';
}

/**
 * How a value came about: its definition, its SQL, and its rows, newest first, with the reason where one is left out.
 * @throws Failure as computeMetric
 */
export async function explainMetric(store: Store, id: string, options: ExplainOptions): Promise<Explanation> {
  const metric = metricOf(id);
  const result = await computeMetric(store, id, options);
  const scope: Scope = {
    dialect: store.dialect,
    since: instantText(Date.parse(result.since)),
    until: instantText(Date.parse(result.until)),
    by: undefined,
  };
  const { limit = 100, offset = 0, only } = options;
  const filter =
    only === undefined
      ? sql``
      : only === 'included'
        ? sql`WHERE q.excluded IS NULL`
        : sql`WHERE q.excluded IS NOT NULL`;
  const { rows } = await sql<Record<string, unknown>>`
    SELECT * FROM (${rowsQuery(metric, scope)}) AS q ${filter}
    ORDER BY q.at DESC, q.source_table, q.id DESC, q.label LIMIT ${limit} OFFSET ${offset}`.execute(store.db);
  const { coverage } = result;
  return {
    definition: metricText(metric),
    result,
    sql: readableSql(cellsQuery(metric, scope).compile(store.db)),
    rows: rows.map(toRow),
    total: only === 'included' ? coverage.included : only === 'excluded' ? coverage.excluded : coverage.rows,
    offset,
  };
}

const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const toRow = (row: Record<string, unknown>): ExplainedRow => ({
  table: String(row.source_table),
  id: Number(row.id),
  at: new Date(instantMs(String(row.at))).toISOString(),
  label: text(row.label),
  value: number(row.value),
  k: number(row.k),
  n: number(row.n),
  item: text(row.item),
  included: row.excluded === null,
  reason: text(row.excluded),
});
