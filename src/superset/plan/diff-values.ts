import { isObject, type Json, type JsonObject, textOf } from '../normalise/json.ts';

/** Whether two values are the same JSON: the order of keys does not count, an absent value is the same as null. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => sameJson(each, b[index]));
  }
  const [left, right] = [a as JsonObject, b as JsonObject];
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => key in right && sameJson(left[key], right[key]));
}

/** One differing place: a path below the value that was compared. An absent value is undefined. */
export interface ValueDifference {
  path: string[];
  from: Json | undefined;
  to: Json | undefined;
}

/**
 * Every differing place of two values: objects by key, lists of metrics and filters by identity, other values as wholes.
 * `depth` limits how far objects are opened.
 */
export function diffValues(from: Json | undefined, to: Json | undefined, depth = 8): ValueDifference[] {
  if (sameJson(from, to) && (from === undefined) === (to === undefined)) return [];
  if (depth > 0 && isObject(from) && isObject(to)) return diffObjects(from as JsonObject, to as JsonObject, depth);
  if (Array.isArray(from) && Array.isArray(to)) {
    const keyed = [identified(from), identified(to)];
    const [before, after] = keyed;
    if (before && after) {
      const inside = diffObjects(before, after, 3);
      // Only the order differs.
      return inside.length > 0 ? inside : [{ path: ['(order)'], from: Object.keys(before), to: Object.keys(after) }];
    }
  }
  return [{ path: [], from, to }];
}

function diffObjects(from: JsonObject, to: JsonObject, depth: number): ValueDifference[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  return keys.flatMap((key) =>
    diffValues(from[key], to[key], depth - 1).map((each) => ({ ...each, path: [key, ...each.path] })),
  );
}

/** A list of saved or ad-hoc metrics, columns and filters as an object by identity; undefined for any other list. */
function identified(list: Json[]): JsonObject | undefined {
  if (list.length === 0) return {};
  const target: JsonObject = {};
  for (const item of list) {
    const name = identityOf(item);
    if (name === undefined) return undefined;
    let key = name;
    for (let nth = 2; Object.hasOwn(target, key); nth++) key = `${name} #${nth}`;
    target[key] = item;
  }
  return target;
}

/** What a person would call an element of a chart's list: a metric's label, a filter's column, a saved metric's name. */
function identityOf(item: Json): string | undefined {
  if (typeof item === 'string') return item;
  if (!isObject(item)) return undefined;
  const { clause, subject, operator, sqlExpression, label, aggregate, column, expressionType } = item;
  if (expressionType !== 'SIMPLE' && expressionType !== 'SQL') return undefined;
  if (typeof clause === 'string' || subject !== undefined) {
    return typeof sqlExpression === 'string' ? sqlExpression : `${textOf(subject) ?? ''} ${textOf(operator) ?? ''}`;
  }
  if (typeof label === 'string' && label !== '') return label;
  if (typeof sqlExpression === 'string') return sqlExpression;
  return `${textOf(aggregate) ?? ''}(${(isObject(column) && textOf(column.column_name)) || ''})`;
}
