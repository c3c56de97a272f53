import { ERRORS, Failure, messageOf } from '../errors.ts';
import type { Bundle, ChartAsset, DashboardAsset, DatasetAsset } from '../model/assets.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import type { ChartReply, DataRequest, FilterMeta, WireError } from './contract.ts';
import { chartsOf } from '../charts/dashboard/dashboard-view.ts';
import { filterMetas, filtersFor } from '../charts/dashboard/filter-view.ts';
import type { DrawChart, Drawn, ServerContext } from './server-context.ts';

/** Queries that may be under way at once for one page: a database answers a few sooner than many. */
const AT_ONCE = 4;

export const wireError = (thrown: unknown): WireError =>
  thrown instanceof Failure
    ? { code: thrown.code, message: thrown.message, hint: thrown.hint }
    : { code: 'INTERNAL', message: messageOf(thrown), hint: ERRORS.INTERNAL.hint };

interface Task {
  chart: ChartAsset;
  dataset: DatasetAsset | undefined;
}

/** The answer as who asks for it again gets it. */
export const asKnown = (answer: ChartReply): ChartReply => (answer.ok ? { ...answer, cached: true } : answer);

/**
 * Answers the charts of a request, each as soon as it is ready. A chart that fails answers why; the others go on.
 * Stops asking when `signal` is aborted. Tells whether every chart was answered.
 */
export async function answerCharts(
  context: ServerContext,
  bundle: Bundle,
  dashboard: DashboardAsset,
  request: DataRequest,
  reply: (answer: ChartReply) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
  const wanted = request.charts && new Set(request.charts);
  const tasks: Task[] = chartsOf(bundle, dashboard)
    .filter((chart) => !wanted || wanted.has(chart.uuid))
    .map((chart) => ({ chart, dataset: datasets.get(chart.dataset_uuid) }));
  const metas = filterMetas(bundle, dashboard);
  const version = await context.store.dataVersion();
  let all = true;
  const workers = Array.from({ length: Math.min(AT_ONCE, tasks.length) }, async () => {
    for (let task = tasks.shift(); task && !signal?.aborted; task = tasks.shift()) {
      const answer = await answerChart(context, dashboard, metas, task, request, version);
      all &&= answer.ok;
      reply(answer);
    }
  });
  await Promise.all(workers);
  return all && !signal?.aborted;
}

/** A chart as it was drawn for this version of the data, or drawn now. */
export function drawKnown(
  context: ServerContext,
  ask: Parameters<DrawChart>[0],
  version: number,
  fresh = false,
): Promise<{ value: Drawn; cached: boolean }> {
  const { chart, dataset, filters } = ask;
  // Relative ranges (Last week) move with the day, so the day is part of the question.
  const day = context.now().toISOString().slice(0, 10);
  const key = canonicalJson([chart.uuid, chart.params, chart.viz_type, dataset, filters, day]);
  return context.cache.get(key, version, fresh, () => context.draw(ask));
}

async function answerChart(
  context: ServerContext,
  dashboard: DashboardAsset,
  metas: readonly FilterMeta[],
  { chart, dataset }: Task,
  request: DataRequest,
  version: number,
): Promise<ChartReply> {
  const { uuid } = chart;
  try {
    if (!dataset)
      throw new Failure('CHART_INVALID', `${chart.slice_name} names a dataset that the bundle does not hold`);
    const filters = filtersFor(dashboard, metas, uuid, dataset, request);
    const { value, cached } = await drawKnown(context, { chart, dataset, filters }, version, request.fresh);
    return {
      uuid,
      ok: true,
      picture: value.picture,
      table: value.table,
      n: value.table.rows.length,
      sql: value.queries.map(({ sql }) => sql),
      ms: value.queries.reduce((sum, { ms }) => sum + ms, 0),
      cached,
    };
  } catch (thrown) {
    return { uuid, ok: false, error: wireError(thrown) };
  }
}
