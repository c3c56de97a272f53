import type { DatasetAsset } from '../../model/assets.ts';
import {
  type Json,
  type JsonObject,
  listOf,
  newObject,
  objectOf,
  parsedObject,
  toJson,
  withoutEmpty,
  withoutNulls,
} from './json.ts';
import { storesField } from './versions.ts';

const TEXTS = [
  'main_dttm_col',
  'description',
  'default_endpoint',
  'catalog',
  'schema',
  'sql',
  'fetch_values_predicate',
] as const;

/**
 * A dataset as Superset stores it: defaults filled in, columns and metrics by name (Superset keeps no order of theirs and
 * merges duplicates).
 */
export function normaliseDataset(asset: DatasetAsset, version: string): JsonObject {
  const content = newObject();
  content.table_name = asset.table_name;
  content.database_uuid = String(asset.database_uuid).toLowerCase();
  for (const key of TEXTS) {
    const value = asset[key];
    if (typeof value === 'string' && value !== '') content[key] = value;
  }
  content.offset = toJson(asset.offset ?? 0);
  content.cache_timeout = toJson(asset.cache_timeout);
  content.filter_select_enabled = asset.filter_select_enabled !== false;
  content.normalize_columns = asset.normalize_columns === true;
  content.always_filter_main_dttm = asset.always_filter_main_dttm === true;
  for (const key of ['params', 'template_params', 'extra'] as const) {
    const value = withoutEmpty(parsedObject(asset[key]));
    if (isFilled(value)) content[key] = value;
  }
  for (const key of ['folders', 'currency_code_column'] as const) {
    const value = withoutEmpty(toJson(asset[key]));
    if (isFilled(value) && storesField(`dataset.${key}`, version)) content[key] = value;
  }
  content.columns = byName(asset.columns, 'column_name', (column) => normaliseColumn(column, version));
  content.metrics = byName(asset.metrics, 'metric_name', normaliseMetric);
  return withoutNulls(content);
}

const isFilled = (value: Json): boolean =>
  value !== null && value !== '' && (typeof value !== 'object' || Object.keys(value).length > 0);

function byName(list: unknown, key: string, each: (item: Record<string, unknown>) => JsonObject): JsonObject {
  const target = newObject();
  const items = listOf(list).map(objectOf);
  for (const item of items.toSorted((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1))) {
    target[String(item[key])] = each(item);
  }
  return target;
}

function normaliseColumn(column: Record<string, unknown>, version: string): JsonObject {
  const { column_name: _name, uuid: _uuid, ...rest } = column;
  const content = objectOf(withoutEmpty(toJson({ ...rest, extra: parsedObject(rest.extra) }))) as JsonObject;
  if (!storesField('column.datetime_format', version)) delete content.datetime_format;
  content.is_dttm = column.is_dttm === true;
  // A null becomes true when the column is made and stays null when it is updated: the same to a reader.
  content.is_active = column.is_active !== false;
  content.groupby = column.groupby !== false;
  content.filterable = column.filterable !== false;
  return content;
}

function normaliseMetric(metric: Record<string, unknown>): JsonObject {
  const { metric_name: _name, uuid: _uuid, ...rest } = metric;
  const read = { ...rest, extra: parsedObject(rest.extra), currency: parsedObject(rest.currency) };
  return objectOf(withoutEmpty(toJson(read))) as JsonObject;
}
