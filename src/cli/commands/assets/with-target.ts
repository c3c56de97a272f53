import type { Config } from '../../../config/config.ts';
import { type Environment, loadEnvironment } from '../../../config/environment.ts';
import { attemptsOf, loadPolicy, type Policy } from '../../../config/policy.ts';
import { Failure } from '../../../errors.ts';
import { sleep } from '../../../http/retry.ts';
import type { Store } from '../../../store/store.ts';
import { openTarget, openTargetReader } from '../../../superset/deploy/open-target.ts';
import { openProject, type Project } from '../../../superset/deploy/project.ts';
import { hasErrors } from '../../../superset/finding.ts';
import { startReading } from '../../../superset/read/read-live.ts';
import type { Target, TargetReader } from '../../../superset/target.ts';
import type { Io } from '../../command.ts';
import { projectConfig, withControl, withControlIfAny } from './control.ts';
import { findingsText } from './findings-text.ts';
import { runValidation } from './run-validation.ts';

interface Wanted {
  env: string;
  json?: boolean;
}

interface WantedReading extends Wanted {
  /** Whether everything is going to be exported (default) or only listed: that begins while we still compile. */
  reads?: boolean;
}

interface Reading {
  config: Config;
  project: Project;
  target: TargetReader;
  store: Store | undefined;
}

/** A compiled project, its target open for writing, and the control database. */
export interface Writing {
  config: Config;
  project: Project;
  target: Target;
  store: Store;
}

/**
 * Compiles the project and opens its target for looking only; neither target nor control database is changed. The target
 * works on its export while we compile; what is wrong with the project is said all the same before what is wrong there.
 */
export async function withReader<T>(io: Io, options: WantedReading, work: (open: Reading) => Promise<T>): Promise<T> {
  io.output.json = options.json ?? false;
  const config = projectConfig(io);
  const policy = loadPolicy(config.projectDir);
  const environment = loadEnvironment(config.projectDir, options.env, config.env);
  const opening = openTargetReader(targetOptions(io, config, { policy, environment }));
  const reading = opening.then((target) =>
    startReading(target, options.reads === false ? { lists: true } : { export: true }),
  );
  reading.catch(() => {});
  // Long enough for a login; compiling then keeps this thread to itself.
  await Promise.race([reading.catch(() => {}), sleep(HEAD_START_MS)]);
  await sleep(SENDING_MS);
  try {
    const { project } = compiledProject(io, options);
    return await withControlIfAny(config, io, async (store) => work({ config, project, target: await reading, store }));
  } finally {
    await opening.then((target) => target.close()).catch(() => {});
  }
}

const HEAD_START_MS = 1_000;
/** A request that is not on its way yet would wait on an idle connection, which gunicorn closes after two seconds. */
const SENDING_MS = 20;

/** Compiles and validates the project and opens its target for writing. */
export async function withWriter<T>(io: Io, options: Wanted, work: (open: Writing) => Promise<T>): Promise<T> {
  const { config, project } = compiledProject(io, options);
  refuseErrors(io, (await runValidation(project.compiled, config, { now: io.now().getTime() })).findings);
  return withControl(config, io, async (store) => {
    const target = await openTarget(
      targetOptions(io, config, { policy: project.policy, environment: project.compiled.environment }),
    );
    try {
      return await work({ config, project, target, store });
    } finally {
      await target.close();
    }
  });
}

function compiledProject(io: Io, options: Wanted): { config: Config; project: Project } {
  io.output.json = options.json ?? false;
  const config = projectConfig(io);
  const project = openProject({
    projectDir: config.projectDir,
    env: config.env,
    environment: options.env,
    signal: io.signal,
  });
  refuseErrors(io, project.compiled.findings);
  return { config, project };
}

/** @throws Failure ASSET_INVALID */
function refuseErrors(io: Io, findings: Project['compiled']['findings']): void {
  const errors = findings.filter((each) => each.severity === 'error');
  if (!hasErrors(findings)) return;
  io.output.note(findingsText(errors, io.output));
  throw new Failure(
    'ASSET_INVALID',
    `${errors.length} mistakes in the project's assets; nothing was compared or written`,
  );
}

/** How a command opens a target: as often as policy.yaml says, telling what is tried again, until it is interrupted. */
export const targetOptions = (io: Io, config: Config, project: { policy: Policy; environment: Environment }) => ({
  environment: project.environment,
  projectDir: config.projectDir,
  env: config.env,
  now: io.now,
  attempts: attemptsOf(project.policy),
  signal: io.signal,
  note: (text: string) => io.output.note(io.output.dim(text)),
});
