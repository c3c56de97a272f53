import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocal, stopLocal } from '../../../src/superset/local/local-superset.ts';

declare module 'vitest' {
  interface ProvidedContext {
    superset: { url: string; username: string; password: string; projectDir: string; cache: string };
  }
}

/** One real Superset for the whole suite; every file deploys to it under names and uuids of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cache = resolve(process.env.FEEDBACK_LOOP_CACHE ?? resolve(import.meta.dirname, '../../../.cache'));
  const projectDir = mkdtempSync(join(tmpdir(), 'feedback-loop-superset-'));
  writeFileSync(join(projectDir, 'policy.yaml'), '');
  const options = { projectDir, env: { ...process.env, FEEDBACK_LOOP_CACHE: cache } };
  const state = await startLocal({ ...options, note: (text) => console.error(text) });
  project.provide('superset', {
    url: state.url,
    username: state.username,
    password: readFileSync(state.passwordFile, 'utf8'),
    projectDir,
    cache,
  });
  return async () => {
    await stopLocal(options);
    rmSync(projectDir, { recursive: true, force: true });
  };
}
