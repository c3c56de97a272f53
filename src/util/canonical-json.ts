/**
 * One text for one value: keys sorted by code unit, no spaces, numbers as JSON writes them. What hashes and compares
 * by content goes through here. Values that JSON cannot hold (undefined, functions) are left out as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const source = value as Record<string, unknown>;
  // A null prototype keeps a key named __proto__ an ordinary key.
  const target: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(source).sort()) target[key] = sorted(source[key]);
  return target;
}
