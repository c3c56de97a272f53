import { restoreOwners } from './apply/owners.ts';
import { removeObjects } from './apply/remove.ts';
import { dryRun, sendBundle } from './apply/send.ts';
import type { ReadClient, WriteClient } from './client/client.ts';
import { parseBundle, readBundleTexts } from './compile/read-bundle.ts';
import { readDeclared } from './declared/read-declared.ts';
import { checkDeclared, removeDeclared, writeDeclared } from './declared/write-declared.ts';
import { listObjects } from './read/lists.ts';
import type { Target, TargetReader } from './target.ts';

/** A Superset that can only be looked at: it holds no client that writes. */
export const supersetReader = (client: ReadClient): TargetReader => {
  const name = `the export of ${client.url}`;
  const exportTexts = async () =>
    readBundleTexts(await client.download('/api/v1/assets/export/', 'the export of all assets'), name);
  return {
    address: client.url,
    version: client.version,
    exportTexts,
    export: async () => parseBundle(await exportTexts(), name),
    list: () => listObjects(client),
    declared: (wanted, listed) => readDeclared(client, wanted, listed),
    close: () => client.close(),
  };
};

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
    prepare: () => client.prepare(),
    check: (bundle, { passwords } = {}) => dryRun(bundle, sending(passwords)),
    importAssets: (bundle, { passwords } = {}) => sendBundle(bundle, sending(passwords)),
    remove: async (objects) => {
      const uuids = objects.map((each) => each.uuid);
      await removeObjects(client, uuids, await listObjects(client));
    },
    checkDeclared: (assets) => checkDeclared(client, assets),
    writeDeclared: (assets) => writeDeclared(client, assets),
    removeDeclared: (assets) => removeDeclared(client, assets),
    restoreOwners: (written, before, after) => restoreOwners(client, written, before, after),
  };
}
