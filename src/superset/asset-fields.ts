import type { SupersetVersion } from '../config/environment.ts';
import type { AssetKind } from '../model/assets.ts';

/**
 * The keys of Superset's asset files, in the order of its export, as data: what each version's importer accepts (it
 * refuses every other key) and what a missing key means. Source: superset/{databases,datasets,charts,dashboards}/schemas.py
 * of 4.1 to 6.1, and exports of 6.1.0.
 */
type FieldType =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'boolean'
  | 'object'
  | 'list'
  | 'json'
  | 'version'
  | 'currency'
  | 'theme';

export interface Field {
  key: string;
  type: FieldType;
  nullable: boolean;
  required?: boolean;
  /** First version that knows it; all versions when absent. */
  since?: SupersetVersion;
  /** Written by compile when a template does not say: an absent key would keep its old value on import. */
  fallback?: unknown;
}

export type FieldGroup = AssetKind | 'column' | 'metric' | 'databaseExtra';

const text = (key: string, more: Partial<Field> = {}): Field => ({
  key,
  type: 'text',
  nullable: true,
  fallback: null,
  ...more,
});
const name = (key: string): Field => ({ key, type: 'text', nullable: false, required: true });
const flag = (key: string, fallback: boolean, more: Partial<Field> = {}): Field => ({
  key,
  type: 'boolean',
  nullable: false,
  fallback,
  ...more,
});
const number = (key: string, fallback: number | null): Field => ({
  key,
  type: 'integer',
  nullable: fallback === null,
  fallback,
});
const object = (key: string, more: Partial<Field> = {}): Field => ({
  key,
  type: 'object',
  nullable: true,
  fallback: null,
  ...more,
});
const identity: readonly Field[] = [{ key: 'uuid', type: 'uuid', nullable: false, required: true }];
const version: Field = { key: 'version', type: 'version', nullable: false, required: true, fallback: '1.0.0' };
/** Accepted, never exported: not written unless a template says so. */
const importOnly: readonly Field[] = [
  { key: 'is_managed_externally', type: 'boolean', nullable: true },
  { key: 'external_url', type: 'text', nullable: true },
];
const tags: Field = { key: 'tags', type: 'list', nullable: true, since: '6.0' };

