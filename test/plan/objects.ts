import type { AssetKind } from '../../src/model/assets.ts';
import type { JsonObject } from '../../src/superset/normalise/json.ts';
import type { ObjectEntry, ObjectSet } from '../../src/superset/normalise/normalise.ts';
import type { PlanInput } from '../../src/superset/plan/plan-types.ts';
import type { PlanPolicy } from '../../src/superset/plan/policy-input.ts';

/** Readable UUIDs for tests: the same word gives the same one. */
export const id = (word: string): string => {
  const hex = Buffer.from(word).toString('hex');
  const text = hex.padEnd(32, '0').slice(0, 32);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
};

export const entry = (kind: AssetKind, name: string, content: JsonObject = {}): ObjectEntry => ({
  kind,
  uuid: id(name),
  name,
  content: kind === 'chart' ? { slice_name: name, ...content } : content,
});

export const chart = (name: string, params: JsonObject = {}, dataset?: string): ObjectEntry =>
  entry('chart', name, { params, ...(dataset === undefined ? {} : { dataset_uuid: id(dataset) }) });

export const setOf = (...entries: ObjectEntry[]): ObjectSet => new Map(entries.map((each) => [each.uuid, each]));

export const policy = (over: Partial<PlanPolicy> = {}): PlanPolicy => ({
  mode: 'overwrite_git_wins',
  driftGate: 'fail',
  prune: false,
  ...over,
});

export const META = {
  environment: 'dev',
  target: 'http://localhost:8088',
  supersetVersion: '6.1.0',
  now: '2026-11-21T12:00:00Z',
};

export const input = (over: Partial<PlanInput>): PlanInput => ({
  desired: setOf(),
  base: setOf(),
  live: setOf(),
  policy: policy(),
  meta: META,
  ...over,
});
