import type { ObjectEntry } from '../normalise/normalise.ts';
import { type Change, overlaps } from './change.ts';
import type { DiffContext } from './diff-object.ts';
import { diffObject } from './diff-object.ts';
import { sameJson } from './diff-values.ts';
import { ignoreRuleFor } from './ignore.ts';
import type { ObjectClass, PlannedChange } from './plan-types.ts';
import type { IgnoreRule } from './policy-input.ts';

export interface States {
  desired: ObjectEntry | undefined;
  base: ObjectEntry | undefined;
  live: ObjectEntry | undefined;
}

export interface Classified {
  class: ObjectClass;
  /** From the target to Git, each with whose it is. */
  changes: PlannedChange[];
  /** From the base (without one: Git) to the target. */
  drift: PlannedChange[];
  ignored: { field: string; reason: string; until?: string }[];
}

const plain = (found: ObjectClass): Classified => ({ class: found, changes: [], drift: [], ignored: [] });

/** Three states of one object -> its class and its fields' classes. Differences that a rule ignores do not count. */
export function classify(states: States, ignores: readonly IgnoreRule[], context?: DiffContext): Classified {
  const { desired, base, live } = withoutAssignedCatalog(states);
  if (!desired && !live) return plain('converged');
  if (!desired && live) return base ? pruneClass(base, live, ignores, context) : plain('unmanaged');
  if (!desired) return plain('in_sync');
  if (live && base && sameJson(base.content, desired.content) && sameJson(base.content, live.content)) {
    return plain('in_sync');
  }
  if (!live) return plain(base ? 'deleted_live' : 'pending');
  return base ? threeWay(desired, base, live, ignores, context) : twoWay(desired, live, ignores, context);
}

/** Superset gives a dataset without a catalog the default one, and no import takes it away again. */
function withoutAssignedCatalog({ desired, base, live }: States): States {
  if (desired?.kind !== 'dataset' || desired.content.catalog !== undefined) return { desired, base, live };
  const bare = (entry: ObjectEntry | undefined): ObjectEntry | undefined => {
    if (entry?.content.catalog === undefined) return entry;
    const { catalog: _catalog, ...content } = entry.content;
    return { ...entry, content };
  };
  return { desired, base: bare(base), live: bare(live) };
}

interface Split {
  kept: Change[];
  ignored: Classified['ignored'];
}

/** The changes that count, and those that a rule accepts. */
function split(entry: ObjectEntry, changes: Change[], ignores: readonly IgnoreRule[]): Split {
  const result: Split = { kept: [], ignored: [] };
  for (const change of changes) {
    const rule = ignoreRuleFor(ignores, entry, change);
    if (!rule) result.kept.push(change);
    else {
      const until = rule.until === undefined ? {} : { until: rule.until };
      result.ignored.push({ field: change.field, reason: rule.reason, ...until });
    }
  }
  return result;
}

function pruneClass(
  base: ObjectEntry,
  live: ObjectEntry,
  ignores: readonly IgnoreRule[],
  context?: DiffContext,
): Classified {
  const { kept, ignored } = split(live, diffObject(live.kind, base.content, live.content, context), ignores);
  const drift = kept.map((change) => ({ ...change, class: 'drift' as const }));
  return { class: drift.length > 0 ? 'prune_conflict' : 'prune_candidate', changes: [], drift, ignored };
}

function twoWay(
  desired: ObjectEntry,
  live: ObjectEntry,
  ignores: readonly IgnoreRule[],
  context?: DiffContext,
): Classified {
  const toGit = split(desired, diffObject(desired.kind, live.content, desired.content, context), ignores);
  const toLive = split(desired, diffObject(desired.kind, desired.content, live.content, context), ignores);
  const asDrift = (change: Change): PlannedChange => ({ ...change, class: 'drift' });
  return {
    class: toGit.kept.length > 0 ? 'first_contact' : 'converged',
    changes: toGit.kept.map(asDrift),
    drift: toLive.kept.map(asDrift),
    ignored: toGit.ignored,
  };
}

function threeWay(
  desired: ObjectEntry,
  base: ObjectEntry,
  live: ObjectEntry,
  ignores: readonly IgnoreRule[],
  context?: DiffContext,
): Classified {
  const { kind } = desired;
  const ours = diffObject(kind, base.content, desired.content, context);
  const theirs = split(desired, diffObject(kind, base.content, live.content, context), ignores);
  const written = split(desired, diffObject(kind, live.content, desired.content, context), ignores);
  const changes = written.kept.map((change) => ({ ...change, class: whose(change, ours, theirs.kept) }));
  const drift = theirs.kept.map((change) => ({ ...change, class: driftClass(change, ours, desired, live) }));
  const found = { changes, drift, ignored: theirs.ignored };
  if (changes.length === 0) return { class: drift.length > 0 || ours.length > 0 ? 'converged' : 'in_sync', ...found };
  if (drift.some((change) => change.class === 'conflict')) return { class: 'conflict', ...found };
  return { class: drift.some((change) => change.class === 'drift') ? 'drift' : 'pending', ...found };
}

/** A change from the target to Git undoes theirs, brings ours, or both. */
function whose(change: Change, ours: Change[], theirs: Change[]): PlannedChange['class'] {
  const isOurs = ours.some((each) => overlaps(each.path, change.path));
  const isTheirs = theirs.some((each) => overlaps(each.path, change.path));
  if (isOurs && isTheirs) return 'conflict';
  if (isOurs) return 'pending';
  // Neither: the way back of a reordering may name another component than the way there.
  return isTheirs || theirs.length > 0 ? 'drift' : 'pending';
}

function driftClass(
  change: Change,
  ours: Change[],
  desired: ObjectEntry,
  live: ObjectEntry,
): 'drift' | 'converged' | 'conflict' {
  const touched = ours.filter((each) => overlaps(each.path, change.path));
  if (touched.length === 0) return 'drift';
  const agreed = touched.every((each) => sameJson(each.to, change.to) && each.path.length === change.path.length);
  return agreed || sameJson(desired.content, live.content) ? 'converged' : 'conflict';
}
