import type { PlannedObject, PlanSummary } from './plan-types.ts';

export function summarise(objects: readonly PlannedObject[], inSync: number, unmanaged: number): PlanSummary {
  const count = (test: (each: PlannedObject) => boolean): number => objects.filter(test).length;
  const onlyRenamed = (each: PlannedObject): boolean =>
    each.previousName !== undefined && each.changes.every((change) => NAME_FIELDS.has(change.field));
  const writes = (each: PlannedObject): boolean => each.action === 'update' || each.action === 'revert';
  return {
    add: count((each) => each.action === 'create' || each.action === 'recreate'),
    change: count((each) => writes(each) && !onlyRenamed(each)),
    rename: count((each) => writes(each) && each.previousName !== undefined),
    prune: count((each) => each.action === 'prune'),
    adoptBase: count((each) => each.action === 'adopt-base' || each.action === 'forget'),
    drift: count((each) => each.class === 'drift'),
    conflict: count((each) => each.class === 'conflict' || each.class === 'prune_conflict'),
    deletedLive: count((each) => each.class === 'deleted_live'),
    firstContact: count((each) => each.class === 'first_contact'),
    held: count((each) => each.action === 'none' && each.held !== undefined && each.held !== 'prune is off'),
    inSync: inSync + count((each) => each.class === 'in_sync'),
    unmanaged,
  };
}

const NAME_FIELDS = new Set(['database_name', 'table_name', 'slice_name', 'dashboard_title', 'schema']);
