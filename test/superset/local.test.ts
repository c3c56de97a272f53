import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { localStatus, startLocal } from '../../src/superset/local/local-superset.ts';

describe('a Superset of our own', () => {
  const { url, projectDir, cache, password } = inject('superset');
  const options = { projectDir, env: { ...process.env, FEEDBACK_LOOP_CACHE: cache } };

  it('is healthy on a loopback port', async () => {
    expect(await localStatus(options)).toMatchObject({ url, running: true, healthy: true, version: '6.1.0' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('is left alone by a second start', async () => {
    const before = await localStatus(options);
    expect((await startLocal(options)).pid).toBe(before?.pid);
  });

  it('keeps its secrets in files that only their owner can read', () => {
    for (const name of ['admin_password', 'secret_key']) {
      expect(statSync(join(projectDir, '.cache/superset/home', name)).mode & 0o777).toBe(0o600);
    }
    expect(password.length).toBeGreaterThan(20);
  });

  it('names the mend when there is no Python', async () => {
    const elsewhere = {
      projectDir: join(projectDir, 'other'),
      env: { PATH: '/nowhere', FEEDBACK_LOOP_PYTHON: 'python9' },
    };
    await expect(startLocal(elsewhere)).rejects.toMatchObject({ code: 'PYTHON_MISSING' });
  });
});
