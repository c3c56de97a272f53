import { Failure } from '../errors.ts';
import type { ChartAsset, DatasetAsset } from '../model/assets.ts';
import type { SqlRunner } from '../model/sql-runner.ts';
import { applyOverrides, type ChartFilters, withFilters } from './chart-filters.ts';
import type { Picture, TablePicture } from './picture.ts';
import { buildPicture, DRAWN_TYPES } from './picture-of/build-picture.ts';
import { tableOf } from './picture-of/table.ts';
import type { PictureInput } from './picture-of/types.ts';
import { buildDashboardQueries } from './query/build-queries.ts';
import { dashboardFormData } from './query/page-form-data.ts';
import { type Answer, runQuery } from './run-query.ts';

export interface RunChart {
  chart: ChartAsset;
  dataset: DatasetAsset;
  runner: SqlRunner;
  filters?: ChartFilters;
  /** `today` and `now` of time ranges. */
  now: Date;
  signal?: AbortSignal;
}

export interface ChartResult {
  picture: Picture;
  /** The rows behind the picture, as they were after post-processing. */
  table: TablePicture;
  queries: { sql: string; rowcount: number; ms: number }[];
}

/** Failures that are the chart's own, not the database's. */
const OF_THE_CHART: ReadonlySet<string> = new Set(['CHART_INVALID', 'CHART_UNSUPPORTED', 'DB_QUERY_FAILED']);

/** Rows of all queries beside each other where they are about the same axis; else those of the first. */
function tableFor(input: PictureInput): TablePicture {
  const [first, ...others] = input.answers.map((answer) => tableOf(input, answer));
  if (first === undefined) return { type: 'table', columns: [], rows: [] };
  if (input.chart.viz_type !== 'mixed_timeseries') return first;
  const axis = first.columns[0]?.name ?? '';
  for (const other of others) {
    const taken = new Set(first.columns.map((column) => column.name));
    const named = new Map(
      other.columns
        .slice(1)
        .map((column) => [column.name, taken.has(column.name) ? `${column.name} (2)` : column.name]),
    );
    first.columns.push(
      ...other.columns.slice(1).map((column) => ({ ...column, name: named.get(column.name) ?? column.name })),
    );
    const byAxis = new Map(other.rows.map((row) => [row[other.columns[0]?.name ?? ''], row]));
    const seen = new Set(first.rows.map((row) => row[axis]));
    const rows = [
      ...first.rows,
      ...[...byAxis.keys()].filter((key) => !seen.has(key)).map((key) => ({ [axis]: key ?? null })),
    ];
    first.rows = rows.map((row) => {
      const match = byAxis.get(row[axis] ?? null);
      return { ...row, ...Object.fromEntries([...named].map(([from, to]) => [to, match?.[from] ?? null])) };
    });
  }
  return first;
}

/**
 * Runs a chart: its queries as Superset would ask them, over the dashboard's filters, and the picture of their rows.
 * @throws Failure CHART_INVALID, CHART_UNSUPPORTED, SQL_REFUSED, DB_TIMEOUT, DB_QUERY_FAILED
 */
export async function runChart({ chart, dataset, runner, filters = {}, now, signal }: RunChart): Promise<ChartResult> {
  const filtered = withFilters(chart, dataset, filters);
  const run = { dataset, runner, now: now.getTime(), ...(signal ? { signal } : {}) };
  const answers: Answer[] = [];
  try {
    for (const query of buildDashboardQueries(filtered))
      answers.push(await runQuery(applyOverrides(query, dataset), run));
  } catch (error) {
    // The rows of a type that is not drawn are a courtesy: what is wrong with asking for them is not what to tell.
    const isForeign = error instanceof Failure && OF_THE_CHART.has(error.code) && !DRAWN_TYPES.includes(chart.viz_type);
    if (!isForeign) throw error;
    return {
      picture: { type: 'unsupported', vizType: chart.viz_type },
      table: { type: 'table', columns: [], rows: [] },
      queries: [],
    };
  }
  const input: PictureInput = { chart: filtered, form: dashboardFormData(filtered), dataset, answers };
  return { picture: buildPicture(input), table: tableFor(input), queries: answers.flatMap((answer) => answer.queries) };
}
