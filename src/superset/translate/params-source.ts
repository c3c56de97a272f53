import { isObject, listOf, objectOf } from '../normalise/json.ts';
import { isNoiseParam } from '../normalise/form-data.ts';

type Loose = Record<string, unknown>;

/** A chart's params as a person would write them: no numbers of a server, no random names of the editor. */
export function paramsSource(params: unknown): Loose {
  const target: Loose = {};
  for (const [key, value] of Object.entries(objectOf(params))) {
    if (isNoiseParam(key, value)) continue;
    target[key] = key === 'annotation_layers' ? listOf(value) : plain(value);
  }
  return target;
}

const RANDOM = new Set(['optionName', 'filterOptionName', 'isNew', 'datasourceWarning']);

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const adhoc = value.expressionType === 'SIMPLE' || value.expressionType === 'SQL';
  const target: Loose = {};
  for (const [key, each] of Object.entries(value)) {
    if (adhoc && (each === null || RANDOM.has(key))) continue;
    if (adhoc && key === 'column' && isObject(each)) {
      target.column = { column_name: each.column_name, ...(typeof each.type === 'string' ? { type: each.type } : {}) };
    } else target[key] = plain(each);
  }
  return target;
}
