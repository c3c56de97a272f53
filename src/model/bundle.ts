import {
  type Bundle,
  type ChartAsset,
  type DashboardAsset,
  type DatabaseAsset,
  type DatasetAsset,
  type DeclaredAsset,
  isDeclaredKind,
  type ObjectKind,
} from './assets.ts';

type Asset = DatabaseAsset | DatasetAsset | ChartAsset | DashboardAsset;

const PARTS = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards' } as const;

export const emptyBundle = (): Bundle => ({ databases: [], datasets: [], charts: [], dashboards: [] });

/** Puts an asset into the part of a bundle that its kind belongs to. */
export function addAsset(bundle: Bundle, kind: ObjectKind, asset: unknown): void {
  if (!isDeclaredKind(kind)) (bundle[PARTS[kind]] as unknown[]).push(asset);
  else {
    bundle.declared ??= [];
    bundle.declared.push(asset as DeclaredAsset);
  }
}

/** What an import brings: everything but what is declared. */
export const assetsOf = ({ databases, datasets, charts, dashboards }: Bundle): Asset[] => [
  ...databases,
  ...datasets,
  ...charts,
  ...dashboards,
];

/** The same with what is declared. */
export const allOf = (bundle: Bundle): (Asset | DeclaredAsset)[] => [...assetsOf(bundle), ...(bundle.declared ?? [])];

/** Lower-case UUIDs of what an import brings. */
export const uuidsOf = (bundle: Bundle): string[] => assetsOf(bundle).map((each) => each.uuid.toLowerCase());

/** Every asset as the bundle holds it, by its lower-case UUID; the first where two share one. */
export function assetsByUuid(bundle: Bundle): Map<string, Record<string, unknown>> {
  const found = new Map<string, Record<string, unknown>>();
  for (const asset of allOf(bundle)) {
    const uuid = asset.uuid.toLowerCase();
    if (!found.has(uuid)) found.set(uuid, asset as unknown as Record<string, unknown>);
  }
  return found;
}
