import { Failure } from '../../errors.ts';
import type { ObjectKind } from '../../model/assets.ts';
import { problemBehind } from '../client/answer.ts';
import type { WriteClient } from '../client/client.ts';
import type { ListedObject } from '../read/lists.ts';

const ORDER: readonly ObjectKind[] = ['dashboard', 'chart', 'dataset', 'database'];

/**
 * Deletes objects of the target, dashboards first. What is gone already counts as deleted.
 * @throws Failure TARGET_*
 */
export async function removeObjects(
  client: WriteClient,
  uuids: readonly string[],
  listed: ReadonlyMap<string, ListedObject>,
): Promise<string[]> {
  const found = uuids.map((uuid) => listed.get(uuid)).filter((each) => each !== undefined);
  const removed: string[] = [];
  for (const each of found.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))) {
    try {
      await client.remove(`/api/v1/${each.kind}/${each.id}`, `deleting ${each.kind} "${each.name}"`);
    } catch (thrown) {
      const problem = problemBehind(thrown);
      if (problem?.kind === 'rejected' && /alerts or reports|has datasets/.test(problem.message)) {
        throw new Failure('TARGET_REJECTED', `${each.kind} "${each.name}" cannot be deleted: ${problem.message}`, {
          hint: 'Remove what still hangs on it in Superset first, or keep it in Git.',
          cause: problem,
        });
      }
      if (problem?.kind !== 'missing') throw thrown;
    }
    removed.push(each.uuid);
  }
  return removed;
}
