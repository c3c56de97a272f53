import { objectOf, textOf } from '../normalise/json.ts';
import type { ObjectEntry, ObjectSet } from '../normalise/normalise.ts';
import type { PlannedObject, Problem, TargetAbilities } from './plan-types.ts';
import { DEFAULT_MAX_DELETE_PERCENT, DEFAULT_MAX_DELETES, type PlanPolicy, SEVERITIES } from './policy-input.ts';

interface ProblemInput {
  desired: ObjectSet;
  base: ObjectSet | undefined;
  live: ObjectSet;
  policy: PlanPolicy;
  objects: readonly PlannedObject[];
  abilities: TargetAbilities | undefined;
}

export function findProblems(input: ProblemInput): Problem[] {
  return [
    ...massDelete(input),
    ...ceiling(input),
    ...protectedOnes(input),
    ...collisions(input),
    ...declaredProblems(input),
    ...lostBase(input),
  ];
}

function massDelete({ desired, base, policy, objects }: ProblemInput): Problem[] {
  const pruned = objects.filter((each) => each.action === 'prune');
  if (pruned.length === 0) return [];
  if (desired.size === 0) {
    return [
      {
        code: 'EMPTY_BUNDLE',
        severity: 'error',
        message: `the bundle is empty; ${pruned.length} objects would be deleted`,
        hint: 'Compile first. Nothing is ever deleted for an empty bundle.',
      },
    ];
  }
  const managed = base?.size ?? 0;
  const percent = managed === 0 ? 100 : (pruned.length / managed) * 100;
  const most = policy.maxDeletes ?? DEFAULT_MAX_DELETES;
  const mostPercent = policy.maxDeletePercent ?? DEFAULT_MAX_DELETE_PERCENT;
  // A share says little of a handful of objects.
  if (pruned.length <= most && (percent <= mostPercent || pruned.length <= 3)) return [];
  return [
    {
      code: 'MASS_DELETE',
      severity: 'error',
      message: `${pruned.length} of ${managed} managed objects would be deleted (at most ${most}, or ${mostPercent} %)`,
      hint: 'Look at the plan; confirm with --allow-mass-delete.',
    },
  ];
}

function ceiling({ policy, objects }: ProblemInput): Problem[] {
  const most = policy.maxSeverity;
  if (most === undefined) return [];
  const limit = SEVERITIES.indexOf(most);
  return objects
    .filter((each) => acts(each) && SEVERITIES.indexOf(each.severity) > limit)
    .map((each) => ({
      code: 'SEVERITY_CEILING',
      severity: 'error',
      message: `${each.kind} "${each.name}": a ${each.severity} change, and the policy allows ${most} at most`,
      hint: 'Raise apply.ENV.max_severity in policy.yaml for this deployment, or make the change smaller.',
      uuid: each.uuid,
    }));
}

const acts = (each: PlannedObject): boolean => !['none', 'adopt-base', 'forget'].includes(each.action);

function protectedOnes({ objects }: ProblemInput): Problem[] {
  return objects
    .filter((each) => each.held?.startsWith('protected by the policy') && each.changes.length > 0)
    .map((each) => ({
      code: 'PROTECTED',
      severity: 'warning',
      message: `${each.kind} "${each.name}" differs and is left: ${each.held}`,
      hint: 'Remove it from the protected objects in policy.yaml to deploy it.',
      uuid: each.uuid,
    }));
}

/** What Superset takes for the same object whatever its UUID says: it would take the other one over. */
function takenKey(entry: ObjectEntry): string | undefined {
  const { content } = entry;
  if (entry.kind === 'database') return `database ${textOf(content.database_name)}`;
  if (entry.kind === 'dataset') {
    return `dataset ${JSON.stringify([content.database_uuid, content.schema ?? null, content.table_name ?? null])}`;
  }
  return entry.kind === 'dashboard' && content.slug !== undefined ? `dashboard ${textOf(content.slug)}` : undefined;
}

function collisions({ desired, live, base }: ProblemInput): Problem[] {
  const owners = new Map<string, ObjectEntry>();
  for (const entry of live.values()) {
    const key = takenKey(entry);
    if (key !== undefined) owners.set(key, entry);
  }
  const problems: Problem[] = [];
  for (const entry of desired.values()) {
    const there = live.get(entry.uuid);
    if (there && there.kind !== entry.kind) {
      problems.push({
        code: 'KIND_CHANGED',
        severity: 'error',
        message: `${entry.uuid} is ${entry.kind} "${entry.name}" in Git and ${there.kind} "${there.name}" on the target`,
        hint: 'Give the object in Git another UUID.',
        uuid: entry.uuid,
      });
    }
    const key = takenKey(entry);
    const other = key === undefined ? undefined : owners.get(key);
    if (!other || other.uuid === entry.uuid) continue;
    const ours = base?.has(other.uuid) === true && !desired.has(other.uuid);
    problems.push({
      code: 'NAME_TAKEN',
      severity: 'error',
      message: `${entry.kind} "${entry.name}" (${entry.uuid}) would take over ${other.kind} "${other.name}" (${other.uuid}) on the target: Superset matches ${TAKEN_BY[entry.kind] ?? 'the name'} too`,
      hint: ours
        ? `Keep the UUID ${other.uuid} in the template: it is the same object.`
        : `Rename one of them, or give the object in Git the UUID ${other.uuid} and adopt it.`,
      uuid: entry.uuid,
    });
  }
  return problems;
}

/** What a target cannot do with what is declared: said before anything is written, not by its refusal in the middle. */
function declaredProblems({ desired, abilities }: ProblemInput): Problem[] {
  if (!abilities) return [];
  const declared = [...desired.values()];
  const roles = new Set([
    ...abilities.roles,
    ...declared.filter((each) => each.kind === 'role').map((each) => each.name),
  ]);
  return declared.flatMap((entry): Problem[] => {
    const { kind, uuid, name } = entry;
    const lacks = abilities.lacking[kind];
    const off: Problem[] =
      lacks === undefined
        ? []
        : [
            {
              code: 'FEATURE_OFF',
              severity: 'error',
              message: `${kind} "${name}" cannot be deployed: the target has ${lacks} off`,
              hint: `Turn it on in superset_config.py, or leave the template out here: [% if environment == 'prod' %] … [% endif %]`,
              uuid,
            },
          ];
    const wanted = kind === 'rls' ? Object.keys(objectOf(entry.content.roles)) : [];
    const missing = lacks === undefined ? wanted.filter((role) => !roles.has(role)) : [];
    return [
      ...off,
      ...missing.map(
        (role): Problem => ({
          code: 'ROLE_MISSING',
          severity: 'error',
          message: `${kind} "${name}" names the role "${role}", which is neither on the target nor declared`,
          hint: 'Declare it in assets/roles/, make it in Superset, or correct the name.',
          uuid,
        }),
      ),
    ];
  });
}

const TAKEN_BY: Partial<Record<ObjectEntry['kind'], string>> = {
  database: 'the name',
  dataset: 'database, schema and table',
  chart: 'the UUID',
  dashboard: 'the slug',
};

function lostBase({ base, desired, live }: ProblemInput): Problem[] {
  if (base !== undefined || ![...desired.keys()].some((uuid) => live.has(uuid))) return [];
  return [
    {
      code: 'BASE_LOST',
      severity: 'warning',
      message: 'nothing is recorded as applied to this target: Git and the target are compared without a base',
      hint: 'Take what is there into Git with: feedback-loop assets adopt',
    },
  ];
}
