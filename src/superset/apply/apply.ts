import { randomUUID } from 'node:crypto';
import { Failure, messageOf } from '../../errors.ts';
import { type Bundle, type DeclaredAsset, isDeclaredKind } from '../../model/assets.ts';
import { assetsByUuid, uuidsOf } from '../../model/bundle.ts';
import type { Store } from '../../store/store.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import type { Plan } from '../plan/plan-types.ts';
import { type Live, readLive } from '../read/read-live.ts';
import { type Actor, actorText } from '../state/actor.ts';
import { type AppliedAsset, seenFacts, writeBase } from '../state/base.ts';
import { type Journal, openJournal } from '../state/journal.ts';
import type { HeldLock } from '../state/lock.ts';
import type { Target } from '../target.ts';
import { discrepancies, discrepancyLines } from '../verify/verify.ts';
import { type PasswordOf, passwordsFor } from './passwords.ts';
import { bundleToSend, isEmptySelection, type Selection, selectionOf } from './selection.ts';

export interface ApplyInput {
  target: Target;
  store: Store;
  lock: HeldLock;
  plan: Plan;
  /** The compiled bundle that the plan was made of, and its objects. */
  desired: { bundle: Bundle; objects: ObjectSet };
  /** The target that the plan was made of. */
  live: Live;
  passwordOf: PasswordOf;
  actor: Actor;
  now: () => number;
}

export interface ApplyResult {
  applyId: string | undefined;
  created: string[];
  updated: string[];
  deleted: string[];
  /** Recorded as applied without a write. */
  adopted: string[];
  ownersRestored: string[];
  /** The target as it is now; the one given when nothing was written. */
  live: Live;
}

/**
 * Executes a plan and nothing else, then reads back and compares. Everything is journaled with what was there before; a
 * call that breaks off anywhere can be made again.
 * @throws Failure TARGET_*, VERIFY_FAILED, LOCKED
 */
export async function applyPlan(input: ApplyInput): Promise<ApplyResult> {
  const { plan, store, lock, actor, now } = input;
  const selection = selectionOf(plan);
  if (isEmptySelection(selection)) {
    return {
      applyId: undefined,
      created: [],
      updated: [],
      deleted: [],
      adopted: [],
      ownersRestored: [],
      live: input.live,
    };
  }
  const journal = openJournal({
    store,
    applyId: randomUUID(),
    environment: plan.environment,
    actor: actorText(actor),
    now,
  });
  const detail = {
    target: plan.target,
    version: plan.supersetVersion,
    gitSha: actor.gitSha,
    ciUrl: actor.ciUrl,
    summary: plan.summary,
  };
  await journal.write([{ step: 'apply', status: 'started', detail }]);
  try {
    await lock.check();
    const result = await write(input, selection, journal);
    await journal.write([{ step: 'apply', status: 'done', detail: { ...detail, verified: true } }]);
    return result;
  } catch (thrown) {
    await journal.write([{ step: 'apply', status: 'failed', detail: { ...detail, error: messageOf(thrown) } }]);
    throw thrown;
  }
}

