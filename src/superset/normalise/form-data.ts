import { isObject, type Json, type JsonObject, newObject, toJson } from './json.ts';
import { storedVizType } from './legacy-viz.ts';

/** Numbers of one server, and what Explore leaves behind when it saves: none of it changes the picture. */
const NOISE = new Set([
  'datasource',
  'slice_id',
  'dashboards',
  'dashboardId',
  'url_params',
  'form_data_key',
  'force',
  'shared_label_colors',
  'map_label_colors',
  'color_scheme_domain',
]);

/** Dropped when empty: present or absent, Superset draws the same. */
const EMPTY_IS_ABSENT = new Set(['annotation_layers', 'extra_form_data', 'label_colors', 'extra_filters']);

/** Whether a control says nothing about the picture: an id of a server, or an empty leftover of the editor. */
export const isNoiseParam = (key: string, value: unknown): boolean =>
  NOISE.has(key) || value === undefined || (EMPTY_IS_ABSENT.has(key) && isEmptyContainer(toJson(value)));

/** A chart's form data as Superset stores it, without noise. Nulls of ordinary controls stay: there they mean something. */
export function normaliseFormData(params: unknown): JsonObject {
  const target = newObject();
  if (!isObject(params)) return target;
  for (const [key, value] of Object.entries(params)) {
    if (NOISE.has(key) || value === undefined) continue;
    const kept = key === 'annotation_layers' ? formulaLayers(value) : cleaned(toJson(value));
    if (EMPTY_IS_ABSENT.has(key) && isEmptyContainer(kept)) continue;
    target[key] = key === 'viz_type' && typeof kept === 'string' ? storedVizType(kept) : kept;
  }
  return target;
}

/** Superset up to 6.1 keeps only the annotation layers that are formulas. */
const formulaLayers = (value: unknown): Json =>
  Array.isArray(value) ? toJson(value.filter((layer) => isObject(layer) && layer.annotationType === 'FORMULA')) : [];

const isEmptyContainer = (value: Json): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** Metrics, columns and filters made in place (those with an expressionType) lose what only the editor needs. */
function cleaned(value: Json): Json {
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  const adhoc = value.expressionType === 'SIMPLE' || value.expressionType === 'SQL';
  const target = newObject();
  for (const [key, each] of Object.entries(value)) {
    if (adhoc && (each === null || EDITOR_KEYS.has(key) || STALE[value.expressionType as 'SIMPLE' | 'SQL'].has(key))) {
      continue;
    }
    if (adhoc && key === 'column' && isObject(each)) target.column = { column_name: toJson(each.column_name) };
    else target[key] = cleaned(each);
  }
  return target;
}

const EDITOR_KEYS = new Set([
  'optionName',
  'filterOptionName',
  'isNew',
  'isExtra',
  'datasourceWarning',
  'operatorId',
  'fromFormData',
]);

/** Left over from the other form of the same editor. */
const STALE = {
  SIMPLE: new Set(['sqlExpression']),
  SQL: new Set(['subject', 'operator', 'comparator', 'aggregate', 'column']),
};
