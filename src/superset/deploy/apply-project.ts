import { applyPolicyFor } from '../../config/policy.ts';
import { type ExitName, Failure } from '../../errors.ts';
import type { Bundle } from '../../model/assets.ts';
import type { Store } from '../../store/store.ts';
import { type ApplyResult, applyPlan } from '../apply/apply.ts';
import { selectionOf } from '../apply/selection.ts';
import { exitAfterApply } from '../plan/gate.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { PlanPolicy } from '../plan/policy-input.ts';
import type { Live } from '../read/read-live.ts';
import type { Actor } from '../state/actor.ts';
import type { HeldLock } from '../state/lock.ts';
import type { Target } from '../target.ts';
import { requireAllowed } from './plan-policy.ts';
import { planProject, type ProjectPlan } from './plan-project.ts';
import type { Project } from './project.ts';
import { underLock } from './under-lock.ts';

export interface ProjectApply {
  project: Project;
  target: Target;
  store: Store;
  policy: PlanPolicy;
  /** What is being done, as the lock names it. */
  operation: string;
  actor: Actor;
  now: () => number;
  confirmed: boolean;
  dryRun?: boolean;
  /** Objects to act on alone and to overwrite whatever others did to them; chosen when the target has been read. */
  choose?: (live: Live, made: ProjectPlan) => string[];
  /** What is wanted in place of the compiled project: a rollback wants what was there. */
  want?: (live: Live) => Bundle;
  /** A plan made earlier: refused when anything moved since. */
  saved?: Plan;
  lockWaitMs?: number;
  /** Hears where the record of what was applied comes from. */
  note?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

export interface ProjectApplied {
  plan: Plan;
  result: ApplyResult | undefined;
  status: 'done' | 'nothing' | 'stopped' | 'planned';
  exit: ExitName;
}

/**
 * Locks, plans and applies without the other steps of a deployment.
 * @throws Failure TARGET_*, LOCKED, PLAN_STALE, POLICY_INVALID, VERIFY_FAILED
 */
export async function applyProject(input: ProjectApply): Promise<ProjectApplied> {
  if (input.dryRun) return planned(await makeTargetPlan(input));
  const work = (lock: HeldLock) => applyUnderLock(input, lock);
  return underLock({ ...input, work, targetOf: ({ plan }) => plan.target });
}

async function applyUnderLock(input: ProjectApply, lock: HeldLock): Promise<ProjectApplied> {
  const { project, store, actor, now } = input;
  const { environment } = project;
  const made = await makeTargetPlan(input);
  if (input.saved) requireFresh(input.saved, made.plan);
  const plan = input.saved ?? made.plan;
  if (plan.gate.status === 'fail') return { plan, result: undefined, status: 'stopped', exit: plan.gate.exit };
  const { write, prune } = selectionOf(plan);
  if (write.length + prune.length > 0) {
    requireAllowed(applyPolicyFor(project.policy, environment), environment, now(), input.confirmed);
  }
  const { target } = input;
  const { live, desired } = made;
  const result = await applyPlan({
    target,
    store,
    lock,
    plan,
    desired,
    live,
    passwordOf: project.passwordOf,
    actor,
    now,
  });
  return { plan, result, status: result.applyId === undefined ? 'nothing' : 'done', exit: exitAfterApply(plan) };
}

const planned = ({ plan }: ProjectPlan): ProjectApplied => ({
  plan,
  result: undefined,
  status: plan.gate.status === 'fail' ? 'stopped' : 'planned',
  exit: plan.gate.exit,
});

async function makeTargetPlan(input: ProjectApply): Promise<ProjectPlan> {
  const { project, target, store, policy } = input;
  const asked = { project, target, store, policy, nowMs: input.now(), underLock: !input.dryRun };
  const first = await planProject(asked);
  if (!input.choose && !input.want) return first;
  const { live, recorded } = first;
  const chosen = input.choose?.(live, first);
  return planProject({
    ...asked,
    live,
    recorded,
    bundle: input.want?.(live),
    // Who names objects has decided about them; the others are neither written nor judged.
    policy: chosen ? { ...policy, driftGate: 'off' } : policy,
    overwrite: chosen,
    only: chosen,
  });
}

/** @throws Failure PLAN_STALE */
function requireFresh(saved: Plan, fresh: Plan): void {
  const moved = [
    saved.target !== fresh.target ? 'the target is another one' : '',
    saved.hashes.desired !== fresh.hashes.desired ? 'the project compiles to something else' : '',
    saved.hashes.base !== fresh.hashes.base ? 'something was applied' : '',
    saved.hashes.live !== fresh.hashes.live ? 'the target was changed' : '',
    saved.hashes.policy !== fresh.hashes.policy ? 'the policy changed' : '',
  ].filter(Boolean);
  if (moved.length === 0) return;
  throw new Failure('PLAN_STALE', `since the plan was made at ${saved.madeAt}: ${moved.join(', ')}`);
}
