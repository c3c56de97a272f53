import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { ERRORS, Failure, messageOf } from '../errors.ts';
import type { Bundle } from '../model/assets.ts';
import type { Store } from '../store/store.ts';
import type { ErrorReply, PageName } from './contract.ts';
import { freshnessReader } from './freshness.ts';
import { guard } from './guard.ts';
import { pageRoutes } from './page.ts';
import { ResultCache } from './result-cache.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { eventRoutes } from './routes/events.ts';
import { metaReader, metaRoutes } from './routes/meta.ts';
import { metricRoutes } from './routes/metrics.ts';
import { openMetricsRoutes } from './routes/open-metrics.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { runRoutes } from './routes/runs.ts';
import type { DrawChart, Drawn, ProjectAssets, ServerContext } from './server-context.ts';

export interface AppOptions {
  store: Store;
  /** Slug of the organization, for the page. */
  organization: string;
  version: string;
  /** The assets to draw. Called for every request: it keeps what it read. */
  bundle: () => Promise<Bundle>;
  draw: DrawChart;
  project?: ProjectAssets;
  /** Pages to lead to; default: all that have something behind them. */
  pages?: PageName[];
  /** Folder of the built viewer. */
  webDir: string;
  now: () => Date;
  /** As in ingest: for records that are retried from quarantine. */
  hashKey: string;
  timezone: string;
  /** Host that will be listened on: 127.0.0.1 and its like need no token. */
  host: string;
  token?: string;
  /** Told of every failure that is ours, not the asker's. */
  onError?: (thrown: unknown) => void;
}

const CACHED_CHARTS = 2_000;

/** Dashboards as a person looks for them, on every page in one order. */
const byTitle = (bundle: Bundle): Bundle => ({
  ...bundle,
  dashboards: bundle.dashboards.toSorted((a, b) => a.dashboard_title.localeCompare(b.dashboard_title, 'en')),
});

/** The viewer and its API as one Fastify instance that listens nowhere yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, routerOptions: { maxParamLength: 500 }, bodyLimit: 1_048_576 });
  const context: ServerContext = {
    store: options.store,
    organization: options.organization,
    version: options.version,
    now: options.now,
    hashKey: options.hashKey,
    timezone: options.timezone,
    bundle: async () => byTitle(await options.bundle()),
    draw: options.draw,
    ...(options.project ? { project: options.project } : {}),
    ...(options.pages ? { pages: options.pages } : {}),
    cache: new ResultCache<Drawn>(CACHED_CHARTS),
  };

  app.setErrorHandler(async (thrown, _request, reply) => {
    const failure = thrown instanceof Failure ? thrown : undefined;
    const given = (thrown as { statusCode?: unknown }).statusCode;
    const status = failure?.httpStatus ?? (typeof given === 'number' ? given : 500);
    if (status >= 500) options.onError?.(thrown);
    const body: ErrorReply = {
      error: {
        code: failure?.code ?? (status < 500 ? 'INPUT_INVALID' : 'INTERNAL'),
        message: messageOf(thrown),
        hint: failure?.hint ?? (status < 500 ? ERRORS.INPUT_INVALID.hint : ERRORS.INTERNAL.hint),
      },
    };
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler(async (request) => {
    throw new Failure('NOT_FOUND', `there is nothing at ${request.url.split('?')[0]}`, { hint: 'See docs/viewer.md.' });
  });

  guard(app, { host: options.host, ...(options.token === undefined ? {} : { token: options.token }) });
  const readMeta = metaReader(context, freshnessReader(options.store));
  metaRoutes(app, readMeta);
  dashboardRoutes(app, context);
  eventRoutes(app, context);
  deploymentRoutes(app, context);
  runRoutes(app, context);
  quarantineRoutes(app, context);
  metricRoutes(app, context);
  openMetricsRoutes(app, context);
  pageRoutes(app, context, readMeta, options.webDir);
  await app.register(fastifyStatic, {
    root: options.webDir,
    index: false,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Names of assets hold a hash of their content.
      const forever = path.includes('/assets/') || path.includes('\\assets\\');
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return app;
}
