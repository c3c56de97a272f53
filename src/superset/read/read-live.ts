import type { Bundle } from '../../model/assets.ts';
import { type ObjectSet, objectSet } from '../normalise/normalise.ts';
import type { TargetReader } from '../target.ts';
import type { ListedObject } from './lists.ts';

/** Everything the target holds, as far as this login sees it. */
export interface Live {
  /** As exported: what a backup keeps. */
  bundle: Bundle;
  /** Normalised: what a comparison sees. */
  objects: ObjectSet;
  /** Numbers on this server, who changed what, owners. */
  listed: Map<string, ListedObject>;
}

/** @throws Failure TARGET_*, BUNDLE_INVALID */
export async function readLive(target: TargetReader): Promise<Live> {
  const [bundle, listed] = await Promise.all([target.export(), target.list()]);
  return { bundle, objects: objectSet(bundle, target.version), listed };
}

/** The asset with this UUID as the bundle holds it. */
export function assetIn(bundle: Bundle, uuid: string): Record<string, unknown> | undefined {
  for (const part of [bundle.databases, bundle.datasets, bundle.charts, bundle.dashboards]) {
    const found = part.find((asset) => asset.uuid.toLowerCase() === uuid);
    if (found) return found;
  }
  return undefined;
}
