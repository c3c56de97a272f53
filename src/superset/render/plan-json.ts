import type { ObjectClass, Plan, PlannedObject } from '../plan/plan-types.ts';
import { planText } from './plan-text.ts';

/** A file of the compiled bundle, as far as the documents name it. */
export interface BundleFile {
  path: string;
  /** SHA-256 of its text, hex. */
  sha256: string;
  /** UUID of the asset in it. */
  uuid?: string | undefined;
}

export interface BundleFacts {
  /** Folder of the bundle, relative to the project. */
  path: string;
  files: readonly BundleFile[];
  /** ISO 8601. */
  compiledAt: string;
}

/** `plan --json`: the plan itself, and the fields of the seed's plan.json (env, bundle, files, sha256, compiled_at). */
export const planDocument = (plan: Plan, bundle: BundleFacts) => ({
  ...plan,
  env: plan.environment,
  bundle: bundle.path,
  files: bundle.files.map((each) => each.path),
  sha256: Object.fromEntries(bundle.files.map((each) => [each.path, each.sha256])),
  compiled_at: bundle.compiledAt,
});

const DRIFTED: readonly ObjectClass[] = ['drift', 'conflict', 'deleted_live', 'prune_conflict', 'first_contact'];

/** Objects that were changed on the target outside Git. */
export const driftedObjects = (plan: Plan): PlannedObject[] =>
  plan.objects.filter((each) => DRIFTED.includes(each.class) && !each.chosen);

/** `drift --json`: what others changed, and the fields of the seed's drift.json (env, drift, changed_files, diff_preview, checked_at). */
export function driftDocument(plan: Plan, files: readonly BundleFile[]) {
  const drifted = driftedObjects(plan);
  const pathOf = new Map(files.map((each) => [each.uuid, each.path]));
  return {
    env: plan.environment,
    drift: drifted.length > 0,
    changed_files: drifted.map((each) => pathOf.get(each.uuid) ?? `${each.kind}s/${each.uuid}`),
    diff_preview: planText({ ...plan, objects: drifted, unmanaged: [] }),
    checked_at: plan.madeAt,
    target: plan.target,
    comparison: plan.comparison,
    gate: plan.gate,
    problems: plan.problems,
    objects: drifted,
  };
}

export interface ApplyOutcome {
  status: 'ok' | 'partial' | 'failed' | 'nothing';
  /** UUIDs by what was done. */
  created: readonly string[];
  updated: readonly string[];
  deleted: readonly string[];
  errors: readonly { code: string; message: string; uuid?: string | undefined }[];
  /** ISO 8601. */
  appliedAt: string;
}

/** `apply --json`: what was done, with the fields of the seed's apply.json (env, status, created, updated, deleted, errors, applied_at). */
export function applyDocument(plan: Plan, outcome: ApplyOutcome) {
  const objects = new Map(plan.objects.map((each) => [each.uuid, each]));
  const named = (uuids: readonly string[]) =>
    uuids.map((uuid) => ({ uuid, kind: objects.get(uuid)?.kind ?? null, name: objects.get(uuid)?.name ?? null }));
  return {
    env: plan.environment,
    status: outcome.status,
    created: named(outcome.created),
    updated: named(outcome.updated),
    deleted: named(outcome.deleted),
    errors: outcome.errors,
    applied_at: outcome.appliedAt,
    target: plan.target,
    summary: plan.summary,
    plan: plan.hashes,
  };
}
