import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Failure } from '../../errors.ts';
import { answerCharts, wireError } from '../chart-replies.ts';
import type { ChartReply, DashboardCard, DashboardDetail, DataRequest, FilterOptions } from '../contract.ts';
import { dashboardCard, dashboardDetail } from '../../charts/dashboard/dashboard-view.ts';
import { filterOptions } from '../filter-options.ts';
import { findDashboard, type ServerContext } from '../server-context.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const dataRequest = z.object({
  timeRange: z.string().max(200).optional(),
  grain: z.string().max(20).optional(),
  filters: z.record(z.string(), z.union([z.string(), z.array(scalar).max(1_000), z.null()])).optional(),
  cross: z
    .array(z.object({ chart: z.string(), column: z.string().max(255), value: scalar }))
    .max(50)
    .optional(),
  charts: z.array(z.string()).max(500).optional(),
  fresh: z.boolean().optional(),
});

/** @throws Failure INPUT_INVALID */
export function parseDataRequest(body: unknown): DataRequest {
  const parsed = dataRequest.safeParse(body ?? {});
  if (!parsed.success) {
    throw new Failure('INPUT_INVALID', `the request is not valid: ${z.prettifyError(parsed.error)}`, {
      hint: 'See docs/viewer.md for what may be asked.',
    });
  }
  // What is absent and what is undefined are the same in JSON.
  return JSON.parse(JSON.stringify(parsed.data)) as DataRequest;
}

export function dashboardRoutes(app: FastifyInstance, context: ServerContext): void {
  app.get('/api/dashboards', async (): Promise<DashboardCard[]> => {
    const bundle = await context.bundle();
    return bundle.dashboards.map((dashboard) => dashboardCard(bundle, dashboard));
  });

  app.get<{ Params: { slug: string } }>('/api/dashboards/:slug', async (request): Promise<DashboardDetail> => {
    const bundle = await context.bundle();
    return dashboardDetail(bundle, findDashboard(bundle, request.params.slug));
  });

  app.post<{ Params: { slug: string } }>('/api/dashboards/:slug/data', async (request, reply) => {
    const bundle = await context.bundle();
    const dashboard = findDashboard(bundle, request.params.slug);
    const wanted = parseDataRequest(request.body);
    const gone = new AbortController();
    request.raw.on('close', () => {
      if (!reply.raw.writableEnded) gone.abort();
    });
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
    const write = (answer: ChartReply): void => {
      reply.raw.write(`${JSON.stringify(answer)}\n`);
    };
    try {
      await answerCharts(context, bundle, dashboard, wanted, write, gone.signal);
    } catch (thrown) {
      // The status is sent already: the charts that were asked for by name learn of it in their lines.
      for (const uuid of wanted.charts ?? []) write({ uuid, ok: false, error: wireError(thrown) });
    }
    reply.raw.end();
  });

  app.get<{ Params: { slug: string; id: string }; Querystring: { q?: string } }>(
    '/api/dashboards/:slug/filters/:id',
    async (request): Promise<FilterOptions> => {
      const bundle = await context.bundle();
      const dashboard = findDashboard(bundle, request.params.slug);
      return filterOptions(context, bundle, dashboard, request.params.id, request.query.q ?? '');
    },
  );
}
