import { afterAll, describe, expect, it } from 'vitest';
import { metricLabel } from '../../../src/charts/query/labels.ts';
import { buildQueryContext } from '../../../src/charts/query/query-context.ts';
import type { QueryObject } from '../../../src/charts/query/types.ts';
import { runQuery } from '../../../src/charts/run-query.ts';
import type { Dialect } from '../../../src/model/sql-runner.ts';
import { openStore } from '../../../src/store/open.ts';
import { compileProject } from '../../../src/superset/compile/compile.ts';
import { chartsOf } from '../../../src/superset/apply/selection.ts';
import { listObjects } from '../../../src/superset/read/lists.ts';
import { connected } from './connect.ts';
import { freshUri } from '../../support/databases.ts';
import { starterProject } from './starter-project.ts';

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

/** Deploys the starter on a database of this kind and asks both sides for the rows of every chart. */
export async function sameRows(dialect: Dialect): Promise<void> {
  const uri = await freshUri(dialect);
  const project = await starterProject({ days: 60, env: { METRICS_DB_URI: uri } });
  const deployed = await project.run('deploy', 'local');
  const { bundle } = compileProject({ projectDir: project.dir, environment: 'local', env: project.env });
  const client = await connected();
  const store = await openStore({
    uri,
    organization: 'default',
    access: dialect === 'sqlite' ? 'viewer' : 'owner',
  });
  const listed = await listObjects(client, ['dataset']);
  afterAll(async () => {
    await client.close();
    await store.close();
  });

  const placed = new Set(bundle.dashboards.flatMap((board) => chartsOf(board.position)));
  const charts = bundle.charts.filter((chart) => placed.has(chart.uuid));

  describe(`the rows of every chart on every shipped dashboard, on ${dialect}`, () => {
    it('are of charts that were deployed', () => {
      expect(deployed.exitCode, deployed.stderr).toBe(0);
      expect(bundle.dashboards.length).toBeGreaterThanOrEqual(3);
      expect(charts.length).toBeGreaterThan(25);
    });

    it.each(charts.map((chart) => [chart.slice_name, chart] as const))('%s', async (_, chart) => {
      const dataset = bundle.datasets.find((each) => each.uuid === chart.dataset_uuid);
      if (!dataset) throw new Error('no dataset');
      const now = new Date();
      const context = buildQueryContext(chart);
      const datasource = { id: listed.get(dataset.uuid)?.id ?? 0, type: 'table' };
      const answer = await client.query({ ...context, datasource, result_type: 'full', force: true });
      const results = answer.result as { data: Record<string, unknown>[]; colnames: string[]; error: string | null }[];
      expect(results).toHaveLength(context.queries.length);
      for (const [index, query] of context.queries.entries()) {
        const theirs = results[index];
        const { flat } = await runQuery(query, { dataset, runner: store.runner(), now: now.getTime() });
        expect(theirs?.error ?? null).toBeNull();
        const names = theirs?.colnames ?? [];
        const ours = flat.columns.map((path) => path.join(', '));
        expect(ours.toSorted()).toEqual(names.toSorted());
        const ranks = names.indexOf(rankedBy(query) ?? '');
        const rows = settled(
          flat.rows.map((row) => names.map((name) => plain(row[ours.indexOf(name)]))),
          ranks,
          query.row_limit,
        );
        const expected = settled(
          (theirs?.data ?? []).map((row) => names.map((name) => plain(row[name]))),
          ranks,
          query.row_limit,
        );
        expect(rows).toEqual(expected);
        expect(flat.rows).toHaveLength(theirs?.data.length ?? 0);
        expect(flat.rows.length).toBeGreaterThan(0);
      }
    });
  });
}
