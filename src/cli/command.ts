import type { Command } from 'commander';
import type { Output } from './output.ts';

/** The outside world of a command: handed in, so that a test can hand in another. */
export interface Io {
  env: NodeJS.ProcessEnv;
  cwd: string;
  now: () => Date;
  stdin: NodeJS.ReadableStream;
  output: Output;
  /** Aborted on Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

/**
 * Adds options, arguments and the action of one top-level command to `command` (already named and described).
 * The action throws a Failure to fail; it sets `io.output.exit(name)` for other exit codes. `words` is the command line,
 * so that a command with many subcommands loads the code of the one that is called; without it all are defined.
 */
export type DefineCommand = (command: Command, io: Io, words?: readonly string[]) => void | Promise<void>;

export interface CommandEntry {
  name: string;
  summary: string;
  load: () => Promise<{ define: DefineCommand }>;
}
