import { spawnSync } from 'node:child_process';

/** The commit that is checked out in a folder; undefined outside Git. */
export function gitHead(folder: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8', timeout: 5_000 });
  return status === 0 ? stdout.trim() || undefined : undefined;
}
