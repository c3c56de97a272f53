/** A value as JSON and YAML hold it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any value of a file as plain JSON: what JSON cannot hold is left out, a null prototype keeps `__proto__` an ordinary key. */
export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Date) return value.toISOString();
  if (isObject(value)) {
    const target = newObject();
    for (const [key, each] of Object.entries(value)) if (each !== undefined) target[key] = toJson(each);
    return target;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  return null;
}

export const newObject = (): JsonObject => Object.create(null) as JsonObject;

export const objectOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const isEmpty = (value: Json): boolean =>
  value === null ||
  value === '' ||
  (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);

/** Without nulls, empty texts, empty lists and empty objects, however deep. Lists keep their places. */
export function withoutEmpty(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object') return value;
  const target = newObject();
  for (const [key, each] of Object.entries(value)) {
    const kept = withoutEmpty(each);
    if (!isEmpty(kept)) target[key] = kept;
  }
  return target;
}

/** A copy without the keys whose value is null. */
export function withoutNulls(value: JsonObject): JsonObject {
  const target = newObject();
  for (const [key, each] of Object.entries(value)) if (each !== null) target[key] = each;
  return target;
}

/** A JSON text parsed when it holds an object, otherwise the value itself: Superset writes `extra` both ways. */
export function parsedObject(value: unknown): Json {
  if (typeof value !== 'string') return toJson(value);
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? toJson(parsed) : value;
  } catch {
    return value;
  }
}
