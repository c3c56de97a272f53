import type { Store } from '../../store/store.ts';
import { type Base, baseOf, baseRows } from './base.ts';
import { listApplies } from './journal.ts';
import type { Mirror } from './mirror.ts';
import { isNewer } from './mirrored.ts';

export interface RecordedBase {
  /** What was last applied to this address; undefined when nothing is recorded of it. */
  base: Base | undefined;
  /** Who applied it. */
  by: string | undefined;
}

/**
 * What is recorded as applied to a target: in the control database (undefined when there is none yet) or in its mirror,
 * whichever knows of the later apply. A writer has brought the database up to the mirror and names none.
 * @throws Failure DB_*, MIRROR_FAILED
 */
export async function recordedBase(options: {
  store: Store | undefined;
  mirror: Mirror | undefined;
  environment: string;
  target: { address: string; version: string };
}): Promise<RecordedBase> {
  const { store, mirror, environment, target } = options;
  const [rows, applies, read] = await Promise.all([
    store ? baseRows(store, environment) : [],
    store ? listApplies(store, environment) : [],
    mirror?.read(),
  ]);
  const mirrored = read?.base;
  const fromMirror = isNewer(mirrored, rows) ? mirrored : undefined;
  const base = baseOf(fromMirror?.rows ?? rows, target.version);
  const journaled = applies.find((each) => each.applyId === base?.last.applyId);
  const last = fromMirror ? { target: fromMirror.target, actor: fromMirror.by } : journaled;
  // What was applied to another address says nothing about this one.
  if (last?.target !== undefined && last.target !== target.address) return { base: undefined, by: undefined };
  return { base, by: last?.actor };
}
