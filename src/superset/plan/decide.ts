import type { ObjectClass, PlanAction } from './plan-types.ts';
import type { PlanPolicy } from './policy-input.ts';

export interface Decision {
  action: PlanAction;
  /** Why nothing is done although Git and the target differ. */
  held?: string;
}

const does = (action: PlanAction): Decision => ({ action });
const holds = (held: string): Decision => ({ action: 'none', held });

const NOT_OVERWRITTEN = 'strict_fail_on_drift never overwrites what others changed';

/**
 * What apply does with an object of a class: the table of docs/plan.md. `overwrite` is for an object that was named on
 * purpose; then Git wins in either mode. `pendingToo`: Git changed the object as well (a drift is then no mere revert).
 */
export function decide(
  found: ObjectClass,
  policy: Pick<PlanPolicy, 'mode' | 'prune' | 'pruneModified'>,
  state: { overwrite: boolean; pendingToo: boolean; live: boolean; desired: boolean },
): Decision {
  const gitWins = policy.mode === 'overwrite_git_wins' || state.overwrite;
  switch (found) {
    case 'in_sync':
    case 'unmanaged':
      return does('none');
    case 'pending':
      return does(state.live ? 'update' : 'create');
    case 'converged':
      return does(state.desired ? 'adopt-base' : 'forget');
    case 'drift':
      return gitWins ? does(state.pendingToo ? 'update' : 'revert') : holds(NOT_OVERWRITTEN);
    case 'conflict':
      return gitWins ? does('update') : holds(NOT_OVERWRITTEN);
    case 'first_contact':
      return gitWins ? does('update') : holds(`${NOT_OVERWRITTEN}; adopt it, or revert it to Git`);
    case 'deleted_live':
      return gitWins ? does('recreate') : holds('strict_fail_on_drift does not undo a deletion by others');
    case 'prune_candidate':
      return policy.prune ? does('prune') : holds('prune is off');
    case 'prune_conflict':
      if (!policy.prune) return holds('prune is off');
      if (!gitWins) return holds(NOT_OVERWRITTEN);
      return policy.pruneModified || state.overwrite
        ? does('prune')
        : holds('others changed it since; deleting that needs --allow-delete-modified');
  }
}
