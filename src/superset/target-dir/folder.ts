import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { Failure, messageOf } from '../../errors.ts';
import { type AssetKind, ASSET_KINDS, TITLE_KEYS } from '../../model/assets.ts';
import { sha256 } from '../../util/hash.ts';
import { isObject, textOf } from '../normalise/json.ts';
import { emptyStore, type Stored, type StoredObject } from './superset-double.ts';

const FOLDERS: Record<AssetKind, string> = {
  database: 'databases',
  dataset: 'datasets',
  chart: 'charts',
  dashboard: 'dashboards',
};

/** What a folder remembers beside its YAML files. */
interface Ledger {
  nextId: Record<AssetKind, number>;
  objects: Record<string, { kind: AssetKind; id: number; hash: string; changedOn: string; changedBy: string }>;
}

export interface FolderObject extends StoredObject {
  changedOn: string;
  changedBy: string;
}

export interface Folder {
  store: Stored;
  objects: Map<string, FolderObject>;
}

const LEDGER = '.superset.json';

/**
 * A target folder -> what it holds. A file that was edited by hand since the last import counts as changed by a person,
 * at the time of the file: that is how drift is learned without a server.
 * @throws Failure YAML_INVALID, BUNDLE_INVALID
 */
export function readFolder(dir: string): Folder {
  const ledger = readLedger(dir);
  const store = emptyStore();
  store.nextId = { ...store.nextId, ...ledger.nextId };
  const objects = new Map<string, FolderObject>();
  for (const kind of ASSET_KINDS) {
    for (const path of yamlFiles(join(dir, FOLDERS[kind]))) {
      const text = readFileSync(path, 'utf8');
      const asset = assetOf(path, text);
      const uuid = (textOf(asset.uuid) ?? '').toLowerCase();
      const known = ledger.objects[uuid];
      const id = known?.id ?? store.nextId[kind]++;
      store.objects.set(uuid, { kind, uuid, id, asset });
      const byHand = known?.hash !== sha256(text);
      objects.set(uuid, {
        kind,
        uuid,
        id,
        asset,
        changedOn: byHand || !known ? statSync(path).mtime.toISOString() : known.changedOn,
        changedBy: byHand || !known ? 'a person, in the file' : known.changedBy,
      });
    }
  }
  return { store, objects };
}

function readLedger(dir: string): Ledger {
  const path = join(dir, LEDGER);
  const empty: Ledger = { nextId: emptyStore().nextId, objects: {} };
  if (!existsSync(path)) return empty;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) && isObject(value.objects) ? (value as unknown as Ledger) : empty;
  } catch (cause) {
    throw new Failure('BUNDLE_INVALID', `${LEDGER} cannot be read: ${messageOf(cause)}`, {
      where: { file: path },
      cause,
    });
  }
}

function yamlFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(dir, name));
}

function assetOf(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text, { version: '1.1', maxAliasCount: 100 });
  } catch (cause) {
    throw new Failure('YAML_INVALID', messageOf(cause).split('\n')[0] ?? '', { where: { file: path }, cause });
  }
  if (isObject(value) && typeof value.uuid === 'string') return value;
  throw new Failure('BUNDLE_INVALID', 'the file has no uuid', { where: { file: path } });
}

/** Writes a store into a folder: files that changed are replaced whole, files of objects that are gone are deleted. */
export function writeFolder(dir: string, before: Folder, store: Stored, change: { at: string; by: string }): void {
  const ledger: Ledger = { nextId: store.nextId, objects: {} };
  const wanted = new Set<string>();
  for (const { kind, uuid, id, asset } of store.objects.values()) {
    const path = join(dir, FOLDERS[kind], `${fileName(textOf(asset[TITLE_KEYS[kind]]) ?? '')}_${id}.yaml`);
    const text = stringify(asset, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
    const old = before.objects.get(uuid);
    const same = old && JSON.stringify(old.asset) === JSON.stringify(asset);
    wanted.add(path);
    writeWhole(path, text);
    const { changedOn, changedBy } = same ? old : { changedOn: change.at, changedBy: change.by };
    ledger.objects[uuid] = { kind, id, hash: sha256(text), changedOn, changedBy };
  }
  for (const kind of ASSET_KINDS) {
    for (const path of yamlFiles(join(dir, FOLDERS[kind]))) if (!wanted.has(path)) rmSync(path);
  }
  writeWhole(join(dir, LEDGER), `${JSON.stringify(ledger, null, 2)}\n`);
  writeWhole(join(dir, 'metadata.yaml'), stringify({ version: '1.0.0', type: 'assets', timestamp: change.at }));
}

const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_.-]+/g, '_').replace(/^[._]+/, '') || 'unnamed';

function writeWhole(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
