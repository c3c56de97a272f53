import { stringify } from 'yaml';
import type { DeclaredAsset } from '../../model/assets.ts';

/** What is declared as its template says it: templates by name, and only what is not the default. */
export function declaredTemplate(asset: DeclaredAsset, nameOf: (uuid: string) => string): string {
  const names = (uuids: readonly string[]): string[] => uuids.map(nameOf).toSorted();
  switch (asset.kind) {
    case 'role': {
      const { name, permissions, datasets, databases } = asset;
      return text({ name, permissions, datasets: names(datasets), databases: names(databases) });
    }
    case 'rls': {
      const { kind: _kind, uuid: _uuid, datasets, ...rest } = asset;
      return text({ ...rest, datasets: names(datasets) });
    }
    case 'report': {
      const { kind: _kind, uuid: _uuid, dashboard, chart, database, ...rest } = asset;
      const refer = (uuid: string | null) => (uuid === null ? null : nameOf(uuid));
      return text({ ...rest, dashboard: refer(dashboard), chart: refer(chart), database: refer(database) });
    }
    case 'embedded':
      return text({ dashboard: nameOf(asset.dashboard), allowed_domains: asset.allowed_domains });
  }
}

/** Without what has no value: a schema fills it in. */
function text(value: Record<string, unknown>): string {
  const isNothing = (each: unknown): boolean => each === null || (Array.isArray(each) && each.length === 0);
  return stringify(Object.fromEntries(Object.entries(value).filter(([, each]) => !isNothing(each))), { lineWidth: 0 });
}
