import { type Config, loadConfig } from '../../config/config.ts';
import { environmentNames, loadEnvironment } from '../../config/environment.ts';
import type { DefineCommand, Io } from '../command.ts';
import { type Check, check, skipped } from '../doctor/check.ts';
import {
  databaseCheck,
  nodeCheck,
  policyCheck,
  projectCheck,
  pythonCheck,
  supersetCheck,
  templatesCheck,
} from '../doctor/checks.ts';

export const define: DefineCommand = (command, io) => {
  command
    .option('--env <name>', 'also look at the Superset of this environment (default: local, when it is running)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nEach failure names the command that mends it. Example:\n  feedback-loop doctor --env staging',
    )
    .action(async (options: { env?: string; json?: boolean }) => {
      io.output.json = options.json ?? false;
      const checks = await examine(options.env, io);
      const failed = checks.filter((each) => each.status === 'failed').length;
      if (failed > 0) io.output.exit('error');
      io.output.result({ ok: failed === 0, checks }, () => checks.map((each) => line(each, io)).join('\n'));
    });
};

async function examine(asked: string | undefined, io: Io): Promise<Check[]> {
  const node = check('node', 'failed', () => nodeCheck(process.versions.node));
  let config: Config;
  try {
    config = loadConfig({ cwd: io.cwd, env: io.env });
  } catch (thrown) {
    const settings = await check('settings', 'failed', () => {
      throw thrown;
    });
    return [await node, settings];
  }
  const environments = config.isProject ? environmentNames(config.projectDir) : [];
  const environment = asked ?? (environments.includes('local') ? 'local' : environments[0]);
  const inProject = (name: string, work: (environment: string) => string): Promise<Check> =>
    environment === undefined ? skipped(name, 'no environment') : check(name, 'failed', () => work(environment));
  return Promise.all([
    node,
    check('project', 'warning', () => projectCheck(config)),
    config.isProject ? check('policy', 'failed', () => policyCheck(config, asked)) : skipped('policy', 'no project'),
    inProject('templates', (name) => templatesCheck(config, name)),
    check('database', 'failed', () => databaseCheck(config)),
    check('python', 'warning', () => pythonCheck(config)),
    superset(config, asked, environment, io),
  ]);
}

/** Asked for by name, a Superset must answer; otherwise one that is not there is only said. */
function superset(config: Config, asked: string | undefined, environment: string | undefined, io: Io): Promise<Check> {
  if (environment === undefined) return skipped('superset', 'no environment');
  return check('superset', asked === undefined ? 'warning' : 'failed', () =>
    supersetCheck(config, loadEnvironment(config.projectDir, environment, config.env), io.now),
  );
}

function line({ name, status, message, fix }: Check, { output }: Io): string {
  const sign = { ok: output.good('✔'), warning: output.warn('!'), failed: output.bad('✗'), skipped: output.dim('·') }[
    status
  ];
  const mend = fix === undefined ? '' : `\n${' '.repeat(13)}${output.dim(`→ ${fix}`)}`;
  return `${sign} ${name.padEnd(10)} ${message}${mend}`;
}
