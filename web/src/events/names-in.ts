import type { Cell } from '../../../src/charts/picture.ts';

/** Texts of a list of names, else undefined. */
export function namesIn(value: Cell | undefined): string[] | undefined {
  if (typeof value !== 'string' || !value.startsWith('[')) return undefined;
  try {
    const names: unknown = JSON.parse(value);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}
