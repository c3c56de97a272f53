import type { ObjectEntry } from '../normalise/normalise.ts';
import type { Change } from './change.ts';
import type { Problem } from './plan-types.ts';
import { type IgnoreRule, matchesPattern } from './policy-input.ts';

/** The rules that hold at `now` (ISO 8601). A rule holds through the whole of its last day, UTC. */
export const activeIgnores = (rules: readonly IgnoreRule[], now: string): IgnoreRule[] =>
  rules.filter((rule) => rule.until === undefined || rule.until >= now.slice(0, 10));

export const expiredIgnores = (rules: readonly IgnoreRule[], now: string): Problem[] =>
  rules
    .filter((rule) => rule.until !== undefined && rule.until < now.slice(0, 10))
    .map((rule) => ({
      code: 'IGNORE_EXPIRED',
      severity: 'warning',
      message: `the rule to ignore ${rule.object ?? 'all objects'} ${rule.field ?? ''} (${rule.reason}) ended on ${rule.until}`,
      hint: 'Remove it from policy.yaml, or give it a later end.',
    }));

/** The rule that accepts this change of this object, if there is one. */
export function ignoreRuleFor(
  rules: readonly IgnoreRule[],
  entry: Pick<ObjectEntry, 'kind' | 'uuid' | 'name'>,
  change: Pick<Change, 'field' | 'path'>,
): IgnoreRule | undefined {
  return rules.find(
    (rule) =>
      (rule.kind === undefined || rule.kind === entry.kind) &&
      (rule.object === undefined ||
        matchesPattern(rule.object, entry.uuid) ||
        matchesPattern(rule.object, entry.name)) &&
      (rule.field === undefined ||
        matchesPattern(rule.field, change.field) ||
        change.path.some((_, index) => matchesPattern(rule.field ?? '', change.path.slice(0, index + 1).join('.')))),
  );
}
