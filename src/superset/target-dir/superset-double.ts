import { Failure } from '../../errors.ts';
import { type AssetKind, ASSET_KINDS, type Bundle } from '../../model/assets.ts';
import { listOf, objectOf, textOf } from '../normalise/json.ts';
import { DASHBOARD_DEFAULTS, merged, storedChart, storedDatabase, storedDataset } from './store-asset.ts';
import { storedDashboard } from './store-dashboard.ts';

type Loose = Record<string, unknown>;

export interface StoredObject {
  kind: AssetKind;
  uuid: string;
  /** Number on this target. */
  id: number;
  asset: Loose;
}

/** Everything a target holds, by UUID, and the numbers it gives next. */
export interface Stored {
  objects: Map<string, StoredObject>;
  nextId: Record<AssetKind, number>;
}

export const emptyStore = (): Stored => ({
  objects: new Map(),
  nextId: { database: 1, dataset: 1, chart: 1, dashboard: 1 },
});

const PARTS = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards' } as const;

/**
 * What POST /api/v1/assets/import/ of Superset 6.1 makes of a bundle: everything overwritten, keys that are absent keep
 * their values, numbers are this target's. Changes nothing when it fails.
 * @throws Failure TARGET_REJECTED where the real one answers 500 or 422
 */
export function imported(before: Stored, bundle: Bundle, passwords: ReadonlyMap<string, string> = new Map()): Stored {
  const store: Stored = { objects: new Map(before.objects), nextId: { ...before.nextId } };
  for (const kind of ASSET_KINDS) {
    for (const file of bundle[PARTS[kind]] as Loose[]) importOne(store, kind, structuredClone(file), passwords);
  }
  return store;
}

const refused = (message: string, uuid: string): Failure =>
  new Failure('TARGET_REJECTED', message, { where: { item: uuid } });

function importOne(store: Stored, kind: AssetKind, file: Loose, passwords: ReadonlyMap<string, string>): void {
  const uuid = String(file.uuid).toLowerCase();
  file.uuid = uuid;
  const old = store.objects.get(uuid) ?? takenOver(store, kind, file);
  if (old && old.kind !== kind) throw refused(`${uuid} is a ${old.kind} here`, uuid);
  const id = old?.id ?? store.nextId[kind]++;
  const asset = storedAs(store, kind, file, old?.asset, passwords);
  if (old) store.objects.delete(old.uuid);
  store.objects.set(uuid, { kind, uuid, id, asset });
}

/** The row that Superset takes for the same object because a name that must be unique is the same. */
function takenOver(store: Stored, kind: AssetKind, file: Loose): StoredObject | undefined {
  const keys = {
    database: ['database_name'],
    dataset: ['database_uuid', 'schema', 'table_name'],
    chart: [],
    dashboard: ['slug'],
  };
  const names = keys[kind];
  if (names.length === 0 || (kind === 'dashboard' && !file.slug)) return undefined;
  return [...store.objects.values()].find(
    (each) => each.kind === kind && names.every((name) => (each.asset[name] ?? null) === (file[name] ?? null)),
  );
}

function storedAs(
  store: Stored,
  kind: AssetKind,
  file: Loose,
  old: Loose | undefined,
  passwords: ReadonlyMap<string, string>,
): Loose {
  const uuid = String(file.uuid);
  switch (kind) {
    case 'database':
      if (!old && textOf(file.sqlalchemy_uri)?.includes(':XXXXXXXXXX@') && !file.password && !passwords.has(uuid)) {
        throw refused(`Must provide a password for the database "${String(file.database_name)}"`, uuid);
      }
      return storedDatabase(file, old);
    case 'dataset':
      numberOf(store, 'database', file.database_uuid, uuid);
      return storedDataset(file, old);
    case 'chart':
      return storedChart(file, old, numberOf(store, 'dataset', file.dataset_uuid, uuid));
    case 'dashboard': {
      for (const filter of listOf(objectOf(file.metadata).native_filter_configuration)) {
        for (const target of listOf(objectOf(filter).targets)) {
          const dataset = objectOf(target).datasetUuid;
          if (dataset !== undefined) numberOf(store, 'dataset', dataset, uuid);
        }
      }
      const numbers = { chart: (chart: string) => store.objects.get(chart)?.id };
      return merged(storedDashboard(file, numbers), old, DASHBOARD_DEFAULTS);
    }
  }
}

function numberOf(store: Stored, kind: AssetKind, reference: unknown, by: string): number {
  const found = typeof reference === 'string' ? store.objects.get(reference.toLowerCase()) : undefined;
  if (found?.kind === kind) return found.id;
  throw refused(`Import failed for an unknown reason (there is no ${kind} ${String(reference)})`, by);
}

/** What GET /api/v1/assets/export/ answers. The objects are copies. */
export function exported(store: Stored): Bundle {
  const of = (kind: AssetKind): Loose[] =>
    [...store.objects.values()]
      .filter((each) => each.kind === kind)
      .toSorted((a, b) => a.id - b.id)
      .map((each) => structuredClone(each.asset));
  const databases = of('database');
  for (const database of databases) {
    if (typeof database.sqlalchemy_uri === 'string') database.sqlalchemy_uri = masked(database.sqlalchemy_uri);
  }
  const datasets = of('dataset').map((dataset) => withEffectiveTimeout(dataset, databases));
  const bundle = { databases, datasets, charts: of('chart'), dashboards: of('dashboard') };
  return bundle as unknown as Bundle;
}

const masked = (uri: string): string => uri.replace(/^([^:/]+:\/\/[^:/@]*):[^@]*@/, '$1:XXXXXXXXXX@');

function withEffectiveTimeout(dataset: Loose, databases: readonly Loose[]): Loose {
  if (dataset.cache_timeout !== null) return dataset;
  const database = databases.find((each) => each.uuid === dataset.database_uuid);
  return { ...dataset, cache_timeout: database?.cache_timeout ?? null };
}

/** What the DELETE calls do: a database with datasets stays, charts of a deleted dataset lose it, layouts keep dead charts. */
export function removed(before: Stored, uuids: readonly string[]): Stored {
  const store: Stored = { objects: new Map(before.objects), nextId: before.nextId };
  for (const uuid of uuids) {
    const found = store.objects.get(uuid);
    if (!found) throw new Failure('NOT_FOUND', `there is no object ${uuid} on the target`);
    const others = [...store.objects.values()];
    if (found.kind === 'database' && others.some((each) => each.asset.database_uuid === uuid)) {
      throw refused('Cannot delete a database that has datasets attached', uuid);
    }
    store.objects.delete(uuid);
    if (found.kind !== 'dataset') continue;
    for (const chart of others.filter((each) => each.asset.dataset_uuid === uuid)) {
      const { dataset_uuid: _gone, ...asset } = chart.asset;
      store.objects.set(chart.uuid, { ...chart, asset });
    }
  }
  return store;
}
