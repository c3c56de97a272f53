import { applyPolicyFor, attemptsOf } from '../../config/policy.ts';
import type { ExitName } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import { type ApplyResult, applyPlan } from '../apply/apply.ts';
import { isEmptySelection, selectionOf } from '../apply/selection.ts';
import { type Finding, hasErrors } from '../finding.ts';
import { exitAfterApply, gate } from '../plan/gate.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { Actor } from '../state/actor.ts';
import { rememberTexts } from '../state/base.ts';
import type { HeldLock } from '../state/lock.ts';
import type { Target, TargetReader } from '../target.ts';
import {
  APPLY_WORDS,
  type DeployReporter,
  refuseErrors,
  resultWords,
  sayGate,
  type StepReport,
  summary,
} from './deploy-words.ts';
import { openTarget } from './open-target.ts';
import { startEarly } from './start-early.ts';
import { type PolicyOverrides, planPolicy, requireAllowed } from './plan-policy.ts';
import { planProject } from './plan-project.ts';
import { openProject, type Project } from './project.ts';
import { retrying } from './retrying.ts';
import { underLock } from './under-lock.ts';

export interface DeployInput {
  projectDir: string;
  env: NodeJS.ProcessEnv;
  environment: string;
  /** The control database: base, journal and lock. */
  store: Store;
  actor: Actor;
  now: () => number;
  /** Runs the project's SQL; answers the files that were new and how many were known. */
  dbSync: () => Promise<{ applied: string[]; known: number }>;
  /** What is wrong with the compiled project. */
  validate: (project: Project) => Promise<Finding[]>;
  overrides?: PolicyOverrides;
  /** Whether a protected environment may be written to. */
  confirmed: boolean;
  /** Plan only: nothing is written, in no database either. */
  dryRun?: boolean;
  lockWaitMs?: number;
  signal?: AbortSignal | undefined;
  report: DeployReporter;
}

export interface DeployReport {
  environment: string;
  status: 'done' | 'nothing' | 'stopped';
  exit: ExitName;
  steps: StepReport[];
  plan: Plan | undefined;
  result: ApplyResult | undefined;
}

/**
 * The whole road of spec/4: database, compile, validate, gate, apply, gate. Under the lock of the environment. What was
 * done before is not done again, so a deployment that broke off is simply started anew.
 * @throws Failure for everything but a gate that closes, which is in the report
 */
export async function deploy(input: DeployInput): Promise<DeployReport> {
  const { environment, report } = input;
  report.heading(`ENV=${environment}`);
  const project = openProject(input);
  if (input.dryRun) return steps(input, project, undefined);
  return underLock({
    ...input,
    project,
    operation: 'deploy',
    note: report.note,
    work: (lock) => steps(input, project, lock),
    targetOf: ({ plan }) => plan?.target,
  });
}

async function steps(input: DeployInput, project: Project, lock: HeldLock | undefined): Promise<DeployReport> {
  const { report } = input;
  const done: StepReport[] = [];
  const timed = async <T>(step: string, work: () => Promise<T>, detail: (value: T) => string): Promise<T> => {
    const start = performance.now();
    const value = await work();
    done.push({ step, status: 'done', ms: Math.round(performance.now() - start), detail: detail(value) });
    return value;
  };
  const skip = (step: string, why: string) => {
    report.line(`· skipped: ${why}`);
    done.push({ step, status: 'skipped', ms: 0, detail: why });
  };
  const { base_seconds: base, max_seconds: max } = project.policy.deploy.retry;
  const policy = {
    attempts: attemptsOf(project.policy),
    baseMs: base * 1000,
    maxMs: max * 1000,
  };
  const again = <T>(work: () => Promise<T>) => retrying(policy, work, { note: report.note, signal: input.signal });

  const assets = project.compiled.files.length - 1;
  const open = () => openTarget({ ...input, ...targetOptions(input, project, policy) });
  // Login and export go on while SQL runs and charts are probed; a project with mistakes calls nobody.
  let first =
    assets === 0 || hasErrors(project.compiled.findings)
      ? undefined
      : startEarly(open(), { store: input.store, environment: input.environment, bundle: project.compiled.bundle });
  first?.catch(() => {});
  const ready = () => {
    const found = first ?? open().then((target) => ({ target, reading: target }));
    first = undefined;
    return found;
  };
  try {
    await prepare(input, project, { done, timed, skip }, again);
    if (assets === 0) return withoutAssets(input, project, done, skip);
    const { target, reading } = await again(ready);
    // What was asked early answers the first look only: whoever looks again looks anew.
    let looking = reading;
    try {
      return await again(() => {
        const reader = looking;
        looking = target;
        return planAndApply(input, project, lock, { target, reader }, { done, timed, skip });
      });
    } finally {
      await target.close();
      summary(report, done);
    }
  } finally {
    await first?.then(({ target }) => target.close()).catch(() => {});
  }
}

