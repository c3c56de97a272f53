import { applyPolicyFor, type Policy } from '../../config/policy.ts';
import type { PlanPolicy } from './policy-input.ts';

export interface PolicyWords {
  /** --allow-mass-delete */
  allowMassDelete?: boolean | undefined;
  /** --allow-delete-modified */
  allowDeleteModified?: boolean | undefined;
}

/** policy.yaml -> what a plan for one environment needs of it; the words of the command line loosen it. */
export function planPolicyOf(policy: Policy, environment: string, words: PolicyWords = {}): PlanPolicy {
  const apply = applyPolicyFor(policy, environment);
  return {
    mode: apply.mode,
    driftGate: apply.drift_gate,
    prune: apply.prune ?? policy.prune.enabled,
    pruneModified: words.allowDeleteModified ?? false,
    maxDeletes: words.allowMassDelete ? Number.MAX_SAFE_INTEGER : policy.prune.max_objects,
    maxDeletePercent: words.allowMassDelete ? 100 : policy.prune.max_percent,
    maxSeverity: apply.max_severity,
    ignore: policy.ignore
      .filter((rule) => rule.environments === undefined || rule.environments.includes(environment))
      .map(({ kind, name, field, reason, until }) => ({ kind, name, field, reason, until })),
  };
}
