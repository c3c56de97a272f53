import type { DashboardAsset, LayoutNode } from '../../model/assets.ts';

export const nodesOf = (dashboard: DashboardAsset): Map<string, LayoutNode> =>
  new Map(
    Object.entries(dashboard.position).filter((entry): entry is [string, LayoutNode] => typeof entry[1] === 'object'),
  );

/** Where each chart lies in the layout, with everything above it: what the scope of a filter is said in. */
export function placesOf(dashboard: DashboardAsset): { uuid: string; chartId: number | null; above: Set<string> }[] {
  const nodes = nodesOf(dashboard);
  const places: { uuid: string; chartId: number | null; above: Set<string> }[] = [];
  const walk = (id: string, above: readonly string[]): void => {
    const node = nodes.get(id);
    // A layout that holds itself would go on for ever.
    if (!node || above.includes(id)) return;
    const path = [...above, id];
    if (node.type === 'CHART') {
      const chartId = node.meta?.chartId;
      places.push({
        uuid: typeof node.meta?.uuid === 'string' ? node.meta.uuid : '',
        chartId: typeof chartId === 'number' ? chartId : null,
        above: new Set(path),
      });
    }
    for (const child of node.children ?? []) walk(child, path);
  };
  walk('ROOT_ID', []);
  return places;
}
