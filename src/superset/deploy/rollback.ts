import { Failure } from '../../errors.ts';
import type { Bundle, ObjectKind } from '../../model/assets.ts';
import { addAsset } from '../../model/bundle.ts';
import type { Store } from '../../store/store.ts';
import { type AppliedStep, listApplies, readJournal } from '../state/journal.ts';

export interface Rollback {
  /** UUID -> the asset as it was, or null where there was none. */
  before: Map<string, { kind: ObjectKind; asset: Record<string, unknown> | null }>;
  /** The applies that are undone, newest first. */
  undone: string[];
}

/**
 * What has to be put back so that the target is as it was right after the apply `to`; without it, as before the newest.
 * @throws Failure NOT_FOUND
 */
export async function rollbackTo(store: Store, environment: string, to: string | undefined): Promise<Rollback> {
  const applies = (await listApplies(store, environment)).filter((each) => each.objects > 0);
  const at = to === undefined ? 1 : applies.findIndex((each) => each.applyId.startsWith(to));
  if (applies.length === 0 || at < 0) {
    const known = applies.map((each) => each.applyId.slice(0, 8)).join(', ');
    throw new Failure(
      'NOT_FOUND',
      to === undefined ? `nothing was applied to ${environment} yet` : `there is no apply ${to}`,
      {
        hint: known ? `Applies of ${environment}, newest first: ${known}` : 'There is nothing to roll back.',
      },
    );
  }
  const undone = applies.slice(0, at);
  const before: Rollback['before'] = new Map();
  // From the newest to the oldest: the oldest state wins.
  for (const { applyId } of undone) {
    for (const step of await readJournal(store, environment, applyId)) {
      if (isBackup(step))
        before.set(step.uuid, { kind: kindOf(step), asset: step.before as Record<string, unknown> | null });
    }
  }
  return { before, undone: undone.map((each) => each.applyId) };
}

type Backup = AppliedStep & { uuid: string };

const isBackup = (step: AppliedStep): step is Backup =>
  step.status === 'started' && (step.step === 'write' || step.step === 'delete') && step.uuid !== undefined;

const kindOf = (step: AppliedStep): ObjectKind => (step.kind ?? 'chart') as ObjectKind;

/** The target's assets with those of a rollback in place of theirs. */
export function rolledBack(live: Bundle, { before }: Rollback): Bundle {
  const kept = <T extends { uuid: string }>(assets: T[]): T[] =>
    assets.filter((each) => !before.has(each.uuid.toLowerCase()));
  const bundle: Bundle = {
    databases: kept(live.databases),
    datasets: kept(live.datasets),
    charts: kept(live.charts),
    dashboards: kept(live.dashboards),
    declared: kept(live.declared ?? []),
  };
  for (const { kind, asset } of before.values()) if (asset) addAsset(bundle, kind, asset);
  return bundle;
}
