import type { ApplyResult } from '../apply/apply.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { ApplyOutcome } from '../render/plan-json.ts';

/** How an apply or a deployment ended -> what `--json` says of it. */
export function applyOutcome(
  ended: {
    status: 'done' | 'nothing' | 'planned' | 'stopped';
    plan: Plan | undefined;
    result: ApplyResult | undefined;
  },
  now: Date,
): ApplyOutcome {
  const { status, plan, result } = ended;
  const { created = [], updated = [], deleted = [] } = result ?? {};
  return {
    status: status === 'done' ? 'ok' : status === 'stopped' ? 'failed' : 'nothing',
    created,
    updated,
    deleted,
    errors: status === 'stopped' && plan ? [{ code: plan.gate.exit.toUpperCase(), message: plan.gate.why }] : [],
    appliedAt: now.toISOString(),
  };
}
