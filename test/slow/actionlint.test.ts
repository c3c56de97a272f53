import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const workflows = join(root, 'starter/.github/workflows');
const RELEASE = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';

/** actionlint of the path, else built by Go into .cache; undefined where neither can be had. */
function actionlint(): string | undefined {
  const runs = (program: string) => spawnSync(program, ['-version']).status === 0;
  const bin = join(root, '.cache/go/bin');
  const found = ['actionlint', join(bin, 'actionlint')].find(runs);
  if (found) return found;
  mkdirSync(bin, { recursive: true });
  spawnSync('go', ['install', RELEASE], { env: { ...process.env, GOBIN: bin }, timeout: 600_000 });
  return runs(join(bin, 'actionlint')) ? join(bin, 'actionlint') : undefined;
}

describe('the workflows of a new project', () => {
  const program = actionlint();
  it.runIf(program).each(readdirSync(workflows))('%s says nothing wrong to actionlint', (name) => {
    const { stdout, status } = spawnSync(program ?? '', ['-no-color', join(workflows, name)], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
