import { applyOverrides } from '../../../src/charts/chart-filters.ts';
import { metricLabel } from '../../../src/charts/query/labels.ts';
import type { QueryObject } from '../../../src/charts/query/types.ts';
import { runQuery } from '../../../src/charts/run-query.ts';
import { messageOf } from '../../../src/errors.ts';
import type { DatasetAsset, FormData } from '../../../src/model/assets.ts';
import type { SqlRunner } from '../../../src/model/sql-runner.ts';
import type { ReadClient } from '../../../src/superset/client/client.ts';

type Cell = string | number | boolean | null;

const start = Date.now();

/** Both sides of one cell in one form: times as milliseconds, truths as 0 and 1, decimals to twelve digits. */
function plain(cell: unknown): Cell {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'number') {
    // A view that says "until now" is asked twice, a moment apart.
    if (cell > start - 1_000 && cell < start + 3_600_000) return 'now';
    return Number.isInteger(cell) ? cell : Number(cell.toPrecision(12));
  }
  // Ours writes a list of numbers as its text.
  if (typeof cell === 'string' && /^\[[-\d., e]*\]$/.test(cell)) return plain(JSON.parse(cell));
  // The outliers of a box, in the order in which the database happened to read them.
  if (Array.isArray(cell)) return JSON.stringify(cell.map(plain).toSorted((a, b) => Number(a) - Number(b)));
  if (typeof cell !== 'string') return JSON.stringify(cell);
  const isTime = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(cell);
  const time = isTime ? Date.parse(`${cell.replace(' ', 'T')}Z`) : Number.NaN;
  if (!Number.isNaN(time)) return plain(time);
  return /^-?\d+(\.\d+)?$/.test(cell) ? plain(Number(cell)) : cell;
}

/** The column that a query ranks its rows by. */
function rankedBy(query: QueryObject): string | undefined {
  const [first] = query.orderby ?? [];
  return first && typeof first[0] === 'string' ? first[0] : first && metricLabel(first[0] as never);
}

/**
 * Rows as texts in an order of their own: those that an order leaves tied come in any. Where a limit cuts through rows of
 * one rank, each side keeps some of them: that rank is left out.
 */
function settled(rows: Cell[][], rank: number, limit: number | null | undefined): string[] {
  const isCut = rank >= 0 && limit !== null && limit !== undefined && rows.length >= limit;
  const last = isCut ? rows.at(-1)?.[rank] : undefined;
  const kept = isCut ? rows.filter((row) => row[rank] !== last) : rows;
  return kept.map((row) => JSON.stringify(row)).toSorted();
}

/** What one query answered on both sides. `error` is Superset's; `columns` and `rows` are in one form and one order. */
export interface Compared {
  error: string | null;
  columns: { ours: string[]; theirs: string[] };
  rows: { ours: string[]; theirs: string[] };
  counts: { ours: number; theirs: number };
}

interface Sides {
  client: ReadClient;
  /** The dataset's number on the server. */
  datasetId: number;
  dataset: DatasetAsset;
  runner: SqlRunner;
  /** The chart's controls: the server looks up its x axis there. */
  form?: FormData;
}

interface ServerAnswer {
  data: Record<string, unknown>[];
  colnames: string[];
  error: string | null;
}

/** Superset's rank fails with this where there is one group only: there is nothing to compare with then. */
const RANK_FAILS = 'Cannot set a DataFrame with multiple columns to the single column rank';

async function asked(client: ReadClient, payload: object): Promise<Record<string, unknown> | undefined> {
  try {
    return await client.query(payload);
  } catch (thrown) {
    if (messageOf(thrown).includes(RANK_FAILS)) return undefined;
    throw thrown;
  }
}

/** Asks both sides the same query objects: the server by POST /api/v1/chart/data, ours over the same database. */
export async function compareRows(queries: readonly QueryObject[], sides: Sides): Promise<Compared[]> {
  const now = Date.now();
  const answer = await asked(sides.client, {
    datasource: { id: sides.datasetId, type: 'table' },
    queries,
    form_data: sides.form ?? {},
    result_format: 'json',
    result_type: 'full',
    force: true,
  });
  if (answer === undefined) return [];
  const results = answer.result as ServerAnswer[];
  if (results.length !== queries.length) throw new Error(`${results.length} answers to ${queries.length} queries`);
  return Promise.all(
    queries.map(async (query, index) => {
      const theirs = results[index];
      const { dataset, runner } = sides;
      const { flat } = await runQuery(applyOverrides(query, dataset), { dataset, runner, now });
      const ours = flat.columns.map((path) => path.join(', '));
      // Another time column is the axis under its own name there, under the chart's here.
      const axis = query.granularity && !ours.includes(query.granularity) ? query.granularity : undefined;
      const renamed = (name: string): string => (name === axis ? String(sides.form?.x_axis) : name);
      const names = (theirs?.colnames ?? []).map(renamed);
      const rank = names.indexOf(rankedBy(query) ?? '');
      const mine = flat.rows.map((row) => names.map((name) => plain(row[ours.indexOf(name)])));
      const others = (theirs?.data ?? []).map((row) => (theirs?.colnames ?? []).map((name) => plain(row[name])));
      return {
        error: theirs?.error ?? null,
        columns: {
          ours: flat.rows.length === 0 ? [] : ours.toSorted(),
          theirs: flat.rows.length === 0 ? [] : names.toSorted(),
        },
        rows: { ours: settled(mine, rank, query.row_limit), theirs: settled(others, rank, query.row_limit) },
        counts: { ours: flat.rows.length, theirs: theirs?.data.length ?? 0 },
      };
    }),
  );
}
