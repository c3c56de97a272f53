import { isObject, listOf, objectOf } from '../normalise/json.ts';

type Loose = Record<string, unknown>;

/** The numbers that the target has given to objects. */
export interface Numbers {
  chart: (uuid: string) => number | undefined;
}

/**
 * What Superset 6.1 stores of a dashboard file: numbers of charts are its own ones, wherever they stand. `chartsInScope`
 * and `tabsInScope` keep what they had, as there.
 */
export function storedDashboard(file: Loose, numbers: Numbers): Loose {
  const position = storedPosition(file, numbers);
  const numberOf = renumbering(objectOf(file.position), numbers);
  return { ...file, position, metadata: storedMetadata(objectOf(file.metadata), numberOf) };
}

function storedPosition(file: Loose, numbers: Numbers): Loose {
  const source = objectOf(file.position);
  if (Object.keys(source).length === 0) return skeleton(String(file.dashboard_title));
  const position: Loose = {};
  for (const [id, node] of Object.entries(source)) {
    const meta = isObject(node) && node.type === 'CHART' ? objectOf(node.meta) : undefined;
    const number = typeof meta?.uuid === 'string' ? numbers.chart(meta.uuid.toLowerCase()) : undefined;
    position[id] = number === undefined ? node : { ...(node as Loose), meta: { ...meta, chartId: number } };
  }
  return position;
}

const skeleton = (title: string): Loose => ({
  DASHBOARD_VERSION_KEY: 'v2',
  ROOT_ID: { children: ['GRID_ID'], id: 'ROOT_ID', type: 'ROOT' },
  GRID_ID: { children: [], id: 'GRID_ID', parents: ['ROOT_ID'], type: 'GRID' },
  HEADER_ID: { id: 'HEADER_ID', meta: { text: title }, type: 'HEADER' },
});

/** Number in the file -> number here, for the charts of the position. */
function renumbering(position: Loose, numbers: Numbers): Map<string, number> {
  const map = new Map<string, number>();
  for (const node of Object.values(position)) {
    const meta = isObject(node) && node.type === 'CHART' ? objectOf(node.meta) : {};
    const number = typeof meta.uuid === 'string' ? numbers.chart(meta.uuid.toLowerCase()) : undefined;
    if (number !== undefined) map.set(String(meta.chartId), number);
  }
  return map;
}

function storedMetadata(source: Loose, numberOf: Map<string, number>): Loose {
  const metadata: Loose = { native_filter_configuration: [], ...source };
  delete metadata.show_native_filters;
  if (metadata.default_filters === '{}') delete metadata.default_filters;
  if (Array.isArray(metadata.timed_refresh_immune_slices)) {
    metadata.timed_refresh_immune_slices = numbersOf(metadata.timed_refresh_immune_slices, numberOf);
  }
  for (const key of ['expanded_slices', 'filter_scopes'] as const) {
    if (isObject(metadata[key])) metadata[key] = rekeyed(metadata[key], numberOf, (each) => each);
  }
  if (isObject(metadata.chart_configuration)) {
    metadata.chart_configuration = rekeyed(metadata.chart_configuration, numberOf, (each, number) => ({
      ...objectOf(each),
      id: number,
      ...(isObject(objectOf(each).crossFilters)
        ? { crossFilters: rescoped(objectOf(objectOf(each).crossFilters), numberOf) }
        : {}),
    }));
  }
  if (isObject(metadata.global_chart_configuration)) {
    metadata.global_chart_configuration = rescoped(metadata.global_chart_configuration, numberOf);
  }
  metadata.native_filter_configuration = listOf(metadata.native_filter_configuration).map((filter) =>
    rescoped(objectOf(filter), numberOf),
  );
  return metadata;
}

const numbersOf = (list: unknown, numberOf: Map<string, number>): number[] =>
  listOf(list).flatMap((id) => numberOf.get(String(id)) ?? []);

function rekeyed(
  source: Loose,
  numberOf: Map<string, number>,
  each: (value: unknown, number: number) => unknown,
): Loose {
  const target: Loose = {};
  for (const [id, value] of Object.entries(source)) {
    const number = numberOf.get(id);
    if (number !== undefined) target[String(number)] = each(value, number);
  }
  return target;
}

function rescoped(holder: Loose, numberOf: Map<string, number>): Loose {
  if (!isObject(holder.scope)) return holder;
  return { ...holder, scope: { ...holder.scope, excluded: numbersOf(holder.scope.excluded, numberOf) } };
}
