import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../errors.ts';

interface RunOptions {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Output is appended here; its last lines stand in the message when the program fails. */
  log: string;
  stdin?: string;
  signal?: AbortSignal | undefined;
  /** What the program was for, as in "installing Superset". */
  what: string;
}

/**
 * Runs a program to its end with its output in a log file.
 * @throws Failure TARGET_FAILED with the end of the log, INTERRUPTED
 */
export async function runLogged(program: string, args: readonly string[], options: RunOptions): Promise<void> {
  const log = openSync(options.log, 'a');
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(program, [...args], {
        cwd: options.cwd,
        env: options.env,
        stdio: ['pipe', log, log],
        ...(options.signal ? { signal: options.signal } : {}),
      });
      child.stdin?.on('error', () => {});
      child.stdin?.end(options.stdin ?? '');
      child.on('error', reject);
      child.on('exit', (code, signal) =>
        code === 0 ? resolve() : reject(new Error(signal ? `stopped by ${signal}` : `exit code ${code}`)),
      );
    });
  } catch (cause) {
    if (options.signal?.aborted) throw new Failure('INTERRUPTED', `interrupted while ${options.what}`, { cause });
    throw new Failure(
      'TARGET_FAILED',
      `${options.what} failed (${(cause as Error).message}):\n${await tail(options.log)}`,
      {
        where: { file: options.log },
        hint: 'The whole output is in the file named above.',
        cause,
      },
    );
  } finally {
    closeSync(log);
  }
}

/** The last lines of a log file. */
export async function tail(file: string, lines = 15): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Starts a program that outlives us; its output goes to the log file. Answers its process id. */
export function startDetached(
  program: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd: string; log: string },
): Promise<number> {
  const log = openSync(options.log, 'a');
  return new Promise<number>((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.on('error', reject);
    child.on('spawn', () => {
      child.unref();
      resolve(child.pid ?? 0);
    });
  }).finally(() => closeSync(log));
}

/** Whether a process with this id is there (it may be another one since: ask what it answers, too). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
