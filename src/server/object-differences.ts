import type { Json, JsonObject } from '../superset/normalise/json.ts';
import type { ObjectEntry, ObjectSet } from '../superset/normalise/normalise.ts';
import type { Change } from '../superset/plan/change.ts';
import { diffObject } from '../superset/plan/diff-object.ts';
import type { ObjectDifference } from './contract.ts';

const LONGEST = 2_000;

function textOf(value: Json): string | null {
  if (value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

/** A layout says nothing as JSON, and nobody compares two long texts by eye. */
const inWords = ({ summary, domain, from, to }: Change): boolean =>
  summary !== undefined && (domain === 'layout' || JSON.stringify([from, to]).length > LONGEST);

const bothOf = ({ from, to }: Change): { before: string | null; after: string | null } => ({
  before: textOf(from),
  after: textOf(to),
});

/** What is between two states of one object; null when nothing is. */
export function objectDifference(
  before: ObjectEntry | undefined,
  after: ObjectEntry | undefined,
  nameOf: (uuid: string) => string | undefined,
): ObjectDifference | null {
  const entry = after ?? before;
  if (!entry) return null;
  const { kind, uuid, name } = entry;
  if (!before || !after) return { kind, uuid, name, action: after ? 'create' : 'delete', changes: [] };
  const context = { nameOf, isUsed: () => true };
  const changes = diffObject(kind, before.content as JsonObject, after.content as JsonObject, context);
  if (changes.length === 0) return null;
  return {
    kind,
    uuid,
    name,
    action: 'update',
    changes: changes.map((change) => ({
      field: change.field,
      ...(inWords(change) ? { before: null, after: change.summary ?? null } : bothOf(change)),
      severity: change.severity,
    })),
  };
}

/** Everything that is between two sets, in the order of the second. */
export function setDifferences(before: ObjectSet, after: ObjectSet): ObjectDifference[] {
  const nameOf = (uuid: string): string | undefined => (after.get(uuid) ?? before.get(uuid))?.name;
  const uuids = new Set([...after.keys(), ...before.keys()]);
  return [...uuids].flatMap((uuid) => objectDifference(before.get(uuid), after.get(uuid), nameOf) ?? []);
}
