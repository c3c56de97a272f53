import type { SupersetVersion } from '../../config/environment.ts';
import type { AssetKind } from '../../model/assets.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { FIELDS, type FieldGroup, knownIn } from '../asset-fields.ts';
import { queryContextText } from '../compile/query-context.ts';
import { isObject, listOf, objectOf, textOf } from '../normalise/json.ts';
import { dashboardSource } from './dashboard-source.ts';
import { paramsSource } from './params-source.ts';

type Loose = Record<string, unknown>;

/** What an asset needs of its surroundings to name others as templates do. */
export interface SourceContext {
  version: SupersetVersion;
  /** UUID -> the name of its template; undefined when it has none. */
  templateOf: (kind: AssetKind, uuid: string) => string | undefined;
  /** The asset with this UUID in the same export. */
  assetOf: (uuid: string) => Loose | undefined;
}

/** Never in a file of a project: secrets, marks of one server, what only an import takes. */
const NEVER = new Set(['version', 'tags', 'theme_id', 'password', 'encrypted_extra', 'masked_encrypted_extra']);

/**
 * An exported asset as a person would write it: what the compiler fills in is left out, others are named by their
 * templates, nothing is left of the server's numbers. Compiled, it is the same object.
 */
export function sourceForm(kind: AssetKind, asset: Loose, context: SourceContext): Loose {
  switch (kind) {
    case 'database':
      return withoutDefaults('database', { ...asset, ...uploadSwitch(asset) }, context.version);
    case 'dataset':
      return datasetSource(asset, context);
    case 'chart':
      return chartSource(asset, context);
    case 'dashboard': {
      const { position, metadata } = dashboardSource(asset);
      // An empty text is what Superset shows for none; a compiled dashboard shows as published unless told otherwise.
      const shown = { ...asset, published: asset.published === true, position, metadata };
      return ordered(withoutDefaults('dashboard', shown, context.version), ['dashboard_title', 'uuid', 'slug']);
    }
  }
}

const uploadSwitch = (asset: Loose): Loose => {
  const upload = asset.allow_csv_upload ?? asset.allow_file_upload;
  return { allow_csv_upload: upload !== false, allow_file_upload: undefined };
};

function datasetSource(asset: Loose, context: SourceContext): Loose {
  const { database_uuid: databaseUuid, columns, metrics, cache_timeout: timeout, ...rest } = asset;
  const uuid = (textOf(databaseUuid) ?? '').toLowerCase();
  const database = context.templateOf('database', uuid);
  // An export shows the timeout in effect: where it is that of the database, the dataset has none.
  const inherited = context.assetOf(uuid)?.cache_timeout ?? null;
  const shown = withoutDefaults(
    'dataset',
    { ...rest, ...(timeout === inherited ? {} : { cache_timeout: timeout }) },
    context.version,
  );
  const source: Loose = {
    ...shown,
    ...(database === undefined ? { database_uuid: databaseUuid } : { database }),
    columns: members('column', columns, 'column_name', context.version),
    metrics: members('metric', metrics, 'metric_name', context.version),
  };
  return ordered(source, ['table_name', 'uuid', 'database', 'database_uuid', 'schema']);
}

function members(group: FieldGroup, list: unknown, key: string, version: SupersetVersion): Loose[] {
  const byName = new Map(listOf(list).map((each) => [String(objectOf(each)[key]), objectOf(each)]));
  return [...byName.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, member]) => {
      const { uuid: _uuid, is_active: active, ...rest } = member;
      return withoutDefaults(group, { ...rest, ...(active === false ? { is_active: false } : {}) }, version);
    });
}

function chartSource(asset: Loose, context: SourceContext): Loose {
  const { dataset_uuid: datasetUuid, query_context: queryContext, params, ...rest } = asset;
  const dataset = context.templateOf('dataset', (textOf(datasetUuid) ?? '').toLowerCase());
  const shown = withoutDefaults('chart', rest, context.version);
  const reference = dataset === undefined ? { dataset_uuid: datasetUuid } : { dataset };
  const { viz_type: written, ...controls } = paramsSource(params);
  const viz = written === undefined || written === asset.viz_type ? {} : { viz_type: written };
  const source: Loose = { ...shown, ...reference, params: { ...viz, ...controls } };
  const kept = keptQueryContext(asset, queryContext);
  if (kept !== undefined) source.query_context = kept;
  return ordered(source, ['slice_name', 'uuid', 'viz_type', 'dataset', 'dataset_uuid']);
}

/** The compiler makes query contexts; only of a chart type that it does not know is the stored one kept. */
function keptQueryContext(asset: Loose, stored: unknown): string | undefined {
  if (typeof stored !== 'string' || queryContextText(asset as never) !== null) return undefined;
  try {
    const { queries } = objectOf(JSON.parse(stored));
    return queries === undefined ? undefined : JSON.stringify({ queries });
  } catch {
    return undefined;
  }
}

/** Without the keys whose value the compiler would put there anyway. */
function withoutDefaults(group: FieldGroup, value: Loose, version: SupersetVersion): Loose {
  const fields = new Map(FIELDS[group].map((field) => [field.key, field]));
  const target: Loose = {};
  for (const [key, each] of Object.entries(value)) {
    if (each === undefined || NEVER.has(key)) continue;
    const field = fields.get(key);
    if (field && !knownIn(field, version)) continue;
    if ((each === null || each === '') && (field?.fallback === undefined || field.fallback === null)) continue;
    if (field?.fallback !== undefined && canonicalJson(field.fallback) === canonicalJson(each)) continue;
    if (isObject(each) && Object.keys(each).length === 0) continue;
    target[key] = each;
  }
  return target;
}

function ordered(value: Loose, first: readonly string[]): Loose {
  const head = Object.fromEntries(first.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]));
  return { ...head, ...value };
}
