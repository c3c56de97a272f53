import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import { Output } from '../../src/cli/output.ts';

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, in a folder and with an environment of its own. */
export async function commandLine(
  argv: readonly string[],
  options: { cwd: string; env?: Record<string, string>; stdin?: string; signal?: AbortSignal },
): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const env = options.env ?? {};
  const exitCode = await main(argv, {
    env,
    cwd: options.cwd,
    now: () => new Date(),
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    output: new Output({ stdout: stream('stdout'), stderr: stream('stderr'), env }),
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, ...written };
}
