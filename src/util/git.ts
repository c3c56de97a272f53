import { spawnSync } from 'node:child_process';

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

/** Runs git with a list of arguments: no shell, no question on the terminal, none of our secrets in its environment. */
export function git(args: readonly string[], options: GitOptions): GitAnswer {
  const { cwd, env, stdin, timeoutMs = 30_000 } = options;
  const done = spawnSync('git', [...args], {
    cwd,
    env: { ...withoutSecrets(env), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 500_000_000,
    ...(stdin === undefined ? {} : { input: stdin }),
  });
  const error = done.error?.message ?? done.stderr.trim();
  return { status: done.status ?? -1, text: done.stdout ?? '', error };
}

/** What only we need: passwords and addresses of databases and of Superset. A token for the remote is git's business. */
const OURS = /PASS|SECRET|SUPERSET|_(URI|URL|DSN|KEY)$|^(POSTGRES|PG|DATABASE|METRICS|API_DB|SMTP|SLACK)/i;
const GITS = /^(GIT_|AWS_|SSH_|GH_|GITHUB_|CI_|GCM_|HOME$|PATH$)/;

/** An environment for a program that needs no secret of ours. */
const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => GITS.test(name) || !OURS.test(name)));
