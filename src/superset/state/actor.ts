import { hostname, userInfo } from 'node:os';

/** Who is at work, as a lock and a journal name them. */
export interface Actor {
  owner: string;
  host: string;
  pid: number;
  /** Address of the CI run, when it is one. */
  ciUrl: string | undefined;
  gitSha: string | undefined;
}

/** Known from the environment of GitHub Actions, GitLab CI and Jenkins, otherwise from this machine. */
export function actorOf(env: NodeJS.ProcessEnv, gitSha?: string): Actor {
  const github =
    env.GITHUB_SERVER_URL && env.GITHUB_REPOSITORY && env.GITHUB_RUN_ID
      ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`
      : undefined;
  return {
    owner: env.GITHUB_ACTOR ?? env.GITLAB_USER_LOGIN ?? env.BUILD_USER ?? userName(),
    host: hostname(),
    pid: process.pid,
    ciUrl: github ?? env.CI_JOB_URL ?? env.BUILD_URL,
    gitSha: gitSha ?? env.GITHUB_SHA ?? env.CI_COMMIT_SHA ?? env.GIT_COMMIT,
  };
}

/** The same in one text, as journals and records keep it. */
export const actorText = ({ owner, host }: Actor): string => `${owner}@${host}`;

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'unknown';
  }
}
