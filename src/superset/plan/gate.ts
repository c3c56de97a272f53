import type { GateResult, ObjectClass, PlannedObject, Problem } from './plan-types.ts';
import type { PlanPolicy } from './policy-input.ts';

/** Before an apply, changes of others trip the gate, never our own; after it, everything that is not in sync does. */
const TRIPS_BEFORE: readonly ObjectClass[] = ['conflict', 'prune_conflict', 'drift', 'deleted_live', 'first_contact'];
const TRIPS_AFTER: readonly ObjectClass[] = [...TRIPS_BEFORE, 'pending'];
const CONFLICTS: readonly ObjectClass[] = ['conflict', 'prune_conflict'];

/** Whether a deployment may go on. An error among the problems stops it whatever the gate says. */
export function gate(
  plan: { objects: readonly PlannedObject[]; problems: readonly Problem[] },
  policy: Pick<PlanPolicy, 'driftGate'>,
  when: 'pre' | 'post' = 'pre',
): GateResult {
  const errors = plan.problems.filter((each) => each.severity === 'error');
  const classes = when === 'pre' ? TRIPS_BEFORE : TRIPS_AFTER;
  const tripped = classes
    .map((each) => ({ class: each, count: plan.objects.filter((o) => o.class === each && !o.chosen).length }))
    .filter((each) => each.count > 0);
  if (errors.length > 0) {
    const more = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
    return { status: 'fail', exit: 'invalid', tripped, why: `${errors[0]?.message}${more}` };
  }
  if (tripped.length === 0) return { status: 'pass', exit: 'done', tripped, why: 'nothing was changed outside Git' };
  const what = tripped.map((each) => `${each.count} ${CLASS_WORDS[each.class]}`).join(', ');
  if (policy.driftGate === 'off') return { status: 'pass', exit: 'done', tripped, why: `${what}; the gate is off` };
  if (policy.driftGate === 'warn') return { status: 'warn', exit: 'done', tripped, why: what };
  const isConflict = tripped.some((each) => CONFLICTS.includes(each.class));
  return { status: 'fail', exit: isConflict ? 'conflict' : 'drift', tripped, why: what };
}

/**
 * What an apply that went well exits with: a strict one that left changes of others in place has not put Git on the
 * target, and says so.
 */
export function exitAfterApply(plan: {
  objects: readonly PlannedObject[];
  mode: PlanPolicy['mode'];
}): GateResult['exit'] {
  if (plan.mode !== 'strict_fail_on_drift') return 'done';
  const left = plan.objects.filter((each) => each.action === 'none' && TRIPS_BEFORE.includes(each.class));
  if (left.length === 0) return 'done';
  return left.some((each) => CONFLICTS.includes(each.class)) ? 'conflict' : 'drift';
}

const CLASS_WORDS: Record<ObjectClass, string> = {
  in_sync: 'in sync',
  pending: 'pending',
  drift: 'changed outside Git',
  converged: 'changed alike on both sides',
  conflict: 'changed in Git and outside it',
  deleted_live: 'deleted outside Git',
  prune_candidate: 'no longer in Git',
  prune_conflict: 'no longer in Git but changed outside it',
  first_contact: 'never applied from here',
  unmanaged: 'not ours',
};
