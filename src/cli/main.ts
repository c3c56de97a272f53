import { Command, CommanderError } from 'commander';
import { EXIT, Failure } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { packageVersion } from '../util/package-root.ts';
import type { Io } from './command.ts';
import { COMMANDS } from './registry.ts';

/** Runs one command line and answers its exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const program = new Command('feedback-loop')
    .description('Collect what happens while software is built, and turn it into numbers that can be trusted.')
    .version(packageVersion(), '--version', 'print the version')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.output.line(text),
      writeErr: () => {},
    });
  const wanted = argv.find((word) => !word.startsWith('-'));
  try {
    for (const entry of COMMANDS) {
      const command = program.command(entry.name).description(entry.summary);
      // Errors of subcommands must be thrown, not printed and exited on.
      command.copyInheritedSettings(program).exitOverride();
      if (entry.name === wanted) await (await entry.load()).define(command, io, argv);
    }
    const unknown = wanted !== undefined && wanted !== 'help' && !COMMANDS.some((entry) => entry.name === wanted);
    if (unknown) {
      const near = nearest(
        wanted,
        COMMANDS.map((entry) => entry.name),
      );
      throw new Failure(
        'USAGE',
        `there is no command ${wanted}`,
        near ? { hint: `Did you mean: feedback-loop ${near}` } : {},
      );
    }
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return EXIT.done.code;
      io.output.failure(new Failure('USAGE', thrown.message.replace(/^error: /, ''), { hint: usageHint(wanted) }));
    } else if (io.signal.aborted) {
      io.output.failure(new Failure('INTERRUPTED', 'interrupted'));
    } else {
      io.output.failure(thrown);
    }
  }
  return io.output.exitCode;
}

const usageHint = (command: string | undefined): string => `See: feedback-loop ${command ? `${command} ` : ''}--help`;
