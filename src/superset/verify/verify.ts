import type { ObjectSet } from '../normalise/normalise.ts';
import { classify } from '../plan/classify.ts';
import type { PlannedChange } from '../plan/plan-types.ts';

export interface Discrepancy {
  uuid: string;
  kind: string;
  name: string;
  what: 'missing' | 'differs' | 'still there';
  changes: PlannedChange[];
}

/** Whether the target holds what was applied: 200 from an import is no proof. Empty when it does. */
export function discrepancies(
  expected: ObjectSet,
  live: ObjectSet,
  written: Iterable<string>,
  removed: Iterable<string>,
): Discrepancy[] {
  const found: Discrepancy[] = [];
  for (const uuid of written) {
    const wanted = expected.get(uuid);
    if (!wanted) continue;
    const there = live.get(uuid);
    const { kind, name } = wanted;
    if (!there) {
      found.push({ uuid, kind, name, what: 'missing', changes: [] });
      continue;
    }
    const { changes } = classify({ desired: wanted, base: wanted, live: there }, []);
    if (changes.length > 0) found.push({ uuid, kind, name, what: 'differs', changes });
  }
  for (const uuid of removed) {
    const there = live.get(uuid);
    if (there) found.push({ uuid, kind: there.kind, name: there.name, what: 'still there', changes: [] });
  }
  return found;
}

/** One line for each thing that is not as it should be. */
export const discrepancyLines = (found: readonly Discrepancy[]): string[] =>
  found.flatMap(({ kind, name, what, changes }) => [
    `${kind} "${name}" ${what === 'differs' ? 'is not as it was sent' : what === 'missing' ? 'is missing' : 'is still there'}`,
    ...changes
      .slice(0, 5)
      .map((change) => `    ${change.field}: sent ${short(change.to)}, found ${short(change.from)}`),
  ]);

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};
