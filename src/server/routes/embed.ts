import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { chartsOf, dashboardDetail } from '../../charts/dashboard/dashboard-view.ts';
import { Failure } from '../../errors.ts';
import type { Bundle, DashboardAsset, DatasetAsset } from '../../model/assets.ts';
import { answerCharts } from '../chart-replies.ts';
import type { ChartReply, CrossFilter, DataRequest, EmbeddedDashboard, FilterOptions } from '../contract.ts';
import type { EmbedSettings } from '../embed/embed-settings.ts';
import { type EmbedGrant, readEmbedToken } from '../embed/embed-token.ts';
import { begun, filterOptions } from '../filter-options.ts';
import { bearerOf, contentPolicy } from '../guard.ts';
import { shellOf } from '../page.ts';
import { findDashboard, type ServerContext } from '../server-context.ts';
import { type OptionsQuery, optionsQuestion, parseDataRequest } from './dashboards.ts';
import type { ReadMeta } from './meta.ts';

interface Opened {
  bundle: Bundle;
  dashboard: DashboardAsset;
  grant: EmbedGrant;
  locks: CrossFilter[];
}

type Slug = { Params: { slug: string } };

/** A chart without the locked column would show everything: it is not shown. */
function lockedOut(dataset: DatasetAsset | undefined, locks: readonly CrossFilter[]): CrossFilter | undefined {
  const names = new Set(dataset?.columns.map((column) => column.column_name));
  return locks.find(({ column }) => !names.has(column));
}

/** What the page asks for, with what the token says put over it. */
function narrowed(request: DataRequest, { grant, locks, dashboard }: Opened): DataRequest {
  const { fresh: _fresh, filters = {}, ...rest } = request;
  if (grant.timeRange === undefined) return { ...rest, filters, cross: [...locks, ...(rest.cross ?? [])] };
  // Another time column would be another range.
  const times = new Set(
    (dashboard.metadata.native_filter_configuration ?? []).flatMap(({ id, filterType }) =>
      filterType === 'filter_time' || filterType === 'filter_timecolumn' ? [id] : [],
    ),
  );
  return {
    ...rest,
    filters: Object.fromEntries(Object.entries(filters).filter(([id]) => !times.has(id))),
    cross: [...locks, ...(rest.cross ?? [])],
    timeRange: grant.timeRange,
  };
}

/**
 * Dashboards in pages of others: /embed/SLUG is the page, /api/embed/SLUG what it asks for with the token that it was given.
 * A token opens the one dashboard that it names, narrowed to what it names, and nothing else.
 */
export function embedRoutes(
  app: FastifyInstance,
  context: ServerContext,
  options: { settings: EmbedSettings; readMeta: ReadMeta; webDir: string },
): void {
  const { keys, origins } = options.settings;

  const open = async (request: FastifyRequest<Slug>): Promise<Opened> => {
    const token = bearerOf(request);
    if (token === undefined) {
      throw new Failure('AUTH_REQUIRED', 'no token was given', { hint: 'Open /embed/DASHBOARD#TOKEN.' });
    }
    const grant = await readEmbedToken(keys, token, context.now());
    if (grant.organization !== context.organization) {
      throw new Failure('EMBED_REFUSED', 'the token is for another organization');
    }
    const bundle = await context.bundle();
    const dashboard = findDashboard(bundle, grant.dashboard);
    if (dashboard !== findDashboard(bundle, request.params.slug)) {
      throw new Failure('EMBED_REFUSED', 'the token is for another dashboard');
    }
    const locks = Object.entries(grant.locked).map(([column, value]) => ({ chart: '', column, value }));
    const begins = await begun(context, bundle, dashboard, { locks, timeRange: grant.timeRange });
    return { bundle, dashboard: begins, grant, locks };
  };

  app.get<Slug>('/embed/:slug', async (_request, reply) => {
    const { before, after } = shellOf(options.webDir);
    if (origins.length > 0) reply.removeHeader('x-frame-options');
    return reply
      .headers({ 'cache-control': 'no-store', 'content-security-policy': contentPolicy(origins) })
      .type('text/html; charset=utf-8')
      .send(before + after);
  });

  app.get<Slug>('/api/embed/:slug', async (request, reply): Promise<EmbeddedDashboard> => {
    const { bundle, dashboard, grant, locks } = await open(request);
    const { freshness, hasEvents } = await options.readMeta();
    const detail = dashboardDetail(bundle, dashboard);
    const locked = new Set(locks.map(({ column }) => column));
    reply.header('cache-control', 'no-store');
    return {
      // What leads elsewhere or tells of more than this dashboard stays here.
      meta: { version: '', organization: grant.organization, freshness, hasEvents, quarantined: 0, pages: [] },
      dashboard: {
        ...detail,
        previous: null,
        next: null,
        filters: detail.filters.filter(
          ({ column, kind }) =>
            !(column !== null && locked.has(column)) &&
            !(grant.timeRange !== undefined && (kind === 'time' || kind === 'column')),
        ),
      },
      locked: locks.map(({ column, value }) => ({ column, value })),
      timeRange: grant.timeRange ?? null,
    };
  });

  app.post<Slug>('/api/embed/:slug/data', async (request, reply) => {
    const opened = await open(request);
    const { bundle, dashboard, locks } = opened;
    const asked = parseDataRequest(request.body);
    const wanted = asked.charts && new Set(asked.charts);
    const charts = chartsOf(bundle, dashboard).filter(({ uuid }) => !wanted || wanted.has(uuid));
    const datasets = new Map(bundle.datasets.map((dataset) => [dataset.uuid, dataset]));
    const lines = new PassThrough();
    const write = (answer: ChartReply): void => {
      lines.write(`${JSON.stringify(answer.ok ? { ...answer, sql: [] } : answer)}\n`);
    };
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const shown: string[] = [];
    for (const { uuid, dataset_uuid } of charts) {
      const lock = lockedOut(datasets.get(dataset_uuid), locks);
      if (!lock) shown.push(uuid);
      else {
        const message = `This chart cannot be narrowed to ${lock.column}, so it is not shown here.`;
        write({ uuid, ok: false, error: { code: 'EMBED_REFUSED', message, hint: 'Open the dashboard itself.' } });
      }
    }
    answerCharts(context, bundle, dashboard, { ...narrowed(asked, opened), charts: shown }, write, gone.signal)
      .then(() => lines.end())
      .catch((thrown: unknown) => lines.destroy(thrown as Error));
    return reply.header('cache-control', 'no-store').type('application/x-ndjson; charset=utf-8').send(lines);
  });

  app.get<Slug & { Params: { id: string }; Querystring: OptionsQuery }>(
    '/api/embed/:slug/filters/:id',
    async (request): Promise<FilterOptions> => {
      const { bundle, dashboard, grant, locks } = await open(request);
      const question = optionsQuestion(request.query);
      const fixed = { locks, timeRange: grant.timeRange };
      return filterOptions(context, bundle, dashboard, request.params.id, question, fixed);
    },
  );
}
