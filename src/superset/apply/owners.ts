import type { WriteClient } from '../client/client.ts';
import type { ListedObject } from '../read/lists.ts';

/**
 * Every import makes the importer an owner. Puts the owners back that written objects had before.
 * @throws Failure TARGET_*
 */
export async function restoreOwners(
  client: WriteClient,
  written: ReadonlySet<string>,
  before: ReadonlyMap<string, ListedObject>,
  after: ReadonlyMap<string, ListedObject>,
): Promise<string[]> {
  const restored: string[] = [];
  for (const uuid of written) {
    const [was, is] = [before.get(uuid), after.get(uuid)];
    if (!was || !is || was.kind === 'database' || idsOf(was) === idsOf(is)) continue;
    const owners = was.owners.map((owner) => owner.id);
    await client.put(`/api/v1/${is.kind}/${is.id}`, { owners }, `putting the owners of ${is.kind} "${is.name}" back`);
    restored.push(uuid);
  }
  return restored;
}

const idsOf = (object: ListedObject): string =>
  object.owners
    .map((owner) => owner.id)
    .toSorted((a, b) => a - b)
    .join();
