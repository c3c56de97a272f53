import { type Reach, reachOf, type Usage, usedNames } from '../impact/usage.ts';
import type { ObjectEntry, ObjectSet } from '../normalise/normalise.ts';
import { type Classified, classify, type States } from './classify.ts';
import { decide, type Decision } from './decide.ts';
import { activeIgnores } from './ignore.ts';
import type { PlanInput, PlannedObject, PlanMeta } from './plan-types.ts';
import { matchesPattern, SEVERITIES, type Severity } from './policy-input.ts';

export interface ObjectInput extends PlanInput {
  uuid: string;
  states: States;
  found: Classified;
  usage: { desired: Usage; live: Usage };
}

/** One object that is not in sync, with everything a reader and apply need to know of it. */
export function planObject(input: ObjectInput): PlannedObject {
  const { uuid, states, desired, live, usage, policy, meta } = input;
  const entry = states.desired ?? states.live ?? states.base;
  if (!entry) throw new Error(`the plan has an object without a state: ${uuid}`);
  const names = (of: string): string | undefined => desired.get(of)?.name ?? live.get(of)?.name;
  // The first look told the class; only objects that differ need names and severities.
  const found = classify(states, activeIgnores(policy.ignore ?? [], meta.now), {
    nameOf: names,
    isUsed: columnUse(entry, input),
  });
  const reach = joined(reachOf(entry, usage.desired), reachOf(entry, usage.live));
  const chosen = input.overwrite?.includes(uuid) === true;
  const pendingToo = found.changes.some((each) => each.class === 'pending');
  const decision = restrained(
    decide(found.class, policy, {
      overwrite: chosen,
      pendingToo,
      live: states.live !== undefined,
      desired: states.desired !== undefined,
    }),
    entry,
    input,
  );
  const who = meta.attribution?.[uuid];
  const previousName = states.desired && states.live && states.live.name !== entry.name ? states.live.name : undefined;
  return {
    kind: entry.kind,
    uuid,
    name: entry.name,
    ...(previousName === undefined ? {} : { previousName }),
    class: found.class,
    ...decision,
    reason: reasonOf(found, states, meta, uuid),
    severity: worst(found, decision),
    changes: found.changes,
    drift: found.drift,
    ignored: found.ignored,
    usedBy: { charts: reach.charts.length, dashboards: reach.dashboards.map((each) => names(each) ?? each) },
    ...(who?.by === undefined ? {} : { changedBy: who.by }),
    ...(who?.on === undefined ? {} : { changedOn: who.on }),
    ...(chosen ? { chosen } : {}),
  };
}

/** Whether some chart, of Git or of the target, uses a column or metric of this dataset. */
function columnUse(entry: ObjectEntry, { desired, live, usage }: ObjectInput): (name: string) => boolean {
  if (entry.kind !== 'dataset') return () => true;
  let used: Set<string> | undefined;
  return (name) => {
    used ??= new Set([...usedIn(entry, desired, usage.desired), ...usedIn(entry, live, usage.live)]);
    return used.has(name) || used.has(name.toLowerCase());
  };
}

function usedIn(entry: ObjectEntry, set: ObjectSet, usage: Usage): Set<string> {
  const charts = (usage.chartsOfDataset.get(entry.uuid) ?? []).map((uuid) => set.get(uuid));
  const dataset = set.get(entry.uuid)?.content ?? entry.content;
  return usedNames(
    dataset,
    charts.filter((chart): chart is ObjectEntry => chart !== undefined),
  );
}

const joined = (a: Reach, b: Reach): Reach => ({
  datasets: [...new Set([...a.datasets, ...b.datasets])],
  charts: [...new Set([...a.charts, ...b.charts])],
  dashboards: [...new Set([...a.dashboards, ...b.dashboards])],
});

/** Protection, selection and what still hangs on an object overrule the table. */
function restrained(decision: Decision, entry: ObjectEntry, input: ObjectInput): Decision {
  const { action } = decision;
  if (action === 'none') return decision;
  const recordsOnly = action === 'adopt-base' || action === 'forget';
  // Nor is it recorded: a rollback wants whatever else is there to stay, and that makes it nobody's.
  if (input.only && !input.only.includes(entry.uuid)) {
    return recordsOnly ? { action: 'none' } : { action: 'none', held: 'not chosen' };
  }
  if (recordsOnly) return decision;
  const rule = input.policy.protectedObjects?.find(
    (pattern) => matchesPattern(pattern, entry.uuid) || matchesPattern(pattern, entry.name),
  );
  if (rule !== undefined) return { action: 'none', held: `protected by the policy (${rule})` };
  if (action !== 'prune') return decision;
  const needs = stillNeededBy(entry, input);
  return needs === undefined ? decision : { action: 'none', held: needs };
}

/** What would break, or what Superset refuses: a dataset or database that stays in use by something we do not delete. */
function stillNeededBy(entry: ObjectEntry, { base, desired, live, usage }: ObjectInput): string | undefined {
  const direct = [
    ...(usage.live.datasetsOfDatabase.get(entry.uuid) ?? []),
    ...(usage.live.chartsOfDataset.get(entry.uuid) ?? []),
    ...(usage.live.filtersOfDataset.get(entry.uuid) ?? []),
    ...(usage.live.dashboardsOfChart.get(entry.uuid) ?? []).filter((uuid) => !desired.has(uuid)),
  ];
  const staying = direct.filter((uuid) => !base?.has(uuid));
  if (staying.length === 0) return undefined;
  const names = staying.slice(0, 3).map((uuid) => `"${live.get(uuid)?.name ?? uuid}"`);
  const more = staying.length > 3 ? ` and ${staying.length - 3} more` : '';
  return `still used by ${names.join(', ')}${more}, not ours`;
}

function reasonOf(found: Classified, states: States, meta: PlanMeta, uuid: string): string {
  const who = meta.attribution?.[uuid];
  const by = [who?.by ? `by ${who.by}` : '', who?.on ? `at ${who.on}` : ''].filter(Boolean).join(' ');
  const outside = by ? `changed in Superset ${by}` : 'changed in Superset';
  switch (found.class) {
    case 'pending':
      return states.live ? 'changed in Git' : 'new in Git';
    case 'drift':
      return found.changes.some((each) => each.class === 'pending') ? `${outside}; changed in Git` : outside;
    case 'conflict':
      return `changed in Git; ${outside}`;
    case 'converged':
      if (!states.desired) return 'gone from Git and from the target';
      return states.base ? 'Git and the target made the same change' : 'already on the target exactly as in Git';
    case 'first_contact':
      return `on the target already, with other content, and never applied from here`;
    case 'deleted_live':
      return 'deleted in Superset';
    case 'prune_candidate':
      return 'no longer in Git';
    case 'prune_conflict':
      return `no longer in Git; ${outside}`;
    default:
      return found.ignored.length > 0 ? 'differs only where the policy ignores it' : 'in sync';
  }
}

function worst(found: Classified, decision: Decision): Severity {
  if (decision.action === 'prune') return 'breaking';
  if (found.class === 'prune_candidate' || found.class === 'prune_conflict') return 'breaking';
  if (found.class === 'deleted_live') return 'semantic';
  const ranks = found.changes.map((each) => SEVERITIES.indexOf(each.severity));
  return SEVERITIES[Math.max(0, ...ranks)] ?? 'cosmetic';
}
