import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { applyPlan } from '../../src/superset/apply/apply.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import type { PlanPolicy } from '../../src/superset/plan/policy-input.ts';
import { planTarget } from '../../src/superset/read/plan-target.ts';
import { readBase } from '../../src/superset/state/base.ts';
import { takeLock } from '../../src/superset/state/lock.ts';
import type { Target } from '../../src/superset/target.ts';
import { openDirTarget } from '../../src/superset/target-dir/dir-target.ts';
import { freshStore } from '../support/databases.ts';
import { smallBundle } from '../superset/support/bundle.ts';

const VERSION = '5.0.0';
const now = () => Date.parse('2026-03-01T12:00:00Z');
const actor = { owner: 'ada', host: 'here', pid: 1, ciUrl: undefined, gitSha: undefined };
const git = () => smallBundle('held', 'here.db');

/** Before 6.0 an import must hold everything that a chart hangs on. */
describe('a deployment to a Superset whose imports need every parent', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'target-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const deploy = async (bundle: Bundle, policy: PlanPolicy, store: Awaited<ReturnType<typeof freshStore>>) => {
    const target: Target = { ...openDirTarget({ dir, now: () => new Date(now()) }), version: VERSION };
    const lock = await takeLock({ store, environment: 'dev', operation: 'test', actor, now });
    try {
      const objects = objectSet(bundle, VERSION);
      const input = { target, store, environment: 'dev', desired: objects, policy, nowMs: now() };
      const { plan, live } = await planTarget(input);
      const desired = { bundle, objects };
      return await applyPlan({ target, store, lock, plan, live, desired, passwordOf: () => undefined, actor, now });
    } finally {
      await lock.release();
    }
  };
  const GIT_WINS: PlanPolicy = { mode: 'overwrite_git_wins', driftGate: 'warn', prune: false };
  const STRICT: PlanPolicy = { mode: 'strict_fail_on_drift', driftGate: 'warn', prune: false };
  const withChart = (description: string): Bundle => {
    const bundle = git();
    for (const chart of bundle.charts.slice(0, 1)) chart.description = description;
    return bundle;
  };

  it('writes what changed, and says so of nothing else', async () => {
    const store = await freshStore('sqlite', { access: 'owner' });
    await deploy(git(), GIT_WINS, store);
    const { updated, created } = await deploy(withChart('new'), GIT_WINS, store);
    expect([created, updated]).toEqual([[], [git().charts[0]?.uuid]]);
  });

  it('sends a parent that others changed as they left it, and neither judges nor records it', async () => {
    const store = await freshStore('sqlite', { access: 'owner' });
    await deploy(git(), STRICT, store);
    const target = openDirTarget({ dir, user: 'olga', now: () => new Date(now()) });
    const theirs = await target.export();
    for (const dataset of theirs.datasets) dataset.description = 'by Olga';
    await target.importAssets(theirs);
    const { updated } = await deploy(withChart('new'), STRICT, store);
    expect(updated).toEqual([git().charts[0]?.uuid]);
    expect((await target.export()).datasets[0]?.description).toBe('by Olga');
    const dataset = (await readBase(store, 'dev', VERSION))?.objects.get(git().datasets[0]?.uuid ?? '');
    expect(dataset?.content.description).toBeUndefined();
  });

  it('records what was there already, though it travels along', async () => {
    const store = await freshStore('sqlite', { access: 'owner' });
    const target = openDirTarget({ dir, now: () => new Date(now()) });
    await target.importAssets(git());
    const { adopted, updated } = await deploy(withChart('new'), GIT_WINS, store);
    expect(updated).toEqual([git().charts[0]?.uuid]);
    expect(adopted).toHaveLength(4);
    expect((await readBase(store, 'dev', VERSION))?.objects.size).toBe(5);
  });
});
