import { isObject, listOf, objectOf } from '../normalise/json.ts';
import { storedVizType } from '../normalise/legacy-viz.ts';

type Loose = Record<string, unknown>;

/** Keys that an import takes and no export shows. */
const IMPORT_ONLY = ['password', 'is_managed_externally', 'external_url', 'data', 'encrypted_extra', 'version'];

const DATABASE_DEFAULTS: Loose = {
  cache_timeout: null,
  expose_in_sqllab: true,
  allow_run_async: false,
  allow_ctas: false,
  allow_cvas: false,
  allow_dml: false,
  allow_csv_upload: true,
  extra: {},
  impersonate_user: false,
  configuration_method: 'sqlalchemy_form',
};

const DATASET_DEFAULTS: Loose = {
  main_dttm_col: null,
  currency_code_column: null,
  description: null,
  default_endpoint: null,
  offset: 0,
  cache_timeout: null,
  catalog: null,
  schema: null,
  sql: null,
  params: null,
  template_params: null,
  filter_select_enabled: true,
  fetch_values_predicate: null,
  extra: null,
  normalize_columns: false,
  always_filter_main_dttm: false,
  folders: null,
};

const COLUMN_DEFAULTS: Loose = {
  verbose_name: null,
  is_dttm: false,
  is_active: true,
  type: null,
  advanced_data_type: null,
  groupby: true,
  filterable: true,
  expression: null,
  description: null,
  python_date_format: null,
  datetime_format: null,
  extra: null,
};

const METRIC_DEFAULTS: Loose = {
  verbose_name: null,
  metric_type: null,
  description: null,
  d3format: null,
  currency: null,
  extra: null,
  warning_text: null,
};

const CHART_DEFAULTS: Loose = {
  description: null,
  certified_by: null,
  certification_details: null,
  query_context: null,
  cache_timeout: null,
};

export const DASHBOARD_DEFAULTS: Loose = {
  description: null,
  css: null,
  slug: null,
  certified_by: null,
  certification_details: null,
  published: false,
  theme_uuid: null,
};

/** An import is a partial update: an absent key keeps its old value, a null clears it. */
export function merged(file: Loose, stored: Loose | undefined, defaults: Loose): Loose {
  const target: Loose = { ...defaults, ...stored };
  for (const [key, value] of Object.entries(file)) if (value !== undefined) target[key] = value;
  for (const key of IMPORT_ONLY) delete target[key];
  return target;
}

export function storedDatabase(file: Loose, stored: Loose | undefined): Loose {
  const { allow_file_upload: upload, ...rest } = file;
  return merged({ allow_csv_upload: upload ?? true, ...rest }, stored, DATABASE_DEFAULTS);
}

export function storedDataset(file: Loose, stored: Loose | undefined): Loose {
  const target = merged(file, stored, DATASET_DEFAULTS);
  if (typeof target.extra === 'string') target.extra = JSON.parse(target.extra);
  // The file is the whole truth about columns and metrics: without the key there are none left.
  target.columns = members(file.columns, stored?.columns, 'column_name', COLUMN_DEFAULTS);
  target.metrics = members(file.metrics, stored?.metrics, 'metric_name', METRIC_DEFAULTS);
  return target;
}

function members(list: unknown, stored: unknown, key: string, defaults: Loose): Loose[] {
  const old = new Map(listOf(stored).map((each) => [objectOf(each)[key], objectOf(each)]));
  const found = new Map<unknown, Loose>();
  for (const item of listOf(list).map(objectOf)) {
    const before = old.get(item[key]);
    const target = merged(item, before, defaults);
    // A null becomes true when the column is made, and is stored when it is updated.
    if ('is_active' in defaults && item.is_active === null && !before) target.is_active = true;
    found.set(item[key], target);
  }
  // An export sorts them by their text.
  return [...found.values()].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export function storedChart(file: Loose, stored: Loose | undefined, datasetNumber: number): Loose {
  const target = merged(file, stored, CHART_DEFAULTS);
  const datasource = `${datasetNumber}__table`;
  const layers = listOf(objectOf(file.params).annotation_layers);
  target.viz_type = storedVizType(String(file.viz_type));
  const params: Loose = {
    ...objectOf(file.params),
    datasource,
    annotation_layers: layers.filter((layer) => objectOf(layer).annotationType === 'FORMULA'),
  };
  if (typeof params.viz_type === 'string') params.viz_type = storedVizType(params.viz_type);
  target.params = params;
  if (typeof target.query_context === 'string') {
    const context = objectOf(JSON.parse(target.query_context));
    context.datasource = { id: datasetNumber, type: 'table' };
    if (isObject(context.form_data)) context.form_data.datasource = datasource;
    target.query_context = JSON.stringify(context);
  }
  return target;
}