export const FIELDS: Readonly<Record<FieldGroup, readonly Field[]>> = {
  database: [
    name('database_name'),
    name('sqlalchemy_uri'),
    number('cache_timeout', null),
    flag('expose_in_sqllab', true),
    flag('allow_run_async', false),
    flag('allow_ctas', false),
    flag('allow_cvas', false),
    flag('allow_dml', false),
    flag('allow_csv_upload', false),
    object('extra', { nullable: false, fallback: {} }),
    flag('impersonate_user', false, { since: '5.0' }),
    text('configuration_method', { since: '6.1', fallback: 'sqlalchemy_form' }),
    ...identity,
    version,
    ...importOnly,
    { key: 'password', type: 'text', nullable: true },
    { key: 'allow_file_upload', type: 'boolean', nullable: false },
    { key: 'encrypted_extra', type: 'text', nullable: true, since: '6.0' },
    { key: 'masked_encrypted_extra', type: 'text', nullable: true, since: '6.1' },
    { key: 'ssh_tunnel', type: 'object', nullable: true },
  ],
  databaseExtra: [
    'metadata_params:object',
    'engine_params:object',
    'metadata_cache_timeout:object',
    'schemas_allowed_for_csv_upload:list',
    'schemas_allowed_for_file_upload:list',
    'cost_estimate_enabled:boolean',
    'allows_virtual_table_explore:boolean',
    'cancel_query_on_windows_unload:boolean',
    'disable_data_preview:boolean',
    'disable_drill_to_detail:boolean',
    'allow_multi_catalog:boolean',
    'version:text',
    'schema_options:object:5.0',
    'per_user_caching:boolean:6.1',
  ].map((spec): Field => {
    const [key = '', type = 'text', since] = spec.split(':');
    return {
      key,
      type: type as FieldType,
      nullable: key === 'version',
      ...(since ? { since: since as SupersetVersion } : {}),
    };
  }),
  dataset: [
    name('table_name'),
    text('main_dttm_col'),
    text('currency_code_column', { since: '6.1' }),
    text('description'),
    text('default_endpoint'),
    number('offset', 0),
    number('cache_timeout', null),
    text('catalog'),
    text('schema'),
    text('sql'),
    object('params'),
    object('template_params'),
    flag('filter_select_enabled', true),
    text('fetch_values_predicate'),
    object('extra'),
    flag('normalize_columns', false),
    flag('always_filter_main_dttm', false),
    { key: 'folders', type: 'list', nullable: true, since: '6.0', fallback: null },
    ...identity,
    { key: 'metrics', type: 'list', nullable: false, fallback: [] },
    { key: 'columns', type: 'list', nullable: false, fallback: [] },
    version,
    { key: 'database_uuid', type: 'uuid', nullable: false, required: true },
    { key: 'data', type: 'text', nullable: true },
    { key: 'source_db_engine', type: 'text', nullable: true, since: '6.1' },
    { key: 'data_file', type: 'text', nullable: true, since: '6.1' },
    ...importOnly,
  ],
  column: [
    name('column_name'),
    text('verbose_name'),
    flag('is_dttm', false, { nullable: true }),
    flag('is_active', true, { nullable: true }),
    text('type'),
    text('advanced_data_type'),
    flag('groupby', true),
    flag('filterable', true),
    text('expression'),
    text('description'),
    text('python_date_format'),
    text('datetime_format', { since: '6.1' }),
    object('extra'),
  ],
  metric: [
    name('metric_name'),
    text('verbose_name'),
    text('metric_type'),
    name('expression'),
    text('description'),
    text('d3format'),
    { key: 'currency', type: 'currency', nullable: true, fallback: null },
    object('extra'),
    text('warning_text'),
  ],
  chart: [
    name('slice_name'),
    text('description'),
    text('certified_by'),
    text('certification_details'),
    name('viz_type'),
    object('params', { nullable: false, fallback: {} }),
    { key: 'query_context', type: 'json', nullable: true, fallback: null },
    number('cache_timeout', null),
    ...identity,
    version,
    { key: 'dataset_uuid', type: 'uuid', nullable: false, required: true },
    tags,
    ...importOnly,
  ],
  dashboard: [
    name('dashboard_title'),
    text('description'),
    text('css'),
    text('slug'),
    text('certified_by'),
    text('certification_details'),
    flag('published', true, { nullable: true }),
    ...identity,
    object('position', { nullable: false, fallback: {} }),
    object('metadata', { nullable: false, fallback: {} }),
    version,
    tags,
    { key: 'theme_uuid', type: 'uuid', nullable: true, since: '6.0' },
    { key: 'theme_id', type: 'integer', nullable: true, since: '6.0' },
    ...importOnly,
  ],
};

export const knownIn = (field: Field, target: SupersetVersion): boolean =>
  field.since === undefined || Number(field.since) <= Number(target);

/** The keys of json_metadata that Superset's own editor accepts when it saves; others make a dashboard uneditable. */
export const DASHBOARD_METADATA_KEYS: readonly string[] = [
  'native_filter_configuration',
  'chart_configuration',
  'global_chart_configuration',
  'chart_customization_config',
  'timed_refresh_immune_slices',
  'filter_scopes',
  'expanded_slices',
  'refresh_frequency',
  'default_filters',
  'stagger_refresh',
  'stagger_time',
  'color_scheme',
  'color_namespace',
  'positions',
  'label_colors',
  'shared_label_colors',
  'map_label_colors',
  'color_scheme_domain',
  'cross_filters_enabled',
  'show_chart_timestamps',
  'import_time',
  'remote_id',
  'filter_bar_orientation',
  'native_filter_migration',
];
