import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { ERRORS, Failure, messageOf } from '../errors.ts';
import type { ErrorReply } from './contract.ts';
import type { EmbedSettings } from './embed/embed-settings.ts';
import { freshnessReader } from './freshness.ts';
import { guard } from './guard.ts';
import { pageRoutes } from './page.ts';
import { programFileRoutes } from './program-files.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { embedRoutes } from './routes/embed.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { mcpRoutes } from './routes/mcp.ts';
import { metaReader, metaRoutes } from './routes/meta.ts';
import { metricRoutes } from './routes/metrics.ts';
import { openMetricsRoutes } from './routes/open-metrics.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { runRoutes } from './routes/runs.ts';
import { type ContextOptions, serverContext } from './server-context.ts';

export interface AppOptions extends ContextOptions {
  /** Folder of the built viewer. */
  webDir: string;
  /** Host that will be listened on: 127.0.0.1 and its like need no token. */
  host: string;
  token?: string;
  /** Absent: no dashboard may be shown in pages of others. */
  embed?: EmbedSettings;
  /** Told of every failure that is ours, not the asker's. */
  onError?: (thrown: unknown) => void;
}

/** The viewer and its API as one Fastify instance that listens nowhere yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, routerOptions: { maxParamLength: 500 }, bodyLimit: 1_048_576 });
  const context = serverContext(options);

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

  guard(app, {
    host: options.host,
    ...(options.token === undefined ? {} : { token: options.token }),
    embedding: options.embed !== undefined,
  });
  const freshness = freshnessReader(options.store);
  const readMeta = metaReader(context, freshness);
  metaRoutes(app, readMeta);
  dashboardRoutes(app, context);
  exportRoutes(app, context, freshness);
  eventRoutes(app, context);
  deploymentRoutes(app, context);
  runRoutes(app, context);
  quarantineRoutes(app, context);
  metricRoutes(app, context);
  openMetricsRoutes(app, context);
  mcpRoutes(app, context);
  pageRoutes(app, context, readMeta, options.webDir);
  if (options.embed) embedRoutes(app, context, { settings: options.embed, readMeta, webDir: options.webDir });
  programFileRoutes(app, options.webDir);
  await app.register(fastifyStatic, {
    root: options.webDir,
    index: false,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
  });
  return app;
}
