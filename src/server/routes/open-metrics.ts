import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { METRICS } from '../../analyze/catalog.ts';
import { computeMetric } from '../../analyze/compute.ts';
import { DIMENSIONS, type Dimension } from '../../model/vocabulary.ts';
import { organizationCalendar } from '../../analyze/organization-calendar.ts';
import { Failure } from '../../errors.ts';
import { chooseExposition } from '../open-metrics/choose-exposition.ts';
import { CONTENT_TYPE, exposition, type Exposition } from '../open-metrics/family.ts';
import { type Measured, metricFamilies } from '../open-metrics/metric-families.ts';
import { operationFamilies, readOperations } from '../open-metrics/operations.ts';
import { readReports, reportFamilies } from '../open-metrics/report-families.ts';
import type { ServerContext } from '../server-context.ts';

/** A scraper asks every few seconds; values over weeks need not be computed as often. */
const AT_MOST_EVERY_MS = 60_000;
/** Values move with the clock even when nothing is written. */
const AT_LEAST_EVERY_MS = 15 * 60_000;

const PATH = '/api/openmetrics';

/**
 * The catalogue and the state of the database for a scraper: at /api/openmetrics, and at /metrics for who asks for one of
 * the two text formats there; browsers get the page.
 */
export function openMetricsRoutes(app: FastifyInstance, context: ServerContext): void {
  const measure = measurer(context);

  const send = async (request: FastifyRequest, reply: FastifyReply, format: Exposition): Promise<FastifyReply> => {
    const by = readBy((request.query as { by?: unknown }).by);
    const { organization, version } = context;
    const now = context.now().getTime();
    const reports = reportFamilies(await readReports(context.store, now), organization);
    const operations = operationFamilies(await readOperations(context.store), {
      organization,
      version,
      now,
    });
    const text = exposition([...operations, ...reports, ...metricFamilies(await measure(by), organization)], format);
    return reply.header('cache-control', 'no-store').header('vary', 'Accept').type(CONTENT_TYPE[format]).send(text);
  };

  app.get(PATH, (request, reply) => send(request, reply, chooseExposition(request.headers.accept) ?? 'openmetrics'));

  // The page has the route /metrics; who wants the other thing is answered before it.
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.url !== '/metrics') return;
    reply.header('vary', 'Accept');
    const format = chooseExposition(request.headers.accept);
    if (format) return send(request, reply, format);
  });
}

/** Values by dimension, kept while the data are the same, and a minute in any case. */
function measurer({ store, now }: ServerContext): (by: Dimension | undefined) => Promise<Measured[]> {
  const kept = new Map<string, { version: number; at: number; answer: Promise<Measured[]> }>();
  const ask = async (by: Dimension | undefined, at: Date): Promise<Measured[]> => {
    const all: Measured[] = [];
    const calendar = await organizationCalendar(store);
    for (const definition of METRICS) {
      const split = by && definition.dimensions.includes(by) ? { by } : {};
      all.push({ definition, result: await computeMetric(store, definition.id, { now: at, calendar, ...split }) });
    }
    return all;
  };
  return async (by) => {
    const key = by ?? '';
    const version = await store.dataVersion();
    const at = now();
    const last = kept.get(key);
    const age = last ? at.getTime() - last.at : Number.POSITIVE_INFINITY;
    if (last && age < (last.version === version ? AT_LEAST_EVERY_MS : AT_MOST_EVERY_MS)) return last.answer;
    const answer = ask(by, at);
    kept.set(key, { version, at: at.getTime(), answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}

function readBy(text: unknown): Dimension | undefined {
  if (text === undefined) return undefined;
  const by = DIMENSIONS.find((dimension) => dimension === text);
  if (!by) throw new Failure('INPUT_INVALID', `by is one of ${DIMENSIONS.join(', ')}`);
  return by;
}
