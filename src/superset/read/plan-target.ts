import type { Store } from '../../store/store.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import { makePlan } from '../plan/plan.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { PlanPolicy } from '../plan/policy-input.ts';
import { type Base, readBase } from '../state/base.ts';
import { listApplies } from '../state/journal.ts';
import type { TargetReader } from '../target.ts';
import { type Live, readLive } from './read-live.ts';

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
  /** The target if it has been read a moment ago. */
  live?: Live | undefined;
}

export interface TargetPlan {
  plan: Plan;
  live: Live;
  base: Base | undefined;
}

/**
 * Reads the target and the base, and plans. Reads only.
 * @throws Failure TARGET_*, DB_*
 */
export async function planTarget(input: TargetPlanInput): Promise<TargetPlan> {
  const { target, store, environment, desired, policy } = input;
  const [live, recorded, applies] = await Promise.all([
    input.live ?? readLive(target),
    store && readBase(store, environment, target.version),
    store ? listApplies(store, environment) : [],
  ]);
  const last = applies.find((each) => each.applyId === recorded?.last.applyId);
  // What was applied to another address says nothing about this one.
  const base = last?.target !== undefined && last.target !== target.address ? undefined : recorded;
  const attribution = Object.fromEntries(
    [...live.listed.values()].map((each) => [each.uuid, { by: each.changedBy, on: isoTime(each.changedOn) }]),
  );
  const plan = makePlan({
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
      lastApply: base && {
        at: `${base.last.at.replace(' ', 'T')}Z`,
        by: last?.actor ?? 'unknown',
        gitSha: base.last.gitSha,
      },
    },
  });
  return { plan, live, base };
}

/** "2026-11-21T09:46:01.624441+0000" -> "2026-11-21T09:46:01Z"; the lists of databases name no zone and mean UTC. */
function isoTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
