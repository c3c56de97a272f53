import { afterAll, describe, expect, it } from 'vitest';
import { buildQueryContext } from '../../src/charts/query/query-context.ts';
import { runQuery } from '../../src/charts/run-query.ts';
import { openStore } from '../../src/store/open.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { chartsOf } from '../../src/superset/apply/selection.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { connected } from './support/connect.ts';
import { starterProject } from './support/starter-project.ts';

const project = await starterProject({ days: 60 });
const deployed = await project.run('deploy', 'local');
const { bundle } = compileProject({ projectDir: project.dir, environment: 'local', env: project.env });
const client = await connected();
const store = await openStore({
  uri: `sqlite:///${project.dir}/feedback-loop.db`,
  organization: 'default',
  access: 'viewer',
});
const listed = await listObjects(client, ['dataset']);
afterAll(async () => {
  await client.close();
  await store.close();
});

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

const shown = (names: readonly string[], row: (name: string) => unknown): string =>
  JSON.stringify(names.map((name) => plain(row(name))));

const placed = new Set(bundle.dashboards.flatMap((board) => chartsOf(board.position)));
const charts = bundle.charts.filter((chart) => placed.has(chart.uuid));

describe('the rows of every chart on every shipped dashboard', () => {
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
      const rows = flat.rows.map((row) => shown(names, (name) => row[ours.indexOf(name)]));
      const expected = (theirs?.data ?? []).map((row) => shown(names, (name) => row[name]));
      // Rows that an order leaves tied come in any order.
      expect(rows.toSorted()).toEqual(expected.toSorted());
      expect(rows.length).toBeGreaterThan(0);
    }
  });
});
