import { resolve } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { loadReports } from '../../config/reports-config.ts';
import type { DefineCommand, Io } from '../command.ts';
import { openBrowser } from '../open-browser.ts';
import { keepSending } from '../report/keep-sending.ts';
import { portNumber, untilStopped } from '../serving.ts';
import { startViewer } from '../viewer.ts';

interface ServeFlags {
  port: number;
  host: string;
  env: string;
  bundle?: string;
  reports?: boolean;
  open?: boolean;
  json?: boolean;
}

export const define: DefineCommand = (command, io) => {
  command
    .option('--port <n>', 'port; 0 takes a free one', portNumber, 4600)
    .option('--host <address>', 'address to listen on; others than this machine need FEEDBACK_LOOP_TOKEN', '127.0.0.1')
    .option('--env <name>', 'environment that the dashboards are compiled for', 'local')
    .option('--bundle <path>', 'draw this bundle folder or export ZIP instead of the project')
    .option('--reports', 'send the reports of reports.yaml when they are due')
    .option('--open', 'open the browser')
    .option('--json', 'print the address as JSON')
    .addHelpText(
      'after',
      `
Serves the project's dashboards from its database until Ctrl-C. A template that is saved shows at the next reload.
With --reports it also sends what reports.yaml asks for, each due time once, however many servers do so.

Example:
  $ feedback-loop serve --port 4600

Environment: METRICS_DB_URI, FEEDBACK_LOOP_ORG, FEEDBACK_LOOP_TOKEN. See docs/viewer.md.`,
    )
    .action((flags: ServeFlags) => serve(io, flags));
};

async function serve(io: Io, flags: ServeFlags): Promise<void> {
  io.output.json = flags.json ?? false;
  const config = loadConfig({ cwd: io.cwd, env: io.env });
  // A mistake in reports.yaml is said before anybody relies on it.
  if (flags.reports) loadReports(config.projectDir);
  const served = await startViewer(io, config, {
    port: flags.port,
    host: flags.host,
    environment: flags.env,
    ...(flags.bundle === undefined ? {} : { bundle: resolve(io.cwd, flags.bundle) }),
  });
  io.output.result({ url: served.url }, `Viewer: ${io.output.strong(served.url)}   (Ctrl-C stops)`);
  if (flags.open) await openBrowser(served.url, io.env);
  const sending = flags.reports ? keepSending(io, config) : undefined;
  await untilStopped(io);
  await sending;
  await served.close();
  io.output.note('Stopped.');
}
