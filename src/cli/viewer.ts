import { openProjectStore, requireProject } from './project-store.ts';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { runChart } from '../charts/run-chart.ts';
import type { Config } from '../config/config.ts';
import { environmentNames } from '../config/environment.ts';
import { readSecret } from '../config/secret.ts';
import { Failure, messageOf } from '../errors.ts';
import type { Bundle, ChartAsset } from '../model/assets.ts';
import { createApp } from '../server/app.ts';
import { embedSettings } from '../server/embed/embed-settings.ts';
import { isLoopback } from '../server/guard.ts';
import { projectBundle } from '../server/project-bundle.ts';
import type { ContextOptions, ProjectAssets } from '../server/server-context.ts';
import { compileProject } from '../superset/compile/compile.ts';
import { readBundle } from '../superset/compile/read-bundle.ts';
import { asImported } from '../superset/normalise/as-imported.ts';
import { packageRoot, packageVersion } from '../util/package-root.ts';
import { sayFindings } from './bundle-of.ts';
import type { Io } from './command.ts';
import { refreshDaily } from './refresh-daily.ts';
import { hashKey } from './state-folder.ts';

/** What `assets preview` draws in place of the project as it is. */
export interface ViewerPreview {
  bundle: () => Promise<Bundle>;
  /** Throws to put its message in the place of a chart. */
  beforeDraw: (chart: ChartAsset) => void;
  webDir: string;
  routes: (app: FastifyInstance) => void;
}

export interface Served {
  url: string;
  close: () => Promise<void>;
}

/**
 * The viewer over the project's database and dashboards; quickstart uses it, too.
 * @throws Failure PORT_TAKEN, AUTH_REQUIRED, PROJECT_MISSING and those of the store
 */
export async function startViewer(
  io: Io,
  config: Config,
  options: { port: number; host: string; environment: string; bundle?: string; preview?: ViewerPreview },
): Promise<Served> {
  const token = readSecret(config.env, 'FEEDBACK_LOOP_TOKEN');
  if (!isLoopback(options.host) && !token) {
    throw new Failure('AUTH_REQUIRED', `${options.host} can be reached by others, and no token is set`, {
      hint: 'Set FEEDBACK_LOOP_TOKEN to a long random text, or listen on 127.0.0.1.',
    });
  }
  const embed = embedSettings(config.env);
  const opened = await openProject(io, config, options);
  const { preview } = options;
  try {
    const app = await createApp({
      ...opened,
      webDir: preview?.webDir ?? join(packageRoot(), 'dist', 'web'),
      host: options.host,
      ...(token ? { token: token.reveal() } : {}),
      ...(embed ? { embed } : {}),
      onError: tellError(io),
    });
    preview?.routes(app);
    const url = await listenOn(app, options);
    // Somebody else's dashboards, or a preview, are only looked at.
    const own = options.bundle === undefined && preview === undefined;
    const stop = own ? refreshDaily(opened.store, { now: io.now, onError: tellError(io) }) : undefined;
    return {
      url,
      close: async () => {
        await stop?.();
        await app.close();
        await opened.store.close();
      },
    };
  } catch (thrown) {
    await opened.store.close();
    throw thrown;
  }
}

/**
 * The project's database and dashboards, opened; whoever opens them closes the store.
 * @throws Failure PROJECT_MISSING and those of the store
 */
export async function openProject(
  io: Io,
  config: Config,
  options: { environment: string; bundle?: string; preview?: ViewerPreview },
): Promise<ContextOptions> {
  if (!options.bundle) requireProject(config);
  const store = await openProjectStore(io, config);
  try {
    const runner = store.runner();
    const { preview } = options;
    const bundle =
      preview?.bundle ??
      (options.bundle === undefined ? project(io, config, options.environment) : fixed(options.bundle));
    // Said now rather than at the first request.
    await bundle();
    return {
      store,
      organization: config.organization,
      version: packageVersion(),
      bundle,
      draw: async ({ chart, dataset, filters }) => {
        preview?.beforeDraw(chart);
        return runChart({ chart, dataset, runner, filters, now: io.now() });
      },
      ...(options.bundle === undefined ? { project: deployments(config) } : {}),
      now: io.now,
      hashKey: hashKey(config.env),
      timezone: config.timezone,
    };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

/** Failures that are ours, on the terminal. */
export const tellError =
  (io: Io) =>
  (thrown: unknown): void =>
    io.output.note(`${io.output.bad('✗')} ${messageOf(thrown)}`);

/** The address it listens on. @throws Failure PORT_TAKEN */
export async function listenOn(app: FastifyInstance, { port, host }: { port: number; host: string }): Promise<string> {
  return app.listen({ port, host }).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new Failure('PORT_TAKEN', `port ${port} is in use`, { cause: thrown });
    }
    throw thrown;
  });
}

function project(io: Io, config: Config, environment: string): () => Promise<Bundle> {
  return projectBundle({
    projectDir: config.projectDir,
    environment,
    env: config.env,
    onFindings: (findings) => sayFindings(io, findings),
  });
}

function deployments(config: Config): ProjectAssets {
  return {
    environments: () => environmentNames(config.projectDir),
    bundleFor: (name) => {
      const { bundle, environment, findings } = compileProject({
        projectDir: config.projectDir,
        environment: name,
        env: config.env,
      });
      const wrong = findings.find((finding) => finding.severity === 'error');
      if (wrong) throw new Failure('ASSET_INVALID', wrong.message, { where: wrong.where, hint: wrong.hint });
      return { bundle, version: environment.target.version };
    },
  };
}

function fixed(path: string): () => Promise<Bundle> {
  let known: Promise<Bundle> | undefined;
  return () => {
    known ??= readBundle(path).then(asImported);
    return known;
  };
}
