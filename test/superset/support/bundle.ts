import { v5 } from 'uuid';
import type { Bundle } from '../../../src/model/assets.ts';

const SPACE = '5f0c4f9e-6f6b-4c55-9a57-3f4d5a9f2f10';
export const uuidOf = (prefix: string, name: string): string => v5(`${prefix}/${name}`, SPACE);

/**
 * A database, a dataset, two charts and a dashboard under names of their own, so that several tests share one Superset.
 * `databaseFile` is a SQLite file with a table `things (name TEXT, amount REAL)`, or any path when nothing is queried.
 */
export function smallBundle(prefix: string, databaseFile: string): Bundle {
  const id = (name: string) => uuidOf(prefix, name);
  const chart = (name: string, params: Record<string, unknown>) => ({
    slice_name: `${prefix} ${name}`,
    description: null,
    certified_by: null,
    certification_details: null,
    viz_type: 'table',
    params: { viz_type: 'table', query_mode: 'aggregate', groupby: ['name'], metrics: ['count'], ...params },
    query_context: null,
    cache_timeout: null,
    uuid: id(name),
    version: '1.0.0',
    dataset_uuid: id('things'),
  });
  const charts = [chart('all', { row_limit: 100 }), chart('few', { row_limit: 5 })];
  const nodes = charts.map((each, index) => ({
    id: `CHART-${index}`,
    type: 'CHART',
    children: [],
    parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'],
    meta: { chartId: index + 1, uuid: each.uuid, sliceName: each.slice_name, width: 6, height: 50 },
  }));
  return {
    databases: [
      {
        database_name: `${prefix} db`,
        sqlalchemy_uri: `sqlite:///${databaseFile}`,
        cache_timeout: null,
        expose_in_sqllab: true,
        allow_run_async: false,
        allow_ctas: false,
        allow_cvas: false,
        allow_dml: false,
        allow_csv_upload: false,
        extra: {},
        impersonate_user: false,
        configuration_method: 'sqlalchemy_form',
        uuid: id('db'),
        version: '1.0.0',
      },
    ],
    datasets: [
      {
        table_name: `${prefix}_things`,
        main_dttm_col: null,
        description: null,
        offset: 0,
        cache_timeout: null,
        catalog: null,
        schema: 'main',
        sql: 'SELECT name, amount FROM things',
        params: null,
        template_params: null,
        filter_select_enabled: true,
        fetch_values_predicate: null,
        extra: null,
        normalize_columns: false,
        always_filter_main_dttm: false,
        uuid: id('things'),
        metrics: [{ metric_name: 'count', expression: 'COUNT(*)', metric_type: 'count', verbose_name: null }],
        columns: [
          { column_name: 'name', type: 'TEXT', is_dttm: false, is_active: true, groupby: true, filterable: true },
          { column_name: 'amount', type: 'REAL', is_dttm: false, is_active: true, groupby: true, filterable: true },
        ],
        version: '1.0.0',
        database_uuid: id('db'),
      },
    ],
    charts,
    dashboards: [
      {
        dashboard_title: `${prefix} board`,
        description: null,
        css: null,
        slug: `${prefix}-board`,
        certified_by: null,
        certification_details: null,
        published: true,
        uuid: id('board'),
        position: {
          DASHBOARD_VERSION_KEY: 'v2',
          ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
          GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW-1'], parents: ['ROOT_ID'] },
          'ROW-1': {
            id: 'ROW-1',
            type: 'ROW',
            children: nodes.map((node) => node.id),
            parents: ['ROOT_ID', 'GRID_ID'],
            meta: { background: 'BACKGROUND_TRANSPARENT' },
          },
          HEADER_ID: { id: 'HEADER_ID', type: 'HEADER', meta: { text: `${prefix} board` } },
          ...Object.fromEntries(nodes.map((node) => [node.id, node])),
        },
        metadata: { native_filter_configuration: [] },
        version: '1.0.0',
      },
    ],
  };
}
