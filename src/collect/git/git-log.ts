import { Failure } from '../../errors.ts';
import { git } from '../../util/git.ts';

export interface Commit {
  sha: string;
  parents: readonly string[];
  /** When it was written, in milliseconds since 1970. */
  at: number;
  /** E-mail address of the author. */
  author: string;
  subject: string;
}

export interface GitHistory {
  /** Of all branches since a day, newest first. */
  commits: Commit[];
  /** The commits of the main branch itself, newest first: first parents only. */
  mainLine: string[];
  /** Tips of the other branches: name without `origin/` -> commits. */
  branches: Map<string, Set<string>>;
}

interface GitSetting {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  since: number;
  /** Name of the main branch; default: what origin/HEAD says, else main, master, else the branch at hand. */
  main?: string | undefined;
}

/**
 * Reads what a clone knows of the commits since a moment.
 * @throws Failure SOURCE_FAILED with what git says
 */
export function readGitLog(setting: GitSetting): GitHistory {
  const { cwd, env, since } = setting;
  const run = (...args: string[]): string => {
    const answer = git(args, { cwd, env, timeoutMs: 300_000 });
    if (answer.status !== 0) {
      throw new Failure('SOURCE_FAILED', `git ${args[0]} failed in ${cwd}: ${answer.error.split('\n')[0] ?? ''}`, {
        hint: 'Name the folder of a clone with its history, and install git.',
      });
    }
    return answer.text;
  };
  const exists = (ref: string): boolean =>
    git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { cwd, env }).status === 0;
  run('rev-parse', '--git-dir');
  const main = setting.main ?? mainBranch(cwd, env, exists);
  if (!exists(main)) throw new Failure('SOURCE_FAILED', `${cwd} has no branch ${main}`, { hint: 'Name it: --main' });
  const after = `--since=${new Date(since).toISOString()}`;
  const logged = run('log', '--branches', '--remotes', main, after, '--format=%H%x00%P%x00%aI%x00%ae%x00%s%x1e');
  const commits = logged.split('\u001e').flatMap((entry) => {
    const [sha = '', parents = '', at = '', author = '', subject = ''] = entry.trimStart().split('\u0000');
    return sha === ''
      ? []
      : [{ sha, parents: parents.split(' ').filter(Boolean), at: Date.parse(at), author, subject }];
  });
  const mainLine = run('rev-list', '--first-parent', after, main).split('\n').filter(Boolean);
  return { commits, mainLine, branches: branchTips(run, main) };
}

function mainBranch(cwd: string, env: NodeJS.ProcessEnv, exists: (ref: string) => boolean): string {
  const said = git(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], { cwd, env });
  if (said.status === 0 && said.text.trim() !== '') return said.text.trim();
  return ['main', 'master', 'origin/main', 'origin/master'].find(exists) ?? 'HEAD';
}

function branchTips(run: (...args: string[]) => string, main: string): Map<string, Set<string>> {
  const tips = new Map<string, Set<string>>();
  const mainName = main.replace(/^origin\//, '');
  const listed = run('for-each-ref', '--format=%(refname)%00%(objectname)%00%(symref)', 'refs/heads', 'refs/remotes');
  for (const line of listed.split('\n').filter(Boolean)) {
    const [ref = '', tip = '', symbolic] = line.split('\u0000');
    const name = ref.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '');
    if (symbolic || name === mainName || name === 'HEAD') continue;
    tips.set(name, (tips.get(name) ?? new Set()).add(tip));
  }
  return tips;
}
