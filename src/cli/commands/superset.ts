import { loadConfig } from '../../config/config.ts';
import { localStatus, startLocal, stopLocal } from '../../superset/local/local-superset.ts';
import type { DefineCommand } from '../command.ts';

export const define: DefineCommand = (command, io) => {
  const place = () => {
    const config = loadConfig({ cwd: io.cwd, env: io.env });
    return { projectDir: config.projectDir, env: config.env, signal: io.signal, now: io.now };
  };
  const wantsJson = (options: { json?: boolean }) => {
    io.output.json = options.json ?? false;
  };

  command
    .command('up')
    .description('install (once), initialise (once) and start a Superset of your own on this machine')
    .option(
      '--version <release>',
      'another release, to try things on: 6.0, 5.0, 4.1 (default: the last one started, or 6.1)',
    )
    .option('--port <port>', 'loopback port to listen on (default: any free one, then always the same)', Number)
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nNeeds Python 3.10 or 3.11 (or FEEDBACK_LOOP_PYTHON). Example:\n  feedback-loop superset up\n  feedback-loop deploy local\n  feedback-loop superset up --version 5.0',
    )
    .action(async (options: { port?: number; version?: string; json?: boolean }) => {
      wantsJson(options);
      const { port, version } = options;
      const state = await startLocal({ ...place(), port, version, note: (text) => io.output.note(text) });
      io.output.result(state, () =>
        [
          `${io.output.good('✔')} Superset ${state.version} runs at ${io.output.strong(state.url)}`,
          `  user name  ${state.username}`,
          `  password   in ${state.passwordFile}`,
          `  next       feedback-loop deploy local`,
        ].join('\n'),
      );
    });

  command
    .command('down')
    .description('stop it; its data stays')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop superset down')
    .action(async (options: { json?: boolean }) => {
      wantsJson(options);
      const stopped = await stopLocal(place());
      io.output.result(
        { stopped },
        stopped ? `${io.output.good('✔')} Superset is stopped` : 'Superset was not running',
      );
    });

  command
    .command('status')
    .description('whether it runs, and where')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  feedback-loop superset status')
    .action(async (options: { json?: boolean }) => {
      wantsJson(options);
      const state = await localStatus(place());
      const word = state?.healthy ? 'running' : state?.running ? 'starting or stuck' : 'stopped';
      io.output.result(state ?? { running: false, healthy: false }, () =>
        state
          ? [
              `Superset ${state.version}: ${word}`,
              `  address    ${state.url}`,
              `  user name  ${state.username}`,
              `  password   in ${state.passwordFile}`,
            ].join('\n')
          : 'There is none yet. Start one: feedback-loop superset up',
      );
    });
};
