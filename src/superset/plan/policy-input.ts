import type { ObjectKind } from '../../model/assets.ts';

export type ApplyMode = 'overwrite_git_wins' | 'strict_fail_on_drift';
export type DriftGate = 'warn' | 'fail' | 'off';

/** How much a change matters to people who look: breaking (numbers or charts go), semantic (numbers differ), cosmetic. */
export const SEVERITIES = ['cosmetic', 'semantic', 'breaking'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Differences that are known and accepted, for a reason and, if given, until a day. */
export interface IgnoreRule {
  kind?: ObjectKind | undefined;
  /** UUID or name; `*` stands for any run of characters. */
  object?: string | undefined;
  /** Field as plans print it (`params.row_limit`); `*` stands for any run of characters. Without it: the whole object. */
  field?: string | undefined;
  reason: string;
  /** Last day on which the rule holds, YYYY-MM-DD (UTC). */
  until?: string | undefined;
}

/** What a plan needs to know of policy.yaml for one environment. */
export interface PlanPolicy {
  mode: ApplyMode;
  driftGate: DriftGate;
  /** Delete what we created and Git no longer has. */
  prune: boolean;
  /** Delete it even when others changed it since. */
  pruneModified?: boolean | undefined;
  /** Refuse to delete more objects than this at once... */
  maxDeletes?: number | undefined;
  /** ...or more than this share of what we manage, in percent. */
  maxDeletePercent?: number | undefined;
  /** Refuse changes that are worse than this. */
  maxSeverity?: Severity | undefined;
  /** Objects that no deployment may change or delete: UUIDs or names, `*` allowed. */
  protectedObjects?: readonly string[] | undefined;
  ignore?: readonly IgnoreRule[] | undefined;
}

export const DEFAULT_MAX_DELETES = 10;
export const DEFAULT_MAX_DELETE_PERCENT = 30;

/** Whether a pattern with `*` matches the whole of a text, letters' case ignored. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const value = text.toLowerCase();
  if (parts.length === 1) return parts[0] === value;
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}
