import type { SupersetVersion } from '../../config/environment.ts';
import { FIELDS, type FieldGroup, knownIn } from '../asset-fields.ts';

type Plain = Record<string, unknown>;

/**
 * The value with the keys in the order of Superset's export, and every key that the target's version exports present:
 * an import is a partial update, so what a template leaves out must be written as what it means. Unknown keys stay, at
 * the end: validation names them.
 */
export function shaped(group: FieldGroup, value: Plain, version: SupersetVersion): Plain {
  const known = FIELDS[group];
  const result: Plain = {};
  for (const field of known) {
    if (value[field.key] !== undefined) result[field.key] = value[field.key];
    else if (field.fallback !== undefined && knownIn(field, version))
      result[field.key] = structuredClone(field.fallback);
  }
  for (const key of Object.keys(value)) if (!Object.hasOwn(result, key)) result[key] = value[key];
  return result;
}

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function shapedDataset(value: Plain, version: SupersetVersion): Plain {
  const inner = (group: 'column' | 'metric', list: unknown): unknown[] =>
    listOf(list).map((each) => (isPlain(each) ? shaped(group, each, version) : each));
  return shaped(
    'dataset',
    { ...value, columns: inner('column', value.columns), metrics: inner('metric', value.metrics) },
    version,
  );
}
