import type { Bundle } from '../../model/assets.ts';
import { type ObjectSet, objectSet } from '../normalise/normalise.ts';
import { planTarget, type TargetPlan, type TargetPlanInput } from '../read/plan-target.ts';
import type { Project } from './project.ts';

export interface ProjectPlanInput extends Omit<TargetPlanInput, 'environment' | 'desired' | 'mirror'> {
  project: Project;
  /** What is wanted in place of the compiled project. */
  bundle?: Bundle | undefined;
  /** The lock is held: the control database has been brought up to the mirror, which need not be read again. */
  underLock?: boolean;
}

export interface ProjectPlan extends TargetPlan {
  /** What the plan wants: what an apply of it sends. */
  desired: { bundle: Bundle; objects: ObjectSet };
}

/**
 * Plans what makes a target what the project says. Reads only.
 * @throws Failure TARGET_*, DB_*, MIRROR_FAILED
 */
export async function planProject(input: ProjectPlanInput): Promise<ProjectPlan> {
  const { project, bundle = project.compiled.bundle, underLock = false, ...how } = input;
  const objects = objectSet(bundle, input.target.version);
  const made = await planTarget({
    ...how,
    environment: project.environment,
    desired: objects,
    mirror: underLock ? undefined : project.mirror,
  });
  return { ...made, desired: { bundle, objects } };
}
