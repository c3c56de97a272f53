import { randomUUID } from 'node:crypto';
import type { Bundle } from '../../../src/model/assets.ts';
import type { Store } from '../../../src/store/store.ts';
import { type ApplyResult, applyPlan } from '../../../src/superset/apply/apply.ts';
import type { WriteClient } from '../../../src/superset/client/client.ts';
import { objectSet } from '../../../src/superset/normalise/normalise.ts';
import type { PlanPolicy } from '../../../src/superset/plan/policy-input.ts';
import { planTarget, type TargetPlan } from '../../../src/superset/read/plan-target.ts';
import { takeLock } from '../../../src/superset/state/lock.ts';
import { supersetTarget } from '../../../src/superset/superset-target.ts';

export const GIT_WINS: PlanPolicy = { mode: 'overwrite_git_wins', driftGate: 'warn', prune: false };
export const STRICT: PlanPolicy = { mode: 'strict_fail_on_drift', driftGate: 'fail', prune: false };

/** Plans and applies bundles to one environment, as deploy does, without a project around it. */
export function deployer(
  client: WriteClient,
  store: Store,
  environment = `env-${randomUUID().slice(0, 8)}`,
  attempts = 3,
) {
  const actor = { owner: 'tester', host: 'here', pid: 1, ciUrl: undefined, gitSha: undefined };
  // One target, whether it is reached directly or through a proxy.
  const target = { ...supersetTarget(client, { attempts }), address: 'the shared Superset' };
  const plan = (bundle: Bundle, policy: PlanPolicy = GIT_WINS): Promise<TargetPlan> =>
    planTarget({ target, store, environment, desired: objectSet(bundle, client.version), policy, nowMs: Date.now() });
  const apply = async (bundle: Bundle, policy: PlanPolicy = GIT_WINS): Promise<ApplyResult> => {
    const lock = await takeLock({ store, environment, operation: 'test', actor });
    try {
      const { plan: made, live } = await plan(bundle, policy);
      return await applyPlan({
        target,
        store,
        lock,
        plan: made,
        live,
        desired: { bundle, objects: objectSet(bundle, client.version) },
        passwordOf: () => undefined,
        actor,
        now: Date.now,
      });
    } finally {
      await lock.release();
    }
  };
  /** The objects of the plan as `kind name: class -> action`. */
  const words = async (bundle: Bundle, policy: PlanPolicy = GIT_WINS): Promise<string[]> =>
    (await plan(bundle, policy)).plan.objects.map(
      (each) => `${each.kind} ${each.name}: ${each.class} -> ${each.action}`,
    );
  return { environment, plan, apply, words };
}
