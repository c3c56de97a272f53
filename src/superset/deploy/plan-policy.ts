import { type ApplyPolicy, applyPolicyFor, type Policy } from '../../config/policy.ts';
import { Failure } from '../../errors.ts';
import type { PlanPolicy } from '../plan/policy-input.ts';

/** What a command line says in place of policy.yaml. */
export interface PolicyOverrides {
  prune?: boolean | undefined;
  /** Delete what others changed since. */
  allowDeleteModified?: boolean | undefined;
  /** Delete however many objects. */
  allowMassDelete?: boolean | undefined;
}

/** policy.yaml -> what a plan for one environment needs of it. */
export function planPolicy(policy: Policy, environment: string, overrides: PolicyOverrides = {}): PlanPolicy {
  const apply = applyPolicyFor(policy, environment);
  return {
    mode: apply.mode,
    driftGate: apply.drift_gate,
    prune: overrides.prune ?? apply.prune ?? policy.prune.enabled,
    pruneModified: overrides.allowDeleteModified ?? false,
    maxDeletes: overrides.allowMassDelete ? Number.MAX_SAFE_INTEGER : policy.prune.max_objects,
    maxDeletePercent: overrides.allowMassDelete ? 100 : policy.prune.max_percent,
    maxSeverity: apply.max_severity,
    ignore: policy.ignore
      .filter((rule) => rule.environments === undefined || rule.environments.includes(environment))
      .map((rule) => ({
        kind: rule.kind,
        object: rule.name,
        field: rule.field,
        reason: rule.reason,
        until: rule.until,
      })),
  };
}

/**
 * Whether the environment may be written to now.
 * @throws Failure POLICY_INVALID outside the change windows, or when a protected environment was not confirmed
 */
export function requireAllowed(apply: ApplyPolicy, environment: string, nowMs: number, confirmed: boolean): void {
  if (apply.protected && !confirmed) {
    throw new Failure('POLICY_INVALID', `${environment} is protected; nothing was written`, {
      hint: 'Look at the plan (feedback-loop assets plan), then confirm with --yes.',
    });
  }
  if (!apply.windows || apply.windows.some((window) => isInside(window, nowMs))) return;
  const words = apply.windows.map((each) => `${each.days.join(' ')} ${each.from}-${each.to} ${each.timezone}`);
  throw new Failure('POLICY_INVALID', `${environment} may be deployed only within: ${words.join('; ')}`, {
    hint: 'Wait for the window, or change apply.ENV.windows in policy.yaml.',
  });
}

type Window = NonNullable<ApplyPolicy['windows']>[number];

/** A window whose end is before its beginning runs over midnight and belongs to the day on which it begins. */
function isInside(window: Window, nowMs: number): boolean {
  const { day, clock } = localClock(nowMs, window.timezone);
  const today = window.days.includes(day);
  if (window.from <= window.to) return today && clock >= window.from && clock <= window.to;
  const yesterday = window.days.includes(localClock(nowMs - 86_400_000, window.timezone).day);
  return (today && clock >= window.from) || (yesterday && clock <= window.to);
}

function localClock(ms: number, timezone: string): { day: Window['days'][number]; clock: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(ms));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return { day: part('weekday').toLowerCase() as Window['days'][number], clock: `${part('hour')}:${part('minute')}` };
}
