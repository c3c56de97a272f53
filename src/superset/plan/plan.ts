import type { ObjectKind } from '../../model/assets.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { sha256 } from '../../util/hash.ts';
import { usageOf } from '../impact/usage.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import { classify } from './classify.ts';
import { gate } from './gate.ts';
import { activeIgnores, expiredIgnores } from './ignore.ts';
import { planObject } from './plan-object.ts';
import type { Plan, PlanInput, PlannedObject } from './plan-types.ts';
import type { PlanPolicy } from './policy-input.ts';
import { findProblems } from './problems.ts';
import { summarise } from './summary.ts';

/** SHA-256 over every object's kind and content: equal exactly when a plan would see the same thing. */
function objectSetHash(set: ObjectSet | undefined): string {
  if (!set) return sha256('');
  const entries = [...set.values()].toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
  return sha256(canonicalJson(entries));
}

const policyHash = (policy: PlanPolicy): string => sha256(canonicalJson(policy));

/**
 * Git, the last applied state and the target -> what differs, whose change it is and what apply will do about it. Pure:
 * the same input gives the same plan. The three sets come from objectSet with one Superset version.
 */
export function makePlan(input: PlanInput): Plan {
  const { desired, base, live, policy, meta } = input;
  const ignores = activeIgnores(policy.ignore ?? [], meta.now);
  const usage = { desired: usageOf(desired), live: usageOf(live) };
  const uuids = new Set([...desired.keys(), ...(base?.keys() ?? []), ...live.keys()]);
  const objects: PlannedObject[] = [];
  const unmanaged: Plan['unmanaged'] = [];
  let inSync = 0;
  for (const uuid of uuids) {
    const states = { desired: desired.get(uuid), base: base?.get(uuid), live: live.get(uuid) };
    const found = classify(states, ignores);
    if (found.class === 'unmanaged') {
      const { kind, name } = live.get(uuid) ?? { kind: 'chart' as const, name: uuid };
      unmanaged.push({ kind, uuid, name });
    } else if (found.class === 'in_sync' && found.ignored.length === 0) inSync += 1;
    else objects.push(planObject({ ...input, uuid, states, found, usage }));
  }
  const ordered = inApplyOrder(objects);
  const problems = [
    ...findProblems({ desired, base, live, policy, objects: ordered, abilities: meta.abilities }),
    ...expiredIgnores(policy.ignore ?? [], meta.now),
  ];
  const lost = base === undefined;
  return {
    format: 1,
    environment: meta.environment,
    target: meta.target,
    supersetVersion: meta.supersetVersion,
    madeAt: meta.now,
    ...(meta.lastApply ? { lastApply: meta.lastApply } : {}),
    comparison: lost ? 'two-way' : 'three-way',
    mode: policy.mode,
    driftGate: policy.driftGate,
    hashes: {
      desired: objectSetHash(desired),
      base: objectSetHash(base),
      live: objectSetHash(live),
      policy: policyHash(policy),
    },
    objects: ordered,
    unmanaged,
    problems,
    gate: gate({ objects: ordered, problems }, policy, 'pre'),
    summary: summarise(ordered, inSync, unmanaged.length),
  };
}

const ORDER: Record<ObjectKind, number> = {
  database: 0,
  dataset: 1,
  chart: 2,
  dashboard: 3,
  role: 4,
  rls: 5,
  report: 6,
  embedded: 7,
};

/** Databases first, dashboards last; what is deleted comes after all the rest, dashboards first. */
function inApplyOrder(objects: PlannedObject[]): PlannedObject[] {
  const isDelete = (each: PlannedObject): boolean =>
    each.class === 'prune_candidate' || each.class === 'prune_conflict';
  const rank = (each: PlannedObject): number => (isDelete(each) ? 10 - ORDER[each.kind] : ORDER[each.kind]);
  return objects.toSorted(
    (a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.uuid < b.uuid ? -1 : 1),
  );
}
