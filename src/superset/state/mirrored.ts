import type { Store } from '../../store/store.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { type Actor, actorText } from './actor.ts';
import { baseRows, type BaseRow, replaceBase } from './base.ts';
import { openJournal } from './journal.ts';
import type { Mirror, MirroredBase, MirrorState } from './mirror.ts';

const newestOf = (rows: readonly BaseRow[]): string =>
  rows.reduce((at, row) => (row.applied_at > at ? row.applied_at : at), '');

/** Whether the mirror knows of a later apply than the control database does, which may be a new and empty one. */
export const isNewer = (mirrored: MirroredBase | undefined, rows: readonly BaseRow[]): mirrored is MirroredBase =>
  mirrored !== undefined && newestOf(mirrored.rows) > newestOf(rows);

/**
 * Brings the control database up to the mirror; called under the lock of the environment. Answers what
 * toMirror must find there.
 * @throws Failure MIRROR_FAILED
 */
export async function fromMirror(
  store: Store,
  mirror: Mirror,
  environment: string,
  note: (text: string) => void,
): Promise<MirrorState> {
  const { at, base } = await mirror.read();
  if (!isNewer(base, await baseRows(store, environment))) return { at, base };
  const rows = base.rows.toSorted((a, b) => (a.applied_at < b.applied_at ? -1 : 1));
  await replaceBase(store, environment, rows);
  const applyId = rows.at(-1)?.apply_id ?? '';
  // What was applied to another address says nothing about this one: the journal is where a plan looks for the address.
  const journal = openJournal({ store, applyId, environment, actor: base.by, now: Date.now });
  await journal.write([{ step: 'apply', status: 'done', detail: { target: base.target, mirror: mirror.ref } }]);
  note(`The record of what was applied comes from ${mirror.ref}: ${rows.length} objects, by ${base.by}`);
  return { at, base };
}

const sameRows = (a: readonly BaseRow[], b: readonly BaseRow[]): boolean => {
  const text = (rows: readonly BaseRow[]) =>
    rows
      .map((row) => canonicalJson(row))
      .toSorted()
      .join();
  return text(a) === text(b);
};

/**
 * Writes the record of the control database to the mirror, unless it stands there already.
 * @throws Failure MIRROR_MOVED, MIRROR_FAILED
 */
export async function toMirror(
  store: Store,
  mirror: Mirror,
  about: { environment: string; target: string; actor: Actor; found: MirrorState },
): Promise<void> {
  const { environment, target, actor, found } = about;
  const rows = await baseRows(store, environment);
  const { at, base: there } = found;
  if (rows.length === 0 && at === undefined) return;
  if (there?.target === target && sameRows(there.rows, rows)) return;
  const base = { target, by: actorText(actor), rows };
  await mirror.write(base, at, { environment, actor });
}
