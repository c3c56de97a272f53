import { join, resolve } from 'node:path';
import { watch } from 'chokidar';
import { environmentNames } from '../../../config/environment.ts';
import { Failure } from '../../../errors.ts';
import { packageRoot } from '../../../util/package-root.ts';
import { sayFindings } from '../../bundle-of.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { openBrowser } from '../../open-browser.ts';
import { startBundleViewer } from '../../preview/bundle-viewer.ts';
import { livePage } from '../../preview/live-page.ts';
import { previewBundle, refuseMistaken } from '../../preview/preview-bundle.ts';
import { portNumber, untilStopped } from '../../serving.ts';
import { startViewer } from '../../viewer.ts';
import { projectConfig } from './control.ts';

interface Options {
  env?: string;
  bundle?: string;
  data: string[];
  port: number;
  open?: boolean;
  json?: boolean;
}

const collect = (value: string, all: string[]): string[] => [...all, value];

/** Editors write a file in several steps. */
const QUIET_MS = 80;

export const define: DefineCommand = (command, io) => {
  command
    .option('--env <name>', 'environment to compile for (default: local, else the first one)')
    .option('--bundle <path>', "look at this bundle folder or export ZIP instead of the project's templates")
    .option(
      '--data <address>',
      'with --bundle: the database of its charts; NAME=ADDRESS for one of several',
      collect,
      [],
    )
    .option('--port <n>', 'port; 0 takes a free one', portNumber, 4610)
    .option('--open', 'open the browser')
    .option('--json', 'print the address as JSON')
    .addHelpText(
      'after',
      "\nDraws the dashboards as they are being written, without a Superset, until Ctrl-C. A template that is saved shows\nat once; a mistake stands in the place of its chart, with file, line and column. With --bundle and --data it opens\nsomebody else's dashboards over their database; no project is needed, and the database is only read.\n\nExamples:\n  feedback-loop assets preview --env local --open\n  feedback-loop assets preview --bundle examples.zip --data sqlite:///examples.db --open",
    )
    .action((options: Options) => preview(options, io));
};

async function preview(options: Options, io: Io): Promise<void> {
  io.output.json = options.json ?? false;
  const { port } = options;
  if (options.bundle !== undefined) return previewOfBundle(io, options, port);
  if (options.data.length > 0) throw new Failure('USAGE', '--data goes with --bundle');
  const config = projectConfig(io);
  const names = environmentNames(config.projectDir);
  const environment = options.env ?? (names.includes('local') ? 'local' : (names[0] ?? 'local'));
  const bundle = previewBundle({ projectDir: config.projectDir, environment, env: config.env });
  sayFindings(io, bundle.refresh());
  const page = livePage(join(packageRoot(), 'dist', 'web'));
  try {
    const served = await startViewer(io, config, {
      port,
      host: '127.0.0.1',
      environment,
      preview: {
        bundle: () => Promise.resolve(bundle.current()),
        beforeDraw: refuseMistaken,
        webDir: page.webDir,
        routes: (app) => page.routes(app),
      },
    });
    const sources = ['policy.yaml', 'environments', 'assets'].map((name) => join(config.projectDir, name));
    const watcher = watch(sources, {
      ignoreInitial: true,
      awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: 20 },
    });
    watcher.on('all', () => {
      sayFindings(io, bundle.refresh());
      page.reload();
    });
    io.output.result({ url: served.url, environment }, `Preview: ${io.output.strong(served.url)}   (Ctrl-C stops)`);
    if (options.open) await openBrowser(served.url, io.env);
    await untilStopped(io);
    await watcher.close();
    page.close();
    await served.close();
    io.output.note('Stopped.');
  } finally {
    page.close();
  }
}

async function previewOfBundle(io: Io, options: Options, port: number): Promise<void> {
  const path = resolve(io.cwd, options.bundle ?? '');
  const served = await startBundleViewer(io, { bundle: path, data: options.data, port });
  const { charts, dashboards } = served.bundle;
  io.output.result(
    { url: served.url, bundle: path, dashboards: dashboards.length, charts: charts.length },
    `${dashboards.length} dashboards, ${charts.length} charts of ${path}\nPreview: ${io.output.strong(served.url)}   (Ctrl-C stops)`,
  );
  if (options.open) await openBrowser(served.url, io.env);
  await untilStopped(io);
  await served.close();
  io.output.note('Stopped.');
}
