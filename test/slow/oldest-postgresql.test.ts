import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('PostgreSQL 15, the oldest supported, passes every contract that the newest passes', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/contracts'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, FEEDBACK_LOOP_TEST_POSTGRES: '15' } },
  );
  expect(status, stdout + stderr).toBe(0);
});
