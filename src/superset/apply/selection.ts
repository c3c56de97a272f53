import type { AssetKind, Bundle, LayoutNode } from '../../model/assets.ts';
import type { Plan, PlannedObject } from '../plan/plan-types.ts';

/** What an apply does, taken from a plan. */
export interface Selection {
  /** Objects that are written. */
  write: PlannedObject[];
  prune: PlannedObject[];
  /** Recorded as applied without a write: the target holds them already. */
  adopt: PlannedObject[];
  forget: PlannedObject[];
}

const WRITES = new Set(['create', 'update', 'revert', 'recreate']);

export const selectionOf = (plan: Plan): Selection => ({
  write: plan.objects.filter((each) => WRITES.has(each.action)),
  prune: plan.objects.filter((each) => each.action === 'prune'),
  adopt: plan.objects.filter((each) => each.action === 'adopt-base'),
  forget: plan.objects.filter((each) => each.action === 'forget'),
});

export const isEmptySelection = (selection: Selection): boolean =>
  Object.values(selection).every((list: PlannedObject[]) => list.length === 0);

/** First version whose import finds parents on the target (`sparse`). */
export const knowsSparse = (version: string): boolean => Number.parseInt(version, 10) >= 6;

interface Sources {
  desired: Bundle;
  live: Bundle;
  version: string;
}

/**
 * The assets to send: what the plan writes, from Git, and what has to go along. A recreated chart or dataset has a new
 * number, so that what hangs on it is linked again. Before 6.0 an import needs every parent in the file: those come from
 * the target as they are, so that nothing of others is overwritten. `held` are those: they are not ours to judge or record.
 */
export function bundleToSend(selection: Selection, sources: Sources): { bundle: Bundle; held: ReadonlySet<string> } {
  const { desired, live, version } = sources;
  const wanted = new Set(selection.write.map((each) => each.uuid));
  const held = new Set<string>();
  const recreated = new Set(selection.write.filter((each) => each.action === 'recreate').map((each) => each.uuid));
  if (recreated.size > 0) {
    const add = (uuid: string) => recreated.add(uuid.toLowerCase());
    for (const each of desired.datasets) if (recreated.has(each.database_uuid.toLowerCase())) add(each.uuid);
    for (const each of desired.charts) if (recreated.has(each.dataset_uuid.toLowerCase())) add(each.uuid);
    for (const each of desired.dashboards)
      if (chartsOf(each.position).some((uuid) => recreated.has(uuid))) add(each.uuid);
    for (const uuid of recreated) wanted.add(uuid);
  }
  if (!knowsSparse(version)) for (const uuid of parentsOf(wanted, desired)) if (!wanted.has(uuid)) held.add(uuid);
  const pick = <T extends { uuid: string }>(ours: T[], theirs: T[]): T[] => [
    ...ours.filter((each) => wanted.has(each.uuid.toLowerCase())),
    ...ours
      .filter((each) => held.has(each.uuid.toLowerCase()))
      .map((each) => theirs.find((other) => other.uuid === each.uuid.toLowerCase()) ?? each),
  ];
  const bundle = {
    databases: pick(desired.databases, live.databases),
    datasets: pick(desired.datasets, live.datasets),
    charts: pick(desired.charts, live.charts),
    dashboards: pick(desired.dashboards, live.dashboards),
  };
  return { bundle, held };
}

/** Everything that assets hang on, directly or not. */
function parentsOf(uuids: ReadonlySet<string>, bundle: Bundle): Set<string> {
  const all = new Set(uuids);
  const has = (each: { uuid: string }) => all.has(each.uuid.toLowerCase());
  for (const each of bundle.dashboards.filter(has)) for (const uuid of chartsOf(each.position)) all.add(uuid);
  for (const each of bundle.charts.filter(has)) all.add(each.dataset_uuid.toLowerCase());
  for (const each of bundle.datasets.filter(has)) all.add(each.database_uuid.toLowerCase());
  return all;
}

/** UUIDs of the charts in a dashboard's position. */
export function chartsOf(position: Record<string, LayoutNode | string>): string[] {
  return Object.values(position).flatMap((node) =>
    typeof node === 'object' && node?.type === 'CHART' && typeof node.meta?.uuid === 'string'
      ? [node.meta.uuid.toLowerCase()]
      : [],
  );
}

/** The kind's part of a bundle alone. */
export function onlyPart(bundle: Bundle, kinds: readonly AssetKind[]): Bundle {
  return {
    databases: kinds.includes('database') ? bundle.databases : [],
    datasets: kinds.includes('dataset') ? bundle.datasets : [],
    charts: kinds.includes('chart') ? bundle.charts : [],
    dashboards: kinds.includes('dashboard') ? bundle.dashboards : [],
  };
}

export const countOf = (bundle: Bundle): number =>
  bundle.databases.length + bundle.datasets.length + bundle.charts.length + bundle.dashboards.length;
