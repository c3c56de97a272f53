import { existsSync } from 'node:fs';
import { delimiter, join, relative, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { refreshSummaries } from '../../analyze/summaries/refresh.ts';
import { type Config, loadConfig } from '../../config/config.ts';
import { loadSample } from '../../sample/load.ts';
import { Failure } from '../../errors.ts';
import { openForIngest } from '../ingest-files.ts';
import { packageRoot } from '../../util/package-root.ts';
import { redactUrl } from '../../util/redact-url.ts';
import type { DefineCommand, Io } from '../command.ts';
import { openBrowser } from '../open-browser.ts';
import { portNumber, untilStopped } from '../serving.ts';
import { hashKey } from '../state-folder.ts';
import { startViewer } from '../viewer.ts';
import { describeInit, initProject } from './init.ts';

interface QuickstartFlags {
  port: number;
  open: boolean;
  serve: boolean;
  seed: number;
  days: number;
  json?: boolean;
}

const DEFAULT_PORT = 4600;

const wholeNumber = (word: string): number => {
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('A whole number from 1 is needed.');
  return number;
};

export const define: DefineCommand = (command, io) => {
  command
    .argument('[dir]', 'folder of the project', 'my-feedback-loop')
    .option('--port <number>', 'port of the viewer; 0 takes any free one', portNumber, DEFAULT_PORT)
    .option('--no-open', 'do not open the browser')
    .option('--no-serve', 'make everything, then end')
    .option('--seed <number>', 'seed of the sample data', wholeNumber, 1)
    .option('--days <number>', 'days of sample data, ending now', wholeNumber, 90)
    .option('--json', 'one JSON document on stdout, as soon as it listens')
    .addHelpText(
      'after',
      '\nMakes a project, a database, sample data where the database is empty, and shows the dashboards. Safe to run again.\n\nExample:\n  feedback-loop quickstart my-metrics',
    )
    .action((dir: string, flags: QuickstartFlags) => quickstart(dir, flags, io));
};

async function quickstart(dir: string, flags: QuickstartFlags, io: Io): Promise<void> {
  const { output } = io;
  output.json = flags.json ?? false;
  const projectDir = resolve(io.cwd, dir);
  const files = initProject(dir, io);
  output.line(describeInit(files, io, false));
  const config = loadConfig({ cwd: io.cwd, env: io.env, projectDir });
  const data = await fill(config, flags, io);
  output.line(`${output.good('✓')} database ${redactUrl(config.database.reveal())}`);
  output.line(output.dim(`  ${data.text}`));

  const summary = { project: projectDir, created: files.created.length, sample: data.sample };
  if (!flags.serve) {
    output.result(summary, nextSteps(projectDir, io));
    return;
  }
  const viewer = await viewerOnAnyPort(config, flags.port, io);
  try {
    const page = `${viewer.url}/dashboards`;
    output.result({ ...summary, address: viewer.url, page }, () =>
      [
        `${output.good('✓')} dashboards ${output.strong(page)}`,
        '',
        nextSteps(projectDir, io),
        '',
        output.dim('Ctrl-C ends.'),
      ].join('\n'),
    );
    if (flags.open) await openBrowser(page, config.env);
    await untilStopped(io);
  } finally {
    await viewer.close();
  }
}

/** A taken port is no reason to stop a first look. */
async function viewerOnAnyPort(config: Config, port: number, io: Io): ReturnType<typeof startViewer> {
  const listen = (on: number) => startViewer(io, config, { port: on, host: '127.0.0.1', environment: 'local' });
  return await listen(port).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.code === 'PORT_TAKEN') return listen(0);
    throw thrown;
  });
}

/** Sample data goes only where there is none: a second run, or a database in use, is left as it is. */
async function fill(config: Config, flags: QuickstartFlags, io: Io): Promise<{ text: string; sample: boolean }> {
  const store = await openForIngest(io, config);
  try {
    if ((await store.dataVersion()) > 0) return { text: 'holds data already; nothing was added', sample: false };
    const { report, planted } = await loadSample(store, {
      seed: flags.seed,
      days: flags.days,
      now: io.now(),
      hashKey: hashKey(config.env),
      signal: io.signal,
    });
    await refreshSummaries(store, { now: io.now() });
    const stored = report.stored.toLocaleString('en');
    return {
      text: `${stored} sample events of ${flags.days} days, with ${planted.length} planted effects`,
      sample: true,
    };
  } finally {
    await store.close();
  }
}

function nextSteps(projectDir: string, io: Io): string {
  const folder = relative(io.cwd, projectDir) || '.';
  const step = (command: string, what: string): string => `  ${command.padEnd(46)}${io.output.dim(what)}`;
  const onPath = (io.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, 'feedback-loop')));
  const inClone = existsSync(join(packageRoot(), '.git'));
  return [
    'Next:',
    ...(inClone && !onPath ? [step('npm link', 'once, in the clone: puts feedback-loop on your path')] : []),
    step(`cd ${folder} && git init`, 'the folder is ready for Git'),
    step('feedback-loop ingest metrics_data.json', 'your own data'),
    step(`edit ${join('assets', 'charts')}, reload the page`, 'your own charts'),
    step('feedback-loop superset up', 'a Superset of your own, then:'),
    step('feedback-loop deploy local', 'the same dashboards there'),
  ].join('\n');
}