async function write(input: ApplyInput, selection: Selection, journal: Journal): Promise<ApplyResult> {
  const { target, desired, live, plan } = input;
  const sources = { desired: desired.bundle, live: live.bundle, version: target.version };
  const { bundle, held } = bundleToSend(selection, sources);
  const existing = new Set(live.bundle.databases.map((each) => each.uuid));
  const passwords = passwordsFor(bundle, input.passwordOf, existing);
  const declared = declaredOf(selection, input);
  const imported = uuidsOf(bundle);
  const sent = [...imported.filter((uuid) => !held.has(uuid)), ...declared.write.map((each) => each.uuid)];
  const removed = selection.prune.map((each) => each.uuid);
  if (imported.length > 0) await target.check?.(bundle, { passwords });
  if (declared.write.length > 0) await target.checkDeclared?.(declared.write);
  await journal.write([...backup(input, sent, 'write'), ...backup(input, removed, 'delete')]);
  if (imported.length > 0) await target.importAssets(bundle, { passwords });
  if (declared.write.length > 0) await target.writeDeclared(declared.write);
  // What hangs on a dashboard or dataset goes before it: Superset refuses the other order.
  if (declared.remove.length > 0) await target.removeDeclared(declared.remove);
  const assets = selection.prune.flatMap(({ kind, uuid }) => (isDeclaredKind(kind) ? [] : [{ kind, uuid }]));
  if (assets.length > 0) await target.remove(assets);
  const { wanted } = live.declared ?? {};
  const now = sent.length + removed.length > 0 ? await readLive(target, { lists: 'before', wanted }) : live;
  const [before, after] = [live.listed ?? new Map(), now.listed ?? new Map()];
  const ownersRestored = (await target.restoreOwners?.(new Set(imported), before, after)) ?? [];
  const wrong = discrepancies(desired.objects, now.objects, sent, removed);
  const bad = new Set(wrong.map((each) => each.uuid));
  // What did arrive is recorded even when something else did not: the next deploy then sees only the rest.
  const recorded = new Set([...sent, ...selection.adopt.map((each) => each.uuid)]);
  const done = [...recorded].filter((uuid) => !bad.has(uuid));
  await writeBase(input.store, {
    environment: plan.environment,
    applyId: journal.applyId,
    gitSha: input.actor.gitSha,
    record: appliedAssets(desired, done),
    forget: [...removed.filter((uuid) => !bad.has(uuid)), ...selection.forget.map((each) => each.uuid)],
    ...seenFacts(now, desired.objects, target.version),
    nowMs: input.now(),
  });
  await journal.write(
    [...sent, ...removed].map((uuid) => ({
      step: removed.includes(uuid) ? 'delete' : 'write',
      status: bad.has(uuid) ? ('failed' as const) : ('done' as const),
      uuid,
    })),
  );
  if (wrong.length > 0) {
    throw new Failure(
      'VERIFY_FAILED',
      `Superset accepted the import, but ${wrong.length} objects are not as they were sent:\n  ${discrepancyLines(wrong).join('\n  ')}`,
    );
  }
  const wasThere = (uuid: string): boolean => live.objects.has(uuid);
  return {
    applyId: journal.applyId,
    created: sent.filter((uuid) => !wasThere(uuid)),
    updated: sent.filter(wasThere),
    deleted: removed,
    adopted: selection.adopt.map((each) => each.uuid),
    ownersRestored,
    live: now,
  };
}

/** The declared ones among the objects that are written and deleted. */
function declaredOf(selection: Selection, { desired, live }: ApplyInput): Record<'write' | 'remove', DeclaredAsset[]> {
  const find = (bundle: () => Bundle, chosen: Selection['write']): DeclaredAsset[] => {
    const uuids = new Set(chosen.filter((each) => isDeclaredKind(each.kind)).map((each) => each.uuid));
    return uuids.size === 0 ? [] : (bundle().declared ?? []).filter((each) => uuids.has(each.uuid));
  };
  return { write: find(() => desired.bundle, selection.write), remove: find(() => live.bundle, selection.prune) };
}

/** What the target held before, object by object: rollback puts it back. */
function backup({ live, desired }: ApplyInput, uuids: readonly string[], step: string) {
  const assets = assetsByUuid(live.bundle);
  return uuids.map((uuid) => ({
    step,
    status: 'started' as const,
    kind: (live.objects.get(uuid) ?? desired.objects.get(uuid))?.kind,
    uuid,
    before: assets.get(uuid) ?? null,
    detail: { owners: live.listed?.get(uuid)?.owners },
  }));
}

/** What counts as applied from now on, of the objects with these UUIDs. */
function appliedAssets({ bundle, objects }: ApplyInput['desired'], uuids: readonly string[]): AppliedAsset[] {
  const assets = assetsByUuid(bundle);
  return uuids.flatMap((uuid) => {
    const [entry, asset] = [objects.get(uuid), assets.get(uuid)];
    return entry && asset ? [{ kind: entry.kind, uuid, name: entry.name, asset }] : [];
  });
}
