import type { FastifyInstance } from 'fastify';
import { KPIS, METRICS, metricOf } from '../../analyze/catalog.ts';
import { type ComputeOptions, computeMetric, metricText } from '../../analyze/compute.ts';
import { type ExplainOptions, explainMetric } from '../../analyze/explain.ts';
import { findFindings } from '../../analyze/findings/find.ts';
import { readMaterial } from '../../analyze/findings/read-material.ts';
import { metricHistory } from '../../analyze/history.ts';
import { DIMENSIONS } from '../../model/vocabulary.ts';
import { organizationCalendar } from '../../analyze/organization-calendar.ts';
import { Failure } from '../../errors.ts';
import type { FindingsReply, MetricDetail, MetricList, MetricRows } from '../contract.ts';
import { readLimit } from '../cursor.ts';
import { ResultCache } from '../result-cache.ts';
import type { ServerContext } from '../server-context.ts';

interface MetricQuery {
  since?: string;
  until?: string;
  by?: string;
  compare?: string;
  only?: string;
  limit?: string;
  offset?: string;
}

const MINUTE = 60_000;
const WEEKS = 13;
const FINDING_DAYS = 90;
const CACHED = 500;

/** Every number that is published: its definition, its value, its rows. */
export function metricRoutes(app: FastifyInstance, context: ServerContext): void {
  const { store } = context;
  const cache = new ResultCache<unknown>(CACHED);
  // Values move with the clock: the same minute, the same answer.
  const now = (): Date => new Date(Math.floor(context.now().getTime() / MINUTE) * MINUTE);
  const cached = async <T>(name: string, query: MetricQuery, ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify([name, query, now().getTime()]);
    return (await cache.get(key, await store.dataVersion(), false, ask)).value as T;
  };

  app.get<{ Querystring: MetricQuery }>('/api/metrics', (request): Promise<MetricList> => {
    const options = readOptions(request.query, now());
    return cached('list', request.query, async () => {
      const metrics: MetricList['metrics'] = [];
      const calendar = await organizationCalendar(store);
      for (const metric of METRICS) {
        // All at once are split where they can be.
        const { by, ...rest } = options;
        const own = by && metric.dimensions.includes(by) ? options : rest;
        const result = await computeMetric(store, metric.id, { ...own, calendar });
        metrics.push({ kpi: KPIS.includes(metric), definition: metricText(metric), result });
      }
      return { metrics };
    });
  });

  app.get<{ Querystring: MetricQuery }>('/api/findings', (request): Promise<FindingsReply> => {
    const { since, until = now() } = readOptions(request.query, now());
    const times = { since: since ?? new Date(until.getTime() - FINDING_DAYS * 24 * 60 * MINUTE), until };
    return cached('findings', request.query, async () => ({
      since: times.since.toISOString(),
      until: times.until.toISOString(),
      ...findFindings(await readMaterial(store, times)),
    }));
  });

  app.get<{ Params: { id: string }; Querystring: MetricQuery }>(
    '/api/metrics/:id',
    async (request): Promise<MetricDetail> => {
      const { id } = request.params;
      const definition = metricText(metricOf(id));
      const asked = readOptions(request.query, now());
      // A split says more than an empty place for one.
      const by = asked.by ?? definition.dimensions[0];
      const options = by === undefined ? asked : { ...asked, by };
      return cached(id, request.query, async () => ({
        definition,
        result: await computeMetric(store, id, options),
        history: await metricHistory(store, id, { until: options.until ?? options.now, weeks: WEEKS }),
      }));
    },
  );

  app.get<{ Params: { id: string }; Querystring: MetricQuery }>(
    '/api/metrics/:id/rows',
    async (request): Promise<MetricRows> => {
      const { only, limit, offset = '0' } = request.query;
      const { by: _by, compare: _compare, ...times } = readOptions(request.query, now());
      const options: ExplainOptions = { ...times, limit: readLimit(limit, 100, 1000), offset: readOffset(offset) };
      if (only === 'included' || only === 'excluded') options.only = only;
      else if (only !== undefined) throw new Failure('INPUT_INVALID', 'only is included or excluded');
      return explainMetric(store, request.params.id, options);
    },
  );
}

function readOptions(query: MetricQuery, now: Date): ComputeOptions {
  const options: ComputeOptions = { now };
  if (query.since !== undefined) options.since = readTime('since', query.since);
  if (query.until !== undefined) options.until = readTime('until', query.until);
  if (query.by !== undefined) {
    const by = DIMENSIONS.find((dimension) => dimension === query.by);
    if (!by) throw new Failure('INPUT_INVALID', `by is one of ${DIMENSIONS.join(', ')}`);
    options.by = by;
  }
  if (query.compare !== undefined) {
    if (query.compare !== 'previous') throw new Failure('INPUT_INVALID', 'compare is previous');
    options.compare = 'previous';
  }
  return options;
}

function readTime(name: string, text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Failure('INPUT_INVALID', `${name} is no time: ${text.slice(0, 50)}`);
  return time;
}

function readOffset(text: string): number {
  const offset = Number(text);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new Failure('INPUT_INVALID', 'offset is a whole number');
  return offset;
}
