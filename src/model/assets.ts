/**
 * Superset's assets as its YAML files hold them. Only what this product reads is named; whatever else a file holds stays
 * in it, because the index signature keeps unknown keys.
 */

export const ASSET_KINDS = ['database', 'dataset', 'chart', 'dashboard'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/** What Superset keeps in no asset file: it is sent by calls of its own, after the import. */
export const DECLARED_KINDS = ['role', 'rls', 'report', 'embedded'] as const;
export type DeclaredKind = (typeof DECLARED_KINDS)[number];

export type ObjectKind = AssetKind | DeclaredKind;
export const OBJECT_KINDS: readonly ObjectKind[] = [...ASSET_KINDS, ...DECLARED_KINDS];

export const isDeclaredKind = (kind: string): kind is DeclaredKind =>
  (DECLARED_KINDS as readonly string[]).includes(kind);

/** The field of an asset that holds the name a person knows it by. */
export const TITLE_KEYS = {
  database: 'database_name',
  dataset: 'table_name',
  chart: 'slice_name',
  dashboard: 'dashboard_title',
} as const satisfies Record<AssetKind, string>;

export interface DatabaseAsset {
  uuid: string;
  database_name: string;
  sqlalchemy_uri: string;
  [key: string]: unknown;
}

export interface DatasetColumn {
  column_name: string;
  type?: string | null;
  is_dttm?: boolean | null;
  expression?: string | null;
  verbose_name?: string | null;
  description?: string | null;
  python_date_format?: string | null;
  [key: string]: unknown;
}

interface DatasetMetric {
  metric_name: string;
  expression: string;
  verbose_name?: string | null;
  description?: string | null;
  d3format?: string | null;
  [key: string]: unknown;
}

export interface DatasetAsset {
  uuid: string;
  table_name: string;
  database_uuid: string;
  schema?: string | null;
  /** Null for a table or view; the SELECT of a virtual dataset otherwise. */
  sql?: string | null;
  main_dttm_col?: string | null;
  description?: string | null;
  columns: DatasetColumn[];
  metrics: DatasetMetric[];
  [key: string]: unknown;
}

/** `params` is Superset's form data: control names as keys, checked by nobody. */
export type FormData = Record<string, unknown>;

export interface ChartAsset {
  uuid: string;
  slice_name: string;
  viz_type: string;
  dataset_uuid: string;
  params: FormData;
  query_context?: string | null;
  description?: string | null;
  cache_timeout?: number | null;
  [key: string]: unknown;
}

export interface LayoutNode {
  id: string;
  type: string;
  children?: string[];
  parents?: string[];
  meta?: Record<string, unknown>;
}

export interface NativeFilter {
  id: string;
  /** Absent, or null, in dividers. */
  name?: string | null;
  filterType: string;
  type?: string;
  description?: string;
  targets?: { column?: { name: string }; datasetUuid?: string }[] | null;
  scope?: { rootPath?: string[]; excluded?: number[] };
  cascadeParentIds?: string[];
  controlValues?: Record<string, unknown>;
  defaultDataMask?: { extraFormData?: Record<string, unknown>; filterState?: Record<string, unknown> };
  [key: string]: unknown;
}

export interface DashboardAsset {
  uuid: string;
  dashboard_title: string;
  slug?: string | null;
  description?: string | null;
  published?: boolean | null;
  position: Record<string, LayoutNode | string>;
  metadata: Record<string, unknown> & { native_filter_configuration?: NativeFilter[] };
  [key: string]: unknown;
}

/** A compiled project or an export: what Superset imports and what the viewer draws. */
export interface Bundle {
  databases: DatabaseAsset[];
  datasets: DatasetAsset[];
  charts: ChartAsset[];
  dashboards: DashboardAsset[];
  /** Roles, rules, reports and embeddings; absent where there are none, and in every export of Superset. */
  declared?: DeclaredAsset[];
}

interface DeclaredBase {
  uuid: string;
  name: string;
}

/** Assets are named by UUID and roles by name, never by the numbers of a server. */
export interface RoleAsset extends DeclaredBase {
  kind: 'role';
  /** As Superset names them: `can_read on Chart`. Access to data is in the other two. */
  permissions: string[];
  datasets: string[];
  databases: string[];
}

export interface RlsAsset extends DeclaredBase {
  kind: 'rls';
  description: string | null;
  filter_type: 'Regular' | 'Base';
  datasets: string[];
  roles: string[];
  clause: string;
  group_key: string | null;
}

export interface ReportRecipient {
  type: string;
  target: string;
  cc: string;
  bcc: string;
}

export interface ReportAsset extends DeclaredBase {
  kind: 'report';
  type: 'Report' | 'Alert';
  description: string | null;
  active: boolean;
  crontab: string;
  timezone: string;
  dashboard: string | null;
  chart: string | null;
  database: string | null;
  sql: string | null;
  validator: { op: string; threshold: number } | 'not null' | null;
  recipients: ReportRecipient[];
  report_format: 'PNG' | 'PDF' | 'CSV' | 'TEXT';
  force_screenshot: boolean;
  email_subject: string | null;
  log_retention: number;
  working_timeout: number;
  grace_period: number;
}

export interface EmbeddedAsset extends DeclaredBase {
  kind: 'embedded';
  dashboard: string;
  allowed_domains: string[];
}

export type DeclaredAsset = RoleAsset | RlsAsset | ReportAsset | EmbeddedAsset;
