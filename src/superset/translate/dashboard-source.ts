import { chartNumber } from '../compile/identity.ts';
import { isNoiseMetadata } from '../normalise/dashboard-metadata.ts';
import { isObject, listOf, objectOf, textOf } from '../normalise/json.ts';

type Loose = Record<string, unknown>;
type Renumber = (id: unknown) => number | undefined;

/** A dashboard's layout and metadata with numbers of charts that are the same on every server. */
export function dashboardSource(asset: Loose): { position: Loose; metadata: Loose } {
  const numbers = new Map<string, number>();
  const position: Loose = {};
  for (const [id, node] of Object.entries(objectOf(asset.position))) {
    const meta = isObject(node) && node.type === 'CHART' ? objectOf(node.meta) : undefined;
    const uuid = textOf(meta?.uuid)?.toLowerCase();
    if (!isObject(node) || uuid === undefined) {
      position[id] = node;
      continue;
    }
    const number = chartNumber(uuid);
    const old = meta?.chartId;
    if (typeof old === 'number' || typeof old === 'string') numbers.set(String(old), number);
    position[id] = { ...node, meta: { ...meta, uuid, chartId: number } };
  }
  return { position, metadata: metadataSource(objectOf(asset.metadata), (id) => numbers.get(String(id))) };
}

function metadataSource(source: Loose, renumber: Renumber): Loose {
  // The compiler gives a dashboard without a colour scheme Superset's own; an empty one says that there is none.
  const target: Loose = source.color_scheme === undefined || source.color_scheme === null ? { color_scheme: '' } : {};
  for (const [key, value] of Object.entries(source)) {
    if (isNoiseMetadata(key) || value === null || value === '{}' || isBlank(value)) continue;
    const renumbered = REFERENCES[key]?.(value, renumber) ?? value;
    if (!isBlank(renumbered)) target[key] = renumbered;
  }
  return target;
}

const isBlank = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;

const REFERENCES: Record<string, (value: unknown, renumber: Renumber) => unknown> = {
  timed_refresh_immune_slices: (value, renumber) => known(value, renumber),
  expanded_slices: (value, renumber) => rekeyed(value, renumber, (each) => each),
  // The one setting that holds its object as text.
  default_filters: (value, renumber) =>
    typeof value === 'string' ? (rekeyedText(value, renumber) ?? value) : rekeyed(value, renumber, (each) => each),
  filter_scopes: (value, renumber) =>
    rekeyed(value, renumber, (columns) =>
      Object.fromEntries(
        Object.entries(objectOf(columns)).map(([column, scope]) => [
          column,
          { ...objectOf(scope), immune: known(objectOf(scope).immune, renumber) },
        ]),
      ),
    ),
  chart_configuration: (value, renumber) => {
    // "global" is what the interface writes for every chart.
    const own = Object.entries(objectOf(value)).filter(([, each]) =>
      isObject(objectOf(objectOf(each).crossFilters).scope),
    );
    return rekeyed(Object.fromEntries(own), renumber, (each, id) => ({
      id,
      crossFilters: withScope(objectOf(objectOf(each).crossFilters), renumber),
    }));
  },
  global_chart_configuration: (value, renumber) => withScope(objectOf(value), renumber),
  native_filter_configuration: (value, renumber) =>
    listOf(value).map((filter) => {
      const { targets, ...rest } = withScope(objectOf(filter), renumber);
      const kept = listOf(targets).map((target) => {
        const { datasetId: _datasetId, ...named } = objectOf(target);
        return named;
      });
      return targets === undefined ? rest : { ...rest, targets: kept };
    }),
};

function withScope(holder: Loose, renumber: Renumber): Loose {
  const { chartsInScope: _charts, tabsInScope: _tabs, ...rest } = holder;
  if (!isObject(rest.scope)) return rest;
  return { ...rest, scope: { ...rest.scope, excluded: known(rest.scope.excluded, renumber) } };
}

const known = (ids: unknown, renumber: Renumber): number[] => listOf(ids).flatMap((id) => renumber(id) ?? []);

function rekeyed(value: unknown, renumber: Renumber, each: (item: unknown, id: number) => unknown): Loose {
  const target: Loose = {};
  for (const [id, item] of Object.entries(objectOf(value))) {
    const number = renumber(id);
    if (number !== undefined) target[String(number)] = each(item, number);
  }
  return target;
}

function rekeyedText(text: string, renumber: Renumber): string | undefined {
  try {
    return JSON.stringify(rekeyed(JSON.parse(text), renumber, (each) => each));
  } catch {
    return undefined;
  }
}
