import { join } from 'node:path';
import { watch } from 'chokidar';
import { environmentNames } from '../../../config/environment.ts';
import { Failure, placeText } from '../../../errors.ts';
import type { Finding } from '../../../superset/finding.ts';
import { packageRoot } from '../../../util/package-root.ts';
import type { DefineCommand, Io } from '../../command.ts';
import { livePage } from '../../preview/live-page.ts';
import { previewBundle, refuseMistaken } from '../../preview/preview-bundle.ts';
import { startViewer } from '../../viewer.ts';
import { projectConfig } from './control.ts';

interface Options {
  env?: string;
  port: string;
  open?: boolean;
  json?: boolean;
}

/** Editors write a file in several steps. */
const QUIET_MS = 80;

export const define: DefineCommand = (command, io) => {
  command
    .option('--env <name>', 'environment to compile for (default: local, else the first one)')
    .option('--port <n>', 'port; 0 takes a free one', '4610')
    .option('--open', 'open the browser')
    .option('--json', 'print the address as JSON')
    .addHelpText(
      'after',
      '\nDraws the dashboards as they are being written, without a Superset, until Ctrl-C. A template that is saved shows\nat once; a mistake stands in the place of its chart, with file, line and column.\n\nExample:\n  feedback-loop assets preview --env local --open',
    )
    .action((options: Options) => preview(options, io));
};

async function preview(options: Options, io: Io): Promise<void> {
  io.output.json = options.json ?? false;
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Failure('USAGE', `${options.port} is no port`);
  const config = projectConfig(io);
  const names = environmentNames(config.projectDir);
  const environment = options.env ?? (names.includes('local') ? 'local' : (names[0] ?? 'local'));
  const bundle = previewBundle({ projectDir: config.projectDir, environment, env: config.env });
  say(bundle.refresh(), io);
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
      say(bundle.refresh(), io);
      page.reload();
    });
    io.output.result({ url: served.url, environment }, `Preview: ${io.output.strong(served.url)}   (Ctrl-C stops)`);
    if (options.open) await (await import('open')).default(served.url).catch(() => undefined);
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await watcher.close();
    page.close();
    await served.close();
    io.output.note('Stopped.');
  } finally {
    page.close();
  }
}

function say(findings: readonly Finding[], { output }: Io): void {
  for (const { code, message, where, severity } of findings) {
    if (severity === 'note') continue;
    const sign = severity === 'error' ? output.bad('✗') : output.warn('!');
    output.note(`${sign} ${message}  [${code}]\n  at ${placeText(where)}`);
  }
}
