import type { Json, JsonObject } from '../normalise/json.ts';
import type { LayoutTree } from '../normalise/layout.ts';
import type { Change } from './change.ts';
import { sameJson } from './diff-values.ts';

interface Place {
  node: LayoutTree;
  parent: string;
  /** Keys of the siblings, itself among them. */
  siblings: string[];
  /** Where it is, for people: `tab "Overview", row 2`. */
  where: string;
}

/** Two layouts -> what was added, removed, moved or changed, component by component. `nameOf` names charts by UUID. */
export function diffLayout(from: LayoutTree, to: LayoutTree, nameOf: (uuid: string) => string | undefined): Change[] {
  const [before, after] = [places(from), places(to)];
  const changes: Change[] = [];
  const moved = movedWithinParents(before, after);
  for (const [key, place] of before) {
    if (after.has(key)) continue;
    if (isContainer(place.node) && place.node.children.some((child) => !after.has(child.key))) continue;
    changes.push(change(place, nameOf, 'removed', describe(place), null));
  }
  for (const [key, place] of after) {
    const old = before.get(key);
    if (!old) {
      if (isContainer(place.node) && place.node.children.some((child) => !before.has(child.key))) continue;
      changes.push(change(place, nameOf, 'added', null, describe(place)));
      continue;
    }
    const differs = !sameJson(old.node.meta, place.node.meta) || old.node.type !== place.node.type;
    const hasMoved = old.parent !== place.parent || moved.has(key);
    if (!differs && !hasMoved) continue;
    const summary = [
      ...(hasMoved ? [`${old.where} -> ${place.where}`] : []),
      ...metaChanges(old.node.meta, place.node.meta),
    ].join(', ');
    const from = describe(old);
    const made = change(place, nameOf, differs && !hasMoved ? 'changed' : 'moved', from, describe(place));
    changes.push({ ...made, summary });
  }
  return changes;
}

function places(root: LayoutTree): Map<string, Place> {
  const found = new Map<string, Place>();
  const walk = (node: LayoutTree, parent: string, siblings: string[], where: string): void => {
    found.set(node.key, { node, parent, siblings, where });
    const keys = node.children.map((child) => child.key);
    for (const [index, child] of node.children.entries()) walk(child, node.key, keys, whereOf(child, where, index));
  };
  walk(root, '', [root.key], '');
  return found;
}

function whereOf(child: LayoutTree, parentWhere: string, index: number): string {
  const text = typeof child.meta.text === 'string' ? ` "${child.meta.text}"` : ` ${index + 1}`;
  const own =
    child.type === 'TAB'
      ? `tab${text}`
      : child.type === 'ROW'
        ? `row ${index + 1}`
        : child.type === 'COLUMN'
          ? `column ${index + 1}`
          : child.type === 'GRID' || child.type === 'TABS'
            ? ''
            : `place ${index + 1}`;
  return [parentWhere, own].filter(Boolean).join(', ');
}

const isContainer = (node: LayoutTree): boolean => node.type === 'ROW' || node.type === 'COLUMN';

/** Keys whose order among the siblings that stayed differs: as few as possible are said to have moved. */
function movedWithinParents(before: Map<string, Place>, after: Map<string, Place>): Set<string> {
  const moved = new Set<string>();
  for (const { node } of after.values()) {
    const old = before.get(node.key);
    if (!old) continue;
    const order = new Map(old.node.children.map((child, index) => [child.key, index]));
    const stayed = node.children.filter((child) => order.has(child.key));
    const kept = longestIncreasing(stayed.map((child) => order.get(child.key) ?? 0));
    for (const [index, child] of stayed.entries()) if (!kept.has(index)) moved.add(child.key);
  }
  return moved;
}

/** Indices of one longest increasing subsequence. Quadratic: a container has tens of children. */
function longestIncreasing(values: number[]): Set<number> {
  const length = values.map(() => 1);
  const previous = values.map(() => -1);
  let end = -1;
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < i; j++) {
      if ((values[j] ?? 0) < (values[i] ?? 0) && (length[j] ?? 0) + 1 > (length[i] ?? 0)) {
        length[i] = (length[j] ?? 0) + 1;
        previous[i] = j;
      }
    }
    if (end < 0 || (length[i] ?? 0) > (length[end] ?? 0)) end = i;
  }
  const kept = new Set<number>();
  for (let at = end; at >= 0; at = previous[at] ?? -1) kept.add(at);
  return kept;
}

const describe = (place: Place): JsonObject => ({
  type: place.node.type,
  in: place.parent,
  place: place.siblings.indexOf(place.node.key),
  meta: place.node.meta,
});

function metaChanges(from: JsonObject, to: JsonObject): string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  return keys
    .filter((key) => !sameJson(from[key], to[key]))
    .map((key) =>
      isShort(from[key]) && isShort(to[key])
        ? `${key} ${shown(from[key])} -> ${shown(to[key])}`
        : `${key === 'code' ? 'text' : key} changed`,
    );
}

const isShort = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  typeof value === 'number' ||
  (typeof value === 'string' && value.length < 40);
const shown = (value: Json | undefined): string => (value === undefined ? '(default)' : JSON.stringify(value));

function change(
  place: Place,
  nameOf: (uuid: string) => string | undefined,
  what: Change['what'],
  from: Json,
  to: Json,
): Change {
  const { node } = place;
  const uuid = /^chart:([^#]*)/.exec(node.key)?.[1];
  const name = uuid === undefined ? undefined : (nameOf(uuid) ?? uuid);
  const text = typeof node.meta.text === 'string' ? node.meta.text : node.key;
  const field = `layout ${node.type.toLowerCase()} "${name ?? text}"`;
  // Losing a chart, a tab or a text is more than looks.
  const severity = what === 'removed' && !isContainer(node) && node.type !== 'DIVIDER' ? 'semantic' : 'cosmetic';
  const summary = what === 'added' ? `added, ${place.where}` : what === 'removed' ? `removed from ${place.where}` : '';
  return { path: ['layout', node.key], field, domain: 'layout', what, from, to, summary, severity };
}
