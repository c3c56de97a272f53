import { Readable } from 'node:stream';
import { Command } from 'commander';
import type { Io } from '../command.ts';
import { Output } from '../output.ts';
import { COMMANDS } from '../registry.ts';

/** docs/cli.md: the help of every command and subcommand, as the program prints it. */
export async function cliDoc(): Promise<string> {
  const sections: string[] = [];
  for (const entry of COMMANDS) {
    const command = new Command(entry.name).description(entry.summary);
    // The heading shows the whole command line, so the parent must be known.
    new Command('feedback-loop').addCommand(command);
    await (await entry.load()).define(command, silentIo());
    sections.push(...helpOf(command, 2));
  }
  return [
    '# The command line',
    '',
    '<!-- Written by `npm run docs` from the commands themselves. Do not edit. -->',
    '',
    'Every command: `--json` gives one document on stdout (progress and notes go to stderr); colour only on a terminal and',
    'without NO_COLOR; Ctrl-C stops cleanly. Exit codes are in [errors.md](errors.md).',
    '',
    ...sections,
  ].join('\n');
}

function helpOf(command: Command, depth: number): string[] {
  const own = [`${'#'.repeat(depth)} ${pathOf(command)}`, '', '```text', captureHelp(command), '```', ''];
  return [...own, ...command.commands.flatMap((each) => helpOf(each, Math.min(depth + 1, 4)))];
}

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

function captureHelp(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return text.trimEnd();
}

/** Defining a command must not touch the world; an Io that goes nowhere shows it. */
function silentIo(): Io {
  const nowhere = { write: () => true };
  return {
    env: {},
    cwd: '/',
    now: () => new Date(0),
    stdin: Readable.from([]),
    output: new Output({ stdout: nowhere, stderr: nowhere, env: {} }),
    signal: new AbortController().signal,
  };
}
