import { isDeclaredKind } from '../../model/assets.ts';
import { newObject } from '../normalise/json.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import type { Base } from '../state/base.ts';
import type { TargetReader } from '../target.ts';
import type { Live } from './read-live.ts';

/**
 * The target as its cheap lists show it, when every object of the base is listed with the time of change that it had just
 * after it was applied; otherwise undefined. What such a time does not see: a dataset refreshed on the target (new
 * columns).
 * @throws Failure TARGET_*
 */
export async function untouchedLive(target: TargetReader, base: Base): Promise<Live | undefined> {
  const listed = await target.list();
  // What is declared is in no list; it is read by itself.
  const assets: ObjectSet = new Map([...base.objects].filter(([, each]) => !isDeclaredKind(each.kind)));
  for (const uuid of assets.keys()) {
    const [then, now] = [base.changedOn.get(uuid), listed.get(uuid)?.changedOn];
    if (then === undefined || then !== now) return undefined;
  }
  // Of what is not ours the plan says only that it is there.
  const others: ObjectSet = new Map(
    [...listed.values()]
      .filter((each) => !assets.has(each.uuid))
      .map(({ kind, uuid, name }) => [uuid, { kind, uuid, name, content: newObject() }]),
  );
  return {
    get bundle(): never {
      throw new Error('the lists of a target hold no assets: nothing may be written after a quick look');
    },
    objects: new Map([...assets, ...others]),
    listed,
    hashes: new Map(),
  };
}
