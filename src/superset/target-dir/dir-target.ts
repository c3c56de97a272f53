import { mkdirSync } from 'node:fs';
import { textOf } from '../normalise/json.ts';
import { assetName } from '../normalise/normalise.ts';
import type { ListedObject } from '../read/lists.ts';
import type { Target, TargetReader } from '../target.ts';
import { declaredInFolder, removeInFolder, writeInFolder } from './declared-folder.ts';
import { type FolderObject, readFolder, writeFolder } from './folder.ts';
import { exported, imported, removed } from './superset-double.ts';

/** Release of Superset that a folder behaves like. */
const VERSION = '6.1.0';

export interface DirTargetOptions {
  dir: string;
  /** Who is said to have changed what is imported. */
  user?: string;
  now: () => Date;
}

/** A folder that behaves like Superset, for looking only. */
export function openDirReader({ dir }: Pick<DirTargetOptions, 'dir'>): TargetReader {
  return {
    address: `dir:${dir}`,
    version: VERSION,
    export: () => Promise.resolve(exported(readFolder(dir).store)),
    list: () =>
      Promise.resolve(new Map([...readFolder(dir).objects.values()].map((each) => [each.uuid, listed(each)]))),
    declared: (wanted) => Promise.resolve(declaredInFolder(dir, wanted)),
    close: () => Promise.resolve(),
  };
}

/**
 * A folder that behaves like Superset 6.1: it numbers, fills in, rewrites and refuses as the real one does on import,
 * and exports YAML. For learning and tests: everything works but the pictures.
 */
export function openDirTarget(options: DirTargetOptions): Target {
  const { dir, user = 'feedback-loop', now } = options;
  mkdirSync(dir, { recursive: true });
  const write = (change: (folder: ReturnType<typeof readFolder>) => Parameters<typeof writeFolder>[2]): void => {
    const folder = readFolder(dir);
    writeFolder(dir, folder, change(folder), { at: now().toISOString(), by: user });
  };
  return {
    ...openDirReader({ dir }),
    importAssets: async (bundle, { passwords } = {}) => {
      await Promise.resolve();
      write((folder) => imported(folder.store, bundle, passwords));
    },
    writeDeclared: async (assets) => {
      await Promise.resolve();
      writeInFolder(dir, assets);
    },
    removeDeclared: async (assets) => {
      await Promise.resolve();
      removeInFolder(dir, assets);
    },
    remove: async (objects) => {
      await Promise.resolve();
      write((folder) =>
        removed(
          folder.store,
          objects.map((each) => each.uuid),
        ),
      );
    },
  };
}

const listed = ({ kind, id, uuid, asset, changedOn, changedBy }: FolderObject): ListedObject => ({
  kind,
  id,
  uuid,
  name: kind === 'dataset' ? (textOf(asset.table_name) ?? '') : assetName(kind, asset),
  changedOn,
  changedBy,
  owners: [],
});
