import type { Store } from '../../store/store.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import { sameJson } from '../plan/diff-values.ts';
import { makePlan } from '../plan/plan.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { PlanPolicy } from '../plan/policy-input.ts';
import type { Mirror } from '../state/mirror.ts';
import { type RecordedBase, recordedBase } from '../state/recorded-base.ts';
import type { TargetReader } from '../target.ts';
import { type Live, readLive, startReading, withDeclared } from './read-live.ts';
import { untouchedLive } from './untouched.ts';

export interface TargetPlanInput {
  target: TargetReader;
  /** The control database; undefined when there is none yet. */
  store: Store | undefined;
  environment: string;
  desired: ObjectSet;
  policy: PlanPolicy;
  nowMs: number;
  overwrite?: readonly string[] | undefined;
  only?: readonly string[] | undefined;
  /** Read besides the control database, for who only looks; a writer has brought the database up to it. */
  mirror?: Mirror | undefined;
  /** The target if it has been read a moment ago. */
  live?: Live | undefined;
  /** What is recorded as applied to it, when that has been read a moment ago. */
  recorded?: RecordedBase | undefined;
  /** Trust the target's lists where Git, base and lists say that nothing was changed: no export then. */
  quick?: boolean | undefined;
}

export interface TargetPlan {
  plan: Plan;
  live: Live;
  recorded: RecordedBase;
  /** What was compared: everything that was exported, or only the lists of the target. */
  judgedBy: 'export' | 'lists';
}

/**
 * Reads the target and the base, and plans. Reads only.
 * @throws Failure TARGET_*, DB_*
 */
export async function planTarget(input: TargetPlanInput): Promise<TargetPlan> {
  const { store, environment, desired, quick } = input;
  // Superset works on its export while we read the base.
  const target = input.live || quick ? input.target : startReading(input.target);
  const recorded = input.recorded ?? (await recordedBase({ store, mirror: input.mirror, environment, target }));
  const { base } = recorded;
  const settled = base !== undefined && isSame(desired, base.objects);
  const wanted = [...desired.values(), ...(base?.objects.values() ?? [])];
  const listedOnly = quick && settled && !input.live ? await untouchedLive(target, base) : undefined;
  const untouched = listedOnly && (await withDeclared(target, listedOnly, wanted));
  const live = input.live ?? untouched ?? (await readLive(target, { known: base?.known, lists: !settled, wanted }));
  const planned = () => planOf(input, live, recorded);
  let plan = planned();
  // Who changed what is of interest only when something was changed.
  if (plan.objects.length > 0 && !live.listed) {
    live.listed = await target.list();
    plan = planned();
  }
  return { plan, live, recorded, judgedBy: untouched ? 'lists' : 'export' };
}

function planOf(input: TargetPlanInput, live: Live, { base, by }: RecordedBase): Plan {
  const { target, environment, desired, policy } = input;
  const listed = [...(live.listed?.values() ?? []), ...(live.declared?.state.listed ?? [])];
  const attribution = Object.fromEntries(
    listed.map((each) => [each.uuid, { by: each.changedBy, on: isoTime(each.changedOn) }]),
  );
  return makePlan({
    desired,
    base: base?.objects,
    live: live.objects,
    policy,
    overwrite: input.overwrite,
    only: input.only,
    meta: {
      environment,
      target: target.address,
      supersetVersion: target.version,
      now: new Date(input.nowMs).toISOString(),
      attribution,
      abilities: live.declared?.state.abilities,
      lastApply: base && {
        at: `${base.last.at.replace(' ', 'T')}Z`,
        by: by ?? 'unknown',
        gitSha: base.last.gitSha,
      },
    },
  });
}

const isSame = (a: ObjectSet, b: ObjectSet): boolean =>
  a.size === b.size && [...a].every(([uuid, entry]) => sameJson(entry.content, b.get(uuid)?.content));

/** "2026-11-21T09:46:01.624441+0000" -> "2026-11-21T09:46:01Z"; the lists of databases name no zone and mean UTC. */
function isoTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
