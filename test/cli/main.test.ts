import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { Output } from '../../src/cli/output.ts';
import { COMMANDS } from '../../src/cli/registry.ts';

async function call(...argv: string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const output = new Output({ stdout: stream('stdout'), stderr: stream('stderr'), env: {} });
  const io = {
    env: {},
    cwd: '/',
    now: () => new Date(0),
    stdin: Readable.from([]),
    output,
    signal: new AbortController().signal,
  };
  const exitCode = await main(argv, io);
  return { exitCode, ...written };
}

describe('the command line', () => {
  it('prints its version', async () => {
    expect(await call('--version')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('lists every command when called without one', async () => {
    const { exitCode, stdout } = await call();
    expect(exitCode).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toContain(name);
  });

  it('answers 64 to a command that does not exist, and says which one was meant', async () => {
    const { exitCode, stderr } = await call('innit');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Did you mean: feedback-loop init');
  });

  it('answers 64 to an option that does not exist', async () => {
    const { exitCode, stderr } = await call('init', '--nonsense');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--nonsense');
  });

  it.each(COMMANDS.map(({ name }) => name))(
    'shows an example that runs for %s, or for each of its subcommands',
    async (name) => {
      const { exitCode, stdout } = await call(name, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`feedback-loop ${name}`);
      const listed = stdout.split('Commands:')[1] ?? '';
      const subcommands = [...listed.matchAll(/^ {2}(\w[\w-]*)/gm)]
        .map((match) => match[1] ?? '')
        .filter((word) => word !== 'help');
      for (const subcommand of subcommands) {
        const help = await call(name, subcommand, '--help');
        expect(help.stdout, `${name} ${subcommand}`).toMatch(/Example/);
      }
      if (subcommands.length === 0) expect(stdout).toMatch(/Example/);
    },
  );
});
