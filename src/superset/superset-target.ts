import { restoreOwners } from './apply/owners.ts';
import { removeObjects } from './apply/remove.ts';
import { dryRun, sendBundle } from './apply/send.ts';
import type { ReadClient, WriteClient } from './client/client.ts';
import { readBundleArchive } from './compile/read-bundle.ts';
import { listObjects } from './read/lists.ts';
import type { Target, TargetReader } from './target.ts';

/** A Superset that can only be looked at: it holds no client that writes. */
export const supersetReader = (client: ReadClient): TargetReader => ({
  address: client.url,
  version: client.version,
  export: async () => {
    const zip = await client.download('/api/v1/assets/export/', 'the export of all assets');
    return readBundleArchive(zip, `the export of ${client.url}`);
  },
  list: () => listObjects(client),
  close: () => client.close(),
});

/** A Superset that is deployed to. */
export function supersetTarget(
  client: WriteClient,
  options: { attempts?: number; signal?: AbortSignal | undefined } = {},
): Target {
  const sending = (passwords: ReadonlyMap<string, string> | undefined) => ({
    client,
    passwords: passwords ?? new Map<string, string>(),
    attempts: options.attempts ?? 3,
    signal: options.signal,
  });
  return {
    ...supersetReader(client),
    check: (bundle, { passwords } = {}) => dryRun(bundle, sending(passwords)),
    importAssets: (bundle, { passwords } = {}) => sendBundle(bundle, sending(passwords)),
    remove: async (objects) => {
      const uuids = objects.map((each) => each.uuid);
      await removeObjects(client, uuids, await listObjects(client));
    },
    restoreOwners: async (written, before) => {
      const kinds = [...new Set([...written].flatMap((uuid) => before.get(uuid)?.kind ?? []))];
      return restoreOwners(client, written, before, await listObjects(client, kinds));
    },
  };
}
