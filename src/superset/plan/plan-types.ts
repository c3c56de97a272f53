import type { ExitName } from '../../errors.ts';
import type { ObjectKind } from '../../model/assets.ts';
import type { ObjectSet } from '../normalise/normalise.ts';
import type { Change } from './change.ts';
import type { ApplyMode, DriftGate, PlanPolicy, Severity } from './policy-input.ts';

/**
 * How Git (D), the last applied state (B) and the target (L) stand to each other for one object. first_contact: in Git
 * and on the target, differently, and never applied by us. converged: both made the same change.
 */
export type ObjectClass =
  | 'in_sync'
  | 'pending'
  | 'drift'
  | 'converged'
  | 'conflict'
  | 'deleted_live'
  | 'prune_candidate'
  | 'prune_conflict'
  | 'first_contact'
  | 'unmanaged';

export type PlanAction = 'create' | 'update' | 'revert' | 'recreate' | 'adopt-base' | 'prune' | 'forget' | 'none';

/** A change and whose it is: ours not yet applied (pending), theirs (drift), both the same (converged), both (conflict). */
export interface PlannedChange extends Change {
  class: 'pending' | 'drift' | 'converged' | 'conflict';
}

export interface PlannedObject {
  kind: ObjectKind;
  uuid: string;
  name: string;
  /** The name it has on the target, when Git gives it another one. */
  previousName?: string;
  class: ObjectClass;
  action: PlanAction;
  /** Why the action is none although Git and the target differ. */
  held?: string;
  /** Why it is in the plan at all. */
  reason: string;
  severity: Severity;
  /** What the action writes: from the target to Git. */
  changes: PlannedChange[];
  /** What was changed outside Git: from the last applied state (or Git, when there is none) to the target. */
  drift: PlannedChange[];
  /** Known differences that a rule of the policy accepts. */
  ignored: { field: string; reason: string; until?: string }[];
  usedBy: { charts: number; dashboards: string[] };
  /** Who changed it on the target last, and when (ISO 8601), as far as the server says. */
  changedBy?: string;
  changedOn?: string;
  /** Whether it was named to be overwritten on purpose. */
  chosen?: true;
}

export interface TargetAbilities {
  /** Names of all its roles. */
  roles: readonly string[];
  /** Kinds that it cannot hold, and what would turn them on. */
  lacking: Readonly<Partial<Record<ObjectKind, string>>>;
}

export interface PlanMeta {
  environment: string;
  /** Address of the target without secrets, or dir:PATH. */
  target: string;
  supersetVersion: string;
  /** ISO 8601. */
  now: string;
  /** What is known of the last apply; undefined when there was none. */
  lastApply?: { at: string; by: string; gitSha?: string | undefined } | undefined;
  /** UUID -> who changed the object on the target last, and when. */
  attribution?: Readonly<Record<string, { by?: string | undefined; on?: string | undefined }>> | undefined;
  /** What the target has and lacks for what is declared; undefined when nothing is. */
  abilities?: TargetAbilities | undefined;
}

export interface PlanInput {
  /** Git: the compiled bundle. */
  desired: ObjectSet;
  /** What we applied last; undefined when nothing is recorded. */
  base: ObjectSet | undefined;
  /** The target now. */
  live: ObjectSet;
  policy: PlanPolicy;
  meta: PlanMeta;
  /** UUIDs to overwrite on purpose, drift or not (assets revert). */
  overwrite?: readonly string[] | undefined;
  /** UUIDs to act on; the others are shown and left. */
  only?: readonly string[] | undefined;
}

export interface Plan {
  format: 1;
  environment: string;
  target: string;
  supersetVersion: string;
  madeAt: string;
  lastApply?: { at: string; by: string; gitSha?: string | undefined };
  /** Without a base nobody can tell a pending change from drift: then only Git and the target are compared. */
  comparison: 'three-way' | 'two-way';
  mode: ApplyMode;
  driftGate: DriftGate;
  /** What the plan was made of; apply refuses when one of them is another by then. */
  hashes: { desired: string; base: string; live: string; policy: string };
  /** Everything but what is in sync or not ours; in the order of applying, deletions last and backwards. */
  objects: PlannedObject[];
  unmanaged: { kind: ObjectKind; uuid: string; name: string }[];
  /** Errors stop every deployment, whatever the gate; warnings are to be read. */
  problems: Problem[];
  gate: GateResult;
  summary: PlanSummary;
}

export interface GateResult {
  status: 'pass' | 'warn' | 'fail';
  /** What a command exits with when the gate fails; done otherwise. */
  exit: Extract<ExitName, 'done' | 'drift' | 'conflict' | 'invalid'>;
  /** What tripped it, by class. */
  tripped: { class: ObjectClass; count: number }[];
  /** One sentence. */
  why: string;
}

/** Something about the whole plan that a person must know; an error stops the deployment. */
export interface Problem {
  code:
    | 'EMPTY_BUNDLE'
    | 'MASS_DELETE'
    | 'SEVERITY_CEILING'
    | 'PROTECTED'
    | 'NAME_TAKEN'
    | 'KIND_CHANGED'
    | 'BASE_LOST'
    | 'IGNORE_EXPIRED'
    | 'ROLE_MISSING'
    | 'FEATURE_OFF';
  severity: 'error' | 'warning';
  message: string;
  hint: string;
  /** The object it is about, if it is one. */
  uuid?: string;
}

/** Counts of a plan. An object that is renamed and changed counts in both. */
export interface PlanSummary {
  add: number;
  change: number;
  rename: number;
  prune: number;
  /** Recorded as applied without a write. */
  adoptBase: number;
  drift: number;
  conflict: number;
  deletedLive: number;
  firstContact: number;
  /** Differ, and are left as they are. */
  held: number;
  inSync: number;
  unmanaged: number;
}
