import { git } from '../../util/git.ts';

/** The commit that is checked out in a folder; undefined outside Git. */
export function gitHead(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
  const { status, text } = git(['rev-parse', 'HEAD'], { cwd, env, timeoutMs: 5_000 });
  return status === 0 ? text.trim() || undefined : undefined;
}
