import { isObject, type Json, type JsonObject, listOf, newObject, objectOf, toJson, withoutEmpty } from './json.ts';

/** Keys that the interface writes when a dashboard is opened or saved, or that an import removes. */
const NOISE = new Set([
  'map_label_colors',
  'shared_label_colors',
  'color_scheme_domain',
  'show_native_filters',
  'import_time',
  'remote_id',
  'native_filter_migration',
  'positions',
  'chartsInScope',
  'tabsInScope',
]);

export const isNoiseMetadata = (key: string): boolean => NOISE.has(key);

/**
 * A dashboard's metadata as Superset stores it: charts by UUID instead of the server's numbers, native filters by their
 * id, defaults and derived values left out.
 */
export function normaliseMetadata(metadata: unknown, uuidOfChartId: ReadonlyMap<string, string>): JsonObject {
  const source = objectOf(metadata);
  const uuid: ToUuid = (id) => uuidOfChartId.get(String(id));
  const target = newObject();
  for (const [key, value] of Object.entries(source)) {
    if (NOISE.has(key) || key in HANDLED) continue;
    const kept = withoutEmpty(toJson(value));
    if (!isDefault(key, kept)) target[key] = kept;
  }
  for (const [key, read] of Object.entries(HANDLED)) {
    const kept = withoutEmpty(read(source[key], uuid));
    if (!isDefault(key, kept)) target[key === 'native_filter_configuration' ? 'native_filters' : key] = kept;
  }
  const order = listOf(source.native_filter_configuration).map((each) => String(objectOf(each).id));
  if (order.length > 1) target.native_filter_order = order;
  return target;
}

/** Number of a chart -> its UUID; undefined for a chart that is not on the dashboard: an import drops such references. */
type ToUuid = (id: unknown) => string | undefined;

const HANDLED: Record<string, (value: unknown, uuid: ToUuid) => Json> = {
  native_filter_configuration: (value, uuid) => {
    const filters = newObject();
    for (const each of listOf(value)) if (isObject(each)) filters[String(each.id)] = nativeFilter(each, uuid);
    return filters;
  },
  chart_configuration: (value, uuid) => {
    const charts = newObject();
    for (const [id, each] of Object.entries(objectOf(value))) {
      const scope = objectOf(objectOf(each).crossFilters).scope;
      const chart = uuid(id);
      // "global" is what the interface writes for every chart: the same as no entry.
      if (isObject(scope) && chart !== undefined) charts[chart] = { scope: scopeOf(scope, uuid) };
    }
    return charts;
  },
  global_chart_configuration: (value, uuid) => {
    const scope = scopeOf(objectOf(objectOf(value).scope), uuid);
    const everything = JSON.stringify(scope.rootPath ?? ['ROOT_ID']) === '["ROOT_ID"]' && isBlank(scope.excluded);
    return everything ? {} : { scope };
  },
  timed_refresh_immune_slices: (value, uuid) => uuidsOf(value, uuid),
  expanded_slices: (value, uuid) => rekeyed(value, uuid),
  filter_scopes: (value, uuid) => {
    const charts = objectOf(rekeyed(value, uuid));
    for (const columns of Object.values(charts)) {
      for (const column of Object.values(objectOf(columns))) {
        if (isObject(column)) column.immune = uuidsOf(column.immune, uuid);
      }
    }
    return toJson(charts);
  },
  default_filters: (value, uuid) => {
    try {
      return rekeyed(typeof value === 'string' ? JSON.parse(value) : value, uuid);
    } catch {
      return toJson(value);
    }
  },
};

const isBlank = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const isDefault = (key: string, value: Json): boolean =>
  isBlank(value) ||
  (key === 'refresh_frequency' && value === 0) ||
  (key === 'cross_filters_enabled' && value === true) ||
  (key === 'filter_bar_orientation' && value === 'VERTICAL');

function rekeyed(value: unknown, uuid: ToUuid): JsonObject {
  const target = newObject();
  for (const [id, each] of Object.entries(objectOf(value))) {
    const chart = uuid(id);
    if (chart !== undefined) target[chart] = toJson(each);
  }
  return target;
}

const uuidsOf = (ids: unknown, uuid: ToUuid): string[] =>
  listOf(ids)
    .map(uuid)
    .filter((each) => each !== undefined)
    .toSorted();

function scopeOf(scope: Record<string, unknown>, uuid: ToUuid): JsonObject {
  const { excluded, ...rest } = scope;
  return { ...(toJson(rest) as JsonObject), excluded: uuidsOf(excluded, uuid) };
}

function nativeFilter(filter: Record<string, unknown>, uuid: ToUuid): JsonObject {
  const { id: _id, chartsInScope: _charts, tabsInScope: _tabs, ...rest } = filter;
  const content = toJson(rest) as JsonObject;
  content.type = toJson(filter.type ?? 'NATIVE_FILTER');
  if (isObject(filter.scope)) content.scope = scopeOf(filter.scope, uuid);
  content.targets = listOf(filter.targets).map((target) => {
    const { datasetId: _datasetId, datasetUuid, ...kept } = objectOf(target);
    return toJson(typeof datasetUuid === 'string' ? { ...kept, datasetUuid: datasetUuid.toLowerCase() } : kept);
  });
  if (content.time_range === 'No filter') delete content.time_range;
  const mask = objectOf(content.defaultDataMask) as JsonObject;
  // The interface writes the id and its own state into the mask.
  const { id: _maskId, ownState: _own, ...keptMask } = mask;
  content.defaultDataMask = keptMask;
  return content;
}
