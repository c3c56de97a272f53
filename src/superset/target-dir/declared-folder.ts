import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { DeclaredAsset } from '../../model/assets.ts';
import { DECLARED_FOLDERS } from '../compile/project-files.ts';
import type { ObjectEntry } from '../normalise/normalise.ts';
import type { DeclaredState } from '../target.ts';

/** The roles that every new Superset has. */
const BUILT_IN_ROLES = ['Admin', 'Alpha', 'Gamma', 'Public', 'sql_lab'];

/** Of the wanted declared objects those that the folder holds, each in a file of its own; a hand may change it. */
export function declaredInFolder(dir: string, wanted: readonly ObjectEntry[]): DeclaredState {
  const uuids = new Set(wanted.map((each) => each.uuid));
  const all = allIn(dir);
  const found = all.filter(({ asset }) => uuids.has(asset.uuid));
  const own = all.flatMap(({ asset }) => (asset.kind === 'role' ? [asset.name] : []));
  return {
    assets: found.map((each) => each.asset),
    listed: found.map(({ asset: { kind, uuid, name }, changedOn }, index) => ({
      kind,
      uuid,
      name,
      id: index + 1,
      changedOn,
      changedBy: undefined,
      owners: [],
    })),
    abilities: { roles: [...BUILT_IN_ROLES, ...own], lacking: {} },
  };
}

function allIn(dir: string): { asset: DeclaredAsset; changedOn: string }[] {
  return Object.values(DECLARED_FOLDERS).flatMap((folder) => {
    const path = join(dir, folder);
    if (!existsSync(path)) return [];
    const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
    return names.toSorted().map((name) => {
      const file = join(path, name);
      return {
        asset: parse(readFileSync(file, 'utf8')) as DeclaredAsset,
        changedOn: statSync(file).mtime.toISOString(),
      };
    });
  });
}

const fileOf = (dir: string, asset: DeclaredAsset): string =>
  join(dir, DECLARED_FOLDERS[asset.kind], `${asset.name.replaceAll(/[^\w.-]+/g, '_')}-${asset.uuid.slice(0, 8)}.yaml`);

export function writeInFolder(dir: string, assets: readonly DeclaredAsset[]): void {
  for (const asset of assets) {
    const file = fileOf(dir, asset);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, stringify(asset));
  }
}

export function removeInFolder(dir: string, assets: readonly DeclaredAsset[]): void {
  for (const asset of assets) rmSync(fileOf(dir, asset), { force: true });
}
