import {
  type AssetKind,
  type Bundle,
  type ChartAsset,
  type DashboardAsset,
  type DatabaseAsset,
  type DatasetAsset,
  type ObjectKind,
  TITLE_KEYS,
} from '../../model/assets.ts';
import { normaliseChart } from './chart.ts';
import { normaliseDashboard } from './dashboard.ts';
import { normaliseDatabase } from './database.ts';
import { normaliseDataset } from './dataset.ts';
import { normaliseDeclared } from './declared.ts';
import { type JsonObject, textOf } from './json.ts';
import { NEWEST_KNOWN_VERSION } from './versions.ts';

/** One object in the form in which a compiled bundle, a record of what was applied and an export can be compared. */
export interface ObjectEntry {
  kind: ObjectKind;
  uuid: string;
  name: string;
  content: JsonObject;
}

/** Objects by UUID, in the order databases, datasets, charts, dashboards, each by name, then what is declared. */
export type ObjectSet = Map<string, ObjectEntry>;

/**
 * What Superset `version` ("6.1.0") stores when it imports `asset`, without what it or its interface changes by itself.
 * Pure: the same for a compiled asset and for the export of it. Not reversible: it is for comparing, not for importing.
 */
export function normalise(
  kind: AssetKind,
  asset: DatabaseAsset | DatasetAsset | ChartAsset | DashboardAsset,
  version: string = NEWEST_KNOWN_VERSION,
): JsonObject {
  switch (kind) {
    case 'database':
      return normaliseDatabase(asset as DatabaseAsset, version);
    case 'dataset':
      return normaliseDataset(asset as DatasetAsset, version);
    case 'chart':
      return normaliseChart(asset as ChartAsset);
    case 'dashboard':
      return normaliseDashboard(asset as DashboardAsset);
  }
}

/** The name a person knows an asset by: its title; for a dataset with its schema, as in `public.orders`. */
export function assetName(kind: AssetKind, asset: Record<string, unknown>): string {
  const name = textOf(asset[TITLE_KEYS[kind]]) ?? '';
  return kind === 'dataset' && typeof asset.schema === 'string' && asset.schema ? `${asset.schema}.${name}` : name;
}

/**
 * A bundle -> its objects, normalised for Superset `version`. Of two files with one UUID the last wins, as in Superset.
 * `known` are objects of the same place that are normalised already.
 */
export function objectSet(
  bundle: Bundle,
  version: string = NEWEST_KNOWN_VERSION,
  known: readonly ObjectEntry[] = [],
): ObjectSet {
  const entries: ObjectEntry[] = [];
  const add = (kind: AssetKind, assets: readonly (DatabaseAsset | DatasetAsset | ChartAsset | DashboardAsset)[]) => {
    const found = assets.map((asset) => ({
      kind,
      uuid: asset.uuid.toLowerCase(),
      name: assetName(kind, asset),
      content: normalise(kind, asset, version),
    }));
    const all = [...known.filter((each) => each.kind === kind), ...found];
    entries.push(...all.sort((a, b) => compareText(a.name, b.name) || compareText(a.uuid, b.uuid)));
  };
  add('database', bundle.databases);
  add('dataset', bundle.datasets);
  add('chart', bundle.charts);
  add('dashboard', bundle.dashboards);
  for (const asset of bundle.declared ?? []) {
    entries.push({ kind: asset.kind, uuid: asset.uuid, name: asset.name, content: normaliseDeclared(asset) });
  }
  const set: ObjectSet = new Map(entries.map((entry) => [entry.uuid, entry]));
  effectiveCacheTimeouts(set);
  return set;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Superset exports for a dataset without a cache_timeout that of its database, so both sides get the one in effect. */
function effectiveCacheTimeouts(set: ObjectSet): void {
  for (const entry of set.values()) {
    const { kind, content, uuid } = entry;
    if (kind !== 'dataset' || content.cache_timeout !== undefined) continue;
    const inherited = set.get(textOf(content.database_uuid) ?? '')?.content.cache_timeout;
    // A copy: a known entry belongs to another set, too.
    if (inherited !== undefined) set.set(uuid, { ...entry, content: { ...content, cache_timeout: inherited } });
  }
}
