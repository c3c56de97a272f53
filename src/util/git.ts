import { spawn, spawnSync } from 'node:child_process';

export interface GitAnswer {
  /** 0 when it went well; -1 when git could not be started or took too long. */
  status: number;
  text: string;
  /** What git says of a failure, without its progress. */
  error: string;
}

interface GitOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdin?: string;
  timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** Runs git with a list of arguments: no shell, no question on the terminal, none of our secrets in its environment. */
export function git(args: readonly string[], options: GitOptions): GitAnswer {
  const { cwd, env, stdin, timeoutMs = TIMEOUT_MS } = options;
  const done = spawnSync('git', [...args], {
    cwd,
    env: quietEnvironment(env),
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 500_000_000,
    ...(stdin === undefined ? {} : { input: stdin }),
  });
  const error = done.error?.message ?? done.stderr.trim();
  return { status: done.status ?? -1, text: done.stdout ?? '', error };
}

/** The same while other work goes on; for what may wait for another machine. An aborted signal ends it. */
export function gitMeanwhile(
  args: readonly string[],
  options: GitOptions & { signal?: AbortSignal | undefined },
): Promise<GitAnswer> {
  const { cwd, env, stdin, signal, timeoutMs = TIMEOUT_MS } = options;
  return new Promise((resolve) => {
    const child = spawn('git', [...args], { cwd, env: quietEnvironment(env), ...(signal ? { signal } : {}) });
    const said = { text: [] as Buffer[], error: [] as Buffer[] };
    const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill();
    }, timeoutMs);
    const end = (status: number, error: string): void => {
      clearTimeout(timer);
      resolve({ status, text: textOf(said.text), error });
    };
    child.stdout.on('data', (part: Buffer) => said.text.push(part));
    child.stderr.on('data', (part: Buffer) => said.error.push(part));
    // Git may end without reading it all: what it says then counts.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin ?? '');
    child.on('error', (error) => end(-1, signal?.aborted ? 'interrupted' : error.message));
    child.on('close', (code) =>
      end(code ?? -1, late ? `no answer within ${timeoutMs / 1000} seconds` : textOf(said.error).trim()),
    );
  });
}

/** What only we need: passwords and addresses of databases and of Superset. A token for the remote is git's business. */
const OURS = /PASS|SECRET|SUPERSET|_(URI|URL|DSN|KEY)$|^(POSTGRES|PG|DATABASE|METRICS|API_DB|SMTP|SLACK)/i;
const GITS = /^(GIT_|AWS_|SSH_|GH_|GITHUB_|CI_|GCM_|HOME$|PATH$)/;

const quietEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...withoutSecrets(env),
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
});

/** An environment for a program that needs no secret of ours. */
const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => GITS.test(name) || !OURS.test(name)));
