import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocal, stopLocal } from '../../../src/superset/local/local-superset.ts';

declare module 'vitest' {
  interface ProvidedContext {
    superset: { url: string; username: string; password: string; projectDir: string; cache: string; version: string };
  }
}

/**
 * FEEDBACK_LOOP_TEST_SUPERSET names the folder of a project whose Superset (`superset up`) is used and left running: while
 * working on a test.
 */
const KEPT = process.env.FEEDBACK_LOOP_TEST_SUPERSET;

/** FEEDBACK_LOOP_TEST_SUPERSET_VERSION=5.0: versions.test.ts against another release, installed when it is not yet. */
const VERSION = process.env.FEEDBACK_LOOP_TEST_SUPERSET_VERSION;

/** One real Superset for the whole suite; every file deploys to it under names and uuids of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cache = resolve(process.env.FEEDBACK_LOOP_CACHE ?? resolve(import.meta.dirname, '../../../.cache'));
  const projectDir = KEPT ?? mkdtempSync(join(tmpdir(), 'feedback-loop-superset-'));
  if (!KEPT) {
    writeFileSync(join(projectDir, 'policy.yaml'), '');
    // Off in a new Superset: reports and embedded dashboards are tested too.
    const home = join(projectDir, '.cache/superset/home');
    mkdirSync(home, { recursive: true });
    const flags = 'FEATURE_FLAGS = {"ALERT_REPORTS": True, "EMBEDDED_SUPERSET": True}\n';
    writeFileSync(join(home, 'superset_config_extra.py'), flags);
  }
  const env = { ...process.env, FEEDBACK_LOOP_CACHE: cache };
  const options = { projectDir, env, ...(VERSION ? { version: VERSION } : {}) };
  const state = await startLocal({ ...options, note: (text) => console.error(text) });
  project.provide('superset', {
    url: state.url,
    username: state.username,
    password: readFileSync(state.passwordFile, 'utf8'),
    projectDir,
    cache,
    version: state.version,
  });
  return async () => {
    if (KEPT) return;
    await stopLocal(options);
    rmSync(projectDir, { recursive: true, force: true });
  };
}
