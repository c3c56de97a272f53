import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { Failure } from '../../../errors.ts';

/** Runs `work` on the project as it was at a commit, in a folder of its own that goes away again. */
export async function projectAt<T>(
  projectDir: string,
  ref: string,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  if (ref.startsWith('-')) throw new Failure('USAGE', `${ref} is no commit`);
  const paths = git(projectDir, ['ls-tree', '--name-only', ref]).toString().split('\n');
  const wanted = ['policy.yaml', 'assets', 'environments'].filter((path) => paths.includes(path));
  const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-'));
  try {
    if (wanted.length > 0) {
      const archive = git(projectDir, ['archive', '--format=zip', ref, ...wanted]);
      for (const [path, content] of Object.entries(unzipSync(archive))) {
        if (path.endsWith('/')) continue;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function git(cwd: string, args: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd, maxBuffer: 500_000_000 });
  if (status === 0) return stdout;
  throw new Failure('USAGE', `git ${args.join(' ')} failed: ${error?.message ?? stderr.toString().trim()}`, {
    hint: 'Name a commit, branch or tag of this repository.',
  });
}
