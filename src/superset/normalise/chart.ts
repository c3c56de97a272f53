import type { ChartAsset } from '../../model/assets.ts';
import { normaliseFormData } from './form-data.ts';
import { type JsonObject, newObject, toJson, withoutNulls } from './json.ts';
import { storedVizType } from './legacy-viz.ts';

/**
 * A chart as Superset stores it. Left out: query_context (made from the params by the compiler and by Explore, with ids
 * of the server in it) and tags (an assets import up to 6.1 ignores them).
 */
export function normaliseChart(asset: ChartAsset): JsonObject {
  const content = newObject();
  content.slice_name = asset.slice_name;
  content.viz_type = storedVizType(asset.viz_type);
  // An export leaves it out when the dataset was deleted.
  content.dataset_uuid = typeof asset.dataset_uuid === 'string' ? asset.dataset_uuid.toLowerCase() : null;
  for (const key of ['description', 'certified_by', 'certification_details'] as const) {
    const value = asset[key];
    if (typeof value === 'string' && value !== '') content[key] = value;
  }
  content.cache_timeout = toJson(asset.cache_timeout);
  const params = normaliseFormData(asset.params);
  // Said twice, or once: the same.
  if (params.viz_type === content.viz_type) delete params.viz_type;
  content.params = params;
  return withoutNulls(content);
}