/** What comes before the target is looked at. @throws Failure ASSET_INVALID and those of the project's SQL */
async function prepare(
  input: DeployInput,
  project: Project,
  { timed, skip }: Steps,
  again: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { report } = input;
  const assets = project.compiled.files.length - 1;
  report.heading('1) DB sync');
  if (input.dryRun) skip('db_sync', 'dry run');
  else if (!project.policy.deploy.steps.includes('db_sync'))
    skip('db_sync', 'deploy.steps of policy.yaml leaves it out');
  else {
    const sync = () => again(input.dbSync);
    await timed('db_sync', sync, ({ applied, known }) => `${applied.length} new, ${known} known`);
    report.line('✅ DB_SYNC_OK');
  }

  report.heading('2) Compile+Validate');
  await timed(
    'compile',
    () => Promise.resolve(refuseErrors(project.compiled.findings, report)),
    () => `${assets} assets`,
  );
  report.line(
    assets === 0 ? '✅ Nothing to compile: there are no templates in assets/ yet' : '✅ Compilation complete',
  );
  const findings = await timed(
    'validate',
    () => input.validate(project),
    (found) => `${found.length} findings`,
  );
  refuseErrors(findings, report);
  report.line('✅ Validation complete');
}

const targetOptions = (input: DeployInput, project: Project, policy: { attempts: number }) => ({
  environment: project.compiled.environment,
  now: () => new Date(input.now()),
  attempts: policy.attempts,
  note: input.report.note,
});

interface Steps {
  done: StepReport[];
  timed: <T>(step: string, work: () => Promise<T>, detail: (value: T) => string) => Promise<T>;
  skip: (step: string, why: string) => void;
}

async function planAndApply(
  input: DeployInput,
  project: Project,
  lock: HeldLock | undefined,
  { target, reader }: { target: Target; reader: TargetReader },
  { done, timed, skip }: Steps,
): Promise<DeployReport> {
  const { report, environment, store, now } = input;
  const wanted = project.policy.deploy.steps;
  const gated = wanted.includes('drift_check');
  const policy = {
    ...planPolicy(project.policy, environment, input.overrides),
    ...(gated ? {} : { driftGate: 'off' as const }),
  };
  const end = (status: DeployReport['status'], exit: ExitName, plan: Plan, result?: ApplyResult): DeployReport => ({
    environment,
    status,
    exit,
    steps: done,
    plan,
    result,
  });

  report.heading('3) Drift gate (pre)');
  const asked = { project, store, policy, underLock: lock !== undefined };
  const planning = () => planProject({ ...asked, target: reader, nowMs: now() });
  const { plan, live, desired } = await timed('drift_gate_pre', planning, (made) => made.plan.gate.why);
  sayGate(report, plan.gate, policy.driftGate);
  if (plan.gate.status !== 'pass' || input.dryRun) report.plan(plan);
  if (plan.gate.status === 'fail') return end('stopped', plan.gate.exit, plan);

  report.heading(`4) Apply (${APPLY_WORDS[plan.mode]})`);
  let result: ApplyResult | undefined;
  if (lock && wanted.includes('apply_assets')) {
    const selection = selectionOf(plan);
    if (selection.write.length + selection.prune.length > 0) {
      requireAllowed(applyPolicyFor(project.policy, environment), environment, now(), input.confirmed);
    }
    const apply = { target, store, lock, plan, desired, live, passwordOf: project.passwordOf, actor: input.actor, now };
    result = await timed('apply_assets', () => applyPlan(apply), resultWords);
    report.line(isEmptySelection(selection) ? '✅ Nothing to do' : `✅ Apply complete: ${resultWords(result)}`);
  } else skip('apply_assets', input.dryRun ? 'dry run' : 'deploy.steps of policy.yaml leaves it out');

  report.heading('5) Drift gate (post)');
  if (input.dryRun) {
    skip('drift_gate_post', 'dry run');
    return end('nothing', 'done', plan);
  }
  const after = await timed(
    'drift_gate_post',
    () => planProject({ ...asked, target, nowMs: now(), live: result?.live ?? live }),
    ({ plan: made }) => gate(made, policy, 'post').why,
  );
  const post = result ? gate(after.plan, policy, 'post') : gate(after.plan, policy, 'pre');
  sayGate(report, post, policy.driftGate);
  if (post.status === 'fail') {
    report.plan(after.plan);
    return end('stopped', post.exit, after.plan, result);
  }
  const { base } = after.recorded;
  if (lock && base) {
    await rememberTexts(store, { environment, base, live: after.live, version: target.version });
  }
  const exit = result ? exitAfterApply(plan) : 'done';
  return end(result?.applyId === undefined ? 'nothing' : 'done', exit, plan, result);
}

/** A project that has no templates yet is no failure (spec/4): there is nothing to compare and nothing to apply. */
function withoutAssets(input: DeployInput, project: Project, done: StepReport[], skip: Steps['skip']): DeployReport {
  const { report, environment } = input;
  const { drift_gate: driftGate, mode } = applyPolicyFor(project.policy, environment);
  report.heading('3) Drift gate (pre)');
  report.line(`✅ No drift detected (policy: ${driftGate})`);
  report.heading(`4) Apply (${APPLY_WORDS[mode]})`);
  skip('apply_assets', 'there are no assets');
  report.heading('5) Drift gate (post)');
  report.line(`✅ No drift detected (policy: ${driftGate})`);
  summary(report, done);
  return { environment, status: 'nothing', exit: 'done', steps: done, plan: undefined, result: undefined };
}
