import { Failure } from '../../errors.ts';
import type { ApplyResult } from '../apply/apply.ts';
import { type Finding, hasErrors } from '../finding.ts';
import type { GateResult, Plan } from '../plan/plan-types.ts';

/** What is told while it goes on. */
export interface DeployReporter {
  heading: (text: string) => void;
  line: (text: string) => void;
  note: (text: string) => void;
  findings: (findings: readonly Finding[]) => void;
  plan: (plan: Plan) => void;
}

export interface StepReport {
  step: string;
  status: 'done' | 'skipped' | 'stopped';
  ms: number;
  detail: string;
}

export const APPLY_WORDS: Record<Plan['mode'], string> = {
  overwrite_git_wins: 'Git wins for managed assets',
  strict_fail_on_drift: 'strict: what others changed is left',
};

/** What the gate decided, in one line. */
export function sayGate(report: DeployReporter, result: GateResult, policy: string): void {
  if (result.status === 'fail') report.line(`❌ Stopped: ${result.why} (policy: ${policy})`);
  else if (result.status === 'warn') report.line(`⚠️  Drift detected: ${result.why} (policy: ${policy})`);
  else if (result.tripped.length > 0) report.line(`⚠️  ${result.why} (policy: ${policy})`);
  else report.line(`✅ No drift detected (policy: ${policy})`);
}

/** What an apply did, in words; with `noughts`, what it did not do either. */
export function resultWords(result: ApplyResult, { noughts = false } = {}): string {
  const { created, updated, deleted, adopted } = result;
  const parts = [
    noughts || created.length > 0 ? `${created.length} created` : '',
    noughts || updated.length > 0 ? `${updated.length} updated` : '',
    noughts || deleted.length > 0 ? `${deleted.length} deleted` : '',
    adopted.length > 0 ? `${adopted.length} recorded` : '',
  ].filter(Boolean);
  return parts.join(', ') || 'nothing to do';
}

/** What each step did and took. */
export function summary(report: DeployReporter, done: readonly StepReport[]): void {
  for (const { step, status, ms, detail } of done) {
    report.note(
      `${status === 'done' ? '✔' : '·'} ${step.padEnd(16)} ${(ms / 1000).toFixed(2).padStart(6)} s  ${detail}`,
    );
  }
}

/** @throws Failure ASSET_INVALID when one of the findings is an error */
export function refuseErrors(findings: readonly Finding[], report: DeployReporter): void {
  if (findings.length > 0) report.findings(findings);
  if (!hasErrors(findings)) return;
  const count = findings.filter((each) => each.severity === 'error').length;
  const [first] = findings.filter((each) => each.severity === 'error');
  throw new Failure(
    'ASSET_INVALID',
    count === 1 && first ? first.message : `${count} mistakes in the project's assets; nothing was written`,
    first ? { where: first.where, hint: first.hint } : {},
  );
}
