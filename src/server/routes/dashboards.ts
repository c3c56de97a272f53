import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Failure } from '../../errors.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { answerCharts, asKnown, wireError } from '../chart-replies.ts';
import type { ChartReply, DashboardCard, DashboardDetail, DataRequest, FilterOptions } from '../contract.ts';
import { dashboardCard, dashboardDetail } from '../../charts/dashboard/dashboard-view.ts';
import { begun, filterOptions, type OptionsQuestion } from '../filter-options.ts';
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

export interface OptionsQuery {
  q?: unknown;
  parents?: unknown;
}

/**
 * `q` is a part of the values, `parents` a JSON object of what the filters that it depends on stand at.
 * @throws Failure INPUT_INVALID
 */
export function optionsQuestion({ q, parents }: OptionsQuery): OptionsQuestion {
  let filters: unknown = {};
  try {
    filters = typeof parents === 'string' ? JSON.parse(parents) : {};
  } catch (cause) {
    throw new Failure('INPUT_INVALID', 'parents is no JSON', { cause });
  }
  return { words: typeof q === 'string' ? q : '', chosen: parseDataRequest({ filters }).filters ?? {} };
}

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
    return dashboardDetail(bundle, await begun(context, bundle, findDashboard(bundle, request.params.slug)));
  });

  app.post<{ Params: { slug: string } }>('/api/dashboards/:slug/data', async (request, reply) => {
    const bundle = await context.bundle();
    const dashboard = findDashboard(bundle, request.params.slug);
    const wanted = parseDataRequest(request.body);
    const { fresh, ...question } = wanted;
    const { replies } = context;
    const day = context.now().toISOString().slice(0, 10);
    const version = await context.store.dataVersion();
    const round = fresh ? replies.numberOf(wanted) : null;
    return replies.send(request, reply, {
      key: canonicalJson(['data', replies.numberOf(bundle), dashboard.uuid, question, version, day, round]),
      group: dashboard.uuid,
      type: 'application/x-ndjson; charset=utf-8',
      write: async (write, signal) => {
        const line = (answer: ChartReply): string => `${JSON.stringify(answer)}\n`;
        try {
          const answers = (answer: ChartReply): void => write(line(answer), line(asKnown(answer)));
          const board = await begun(context, bundle, dashboard);
          return (await answerCharts(context, bundle, board, wanted, answers, signal)) && !fresh;
        } catch (thrown) {
          // The status is sent already: the charts that were asked for by name learn of it in their lines.
          for (const uuid of wanted.charts ?? []) write(line({ uuid, ok: false, error: wireError(thrown) }));
          return false;
        } finally {
          // What others were given meanwhile may hold the answers that this one replaced.
          if (fresh) replies.forget(dashboard.uuid);
        }
      },
    });
  });

  app.get<{ Params: { slug: string; id: string }; Querystring: OptionsQuery }>(
    '/api/dashboards/:slug/filters/:id',
    async (request): Promise<FilterOptions> => {
      const bundle = await context.bundle();
      const dashboard = findDashboard(bundle, request.params.slug);
      return filterOptions(context, bundle, dashboard, request.params.id, optionsQuestion(request.query));
    },
  );
}
