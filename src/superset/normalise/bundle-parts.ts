import { type Bundle, type DeclaredAsset, isDeclaredKind, type ObjectKind } from '../../model/assets.ts';

const PARTS = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards' } as const;

/** Puts an asset into the part of a bundle that its kind belongs to. */
export function addAsset(bundle: Bundle, kind: ObjectKind, asset: unknown): void {
  if (isDeclaredKind(kind)) bundle.declared = [...(bundle.declared ?? []), asset as DeclaredAsset];
  else (bundle[PARTS[kind]] as unknown[]).push(asset);
}
