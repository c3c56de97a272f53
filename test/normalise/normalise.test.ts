import { describe, expect, it } from 'vitest';
import { canonicalUri } from '../../src/superset/normalise/database-uri.ts';
import { normalise, objectSet } from '../../src/superset/normalise/normalise.ts';

const chart = (over: Record<string, unknown> = {}) => ({
  uuid: 'AAAAAAAA-0000-4000-8000-000000000001',
  slice_name: 'Orders',
  viz_type: 'table',
  dataset_uuid: 'BBBBBBBB-0000-4000-8000-000000000001',
  params: { viz_type: 'table' },
  ...over,
});

const dataset = (over: Record<string, unknown> = {}) => ({
  uuid: 'bbbbbbbb-0000-4000-8000-000000000001',
  table_name: 'orders',
  database_uuid: 'cccccccc-0000-4000-8000-000000000001',
  columns: [],
  metrics: [],
  ...over,
});

const database = (over: Record<string, unknown> = {}) => ({
  uuid: 'cccccccc-0000-4000-8000-000000000001',
  database_name: 'wh',
  sqlalchemy_uri: 'sqlite:////data/wh.db',
  ...over,
});

const dashboard = (over: Record<string, unknown> = {}) => ({
  uuid: 'dddddddd-0000-4000-8000-000000000001',
  dashboard_title: 'Ops',
  position: {},
  metadata: {},
  ...over,
});

describe('a chart', () => {
  it.each([
    ['numbers of the server', { datasource: '21__table', slice_id: 4, dashboards: [1], url_params: {} }],
    ['empty annotation layers', { annotation_layers: [] }],
    ['annotations that an import drops', { annotation_layers: [{ annotationType: 'EVENT', name: 'x' }] }],
    ['empty leftovers of Explore', { extra_form_data: {}, label_colors: {} }],
  ])('is the same with and without %s', (_, noise) => {
    const params = { viz_type: 'table', row_limit: 5 };
    expect(normalise('chart', chart({ params: { ...params, ...noise } }))).toEqual(
      normalise('chart', chart({ params })),
    );
  });

  it('is the same whatever the editor keeps in its metrics and filters', () => {
    const saved = {
      expressionType: 'SIMPLE',
      column: { column_name: 'price', id: 17, type: 'DOUBLE', verbose_name: null },
      aggregate: 'SUM',
      sqlExpression: null,
      label: 'SUM(price)',
      optionName: 'metric_x1y2',
      isNew: false,
    };
    const written = {
      expressionType: 'SIMPLE',
      column: { column_name: 'price' },
      aggregate: 'SUM',
      label: 'SUM(price)',
    };
    const of = (metric: unknown) => normalise('chart', chart({ params: { metrics: [metric, 'count'] } }));
    expect(of(saved)).toEqual(of(written));
    expect(of({ ...written, aggregate: 'AVG' })).not.toEqual(of(written));
  });

  it('keeps a formula, and a null that switches a control off', () => {
    const layer = { annotationType: 'FORMULA', name: 'goal', value: '100' };
    const content = normalise('chart', chart({ params: { annotation_layers: [layer], row_limit: null } }));
    expect(content.params).toEqual({ annotation_layers: [layer], row_limit: null });
  });

  it('has the type that Superset stores in place of an old one', () => {
    const content = normalise('chart', chart({ viz_type: 'dist_bar', params: { viz_type: 'dist_bar' } }));
    expect(content.viz_type).toBe('echarts_timeseries_bar');
    expect(content.params).toEqual({});
  });

  it('does not depend on tags, on the query context or on how a UUID is written', () => {
    const plain = normalise('chart', chart());
    expect(normalise('chart', chart({ tags: [], query_context: '{"queries":[]}', description: '' }))).toEqual(plain);
    expect(plain.dataset_uuid).toBe('bbbbbbbb-0000-4000-8000-000000000001');
  });
});

describe('a dataset', () => {
  it('is the same written short and as Superset exports it', () => {
    const short = dataset({ columns: [{ column_name: 'b' }, { column_name: 'a', type: 'TEXT' }] });
    const exported = dataset({
      main_dttm_col: null,
      description: null,
      offset: 0,
      cache_timeout: null,
      catalog: null,
      sql: null,
      params: null,
      extra: null,
      filter_select_enabled: true,
      normalize_columns: false,
      always_filter_main_dttm: false,
      folders: null,
      columns: [
        {
          column_name: 'a',
          type: 'TEXT',
          is_dttm: false,
          is_active: null,
          groupby: true,
          filterable: true,
          extra: null,
        },
        {
          column_name: 'b',
          type: null,
          is_dttm: false,
          is_active: true,
          groupby: true,
          filterable: true,
          expression: '',
        },
      ],
    });
    expect(normalise('dataset', exported)).toEqual(normalise('dataset', short));
  });

  it('reads extra as an object and as JSON text', () => {
    const extra = { certification: { certified_by: 'QA' } };
    expect(normalise('dataset', dataset({ extra: JSON.stringify(extra) }))).toEqual(
      normalise('dataset', dataset({ extra })),
    );
  });

  it('leaves out what the release of the target does not know', () => {
    const asset = dataset({ currency_code_column: 'currency', columns: [{ column_name: 'a', datetime_format: '%Y' }] });
    expect(normalise('dataset', asset, '6.1.0').currency_code_column).toBe('currency');
    expect(normalise('dataset', asset, '6.0.2')).toEqual(
      normalise('dataset', dataset({ columns: [{ column_name: 'a' }] }), '6.0.2'),
    );
  });

  it('takes the cache timeout in effect, which is the one that an export shows', () => {
    const of = (timeout: number | null) =>
      objectSet({
        databases: [database({ cache_timeout: 9 })],
        datasets: [dataset({ cache_timeout: timeout })],
        charts: [],
        dashboards: [],
      }).get('bbbbbbbb-0000-4000-8000-000000000001')?.content;
    expect(of(null)).toEqual(of(9));
  });
});

describe('a database', () => {
  it('has the defaults of an import and either spelling of the upload switch', () => {
    const short = normalise('database', database());
    expect(short).toMatchObject({
      expose_in_sqllab: true,
      allow_file_upload: true,
      configuration_method: 'sqlalchemy_form',
    });
    expect(normalise('database', database({ allow_csv_upload: false }))).toEqual(
      normalise('database', database({ allow_file_upload: false })),
    );
  });

  it('never holds a password or other secret', () => {
    const uri = ['postgresql://bi', 'hunter2@host:5432/wh?sslmode=require&application_name=x'].join(':');
    const content = normalise(
      'database',
      database({ sqlalchemy_uri: uri, password: 'hunter2', encrypted_extra: '{"k":"hunter2"}' }),
    );
    expect(JSON.stringify(content)).not.toContain('hunter2');
    expect(content.sqlalchemy_uri).toBe(
      ['postgresql://bi', 'XXXXXXXXXX@host:5432/wh?application_name=x&sslmode=require'].join(':'),
    );
  });

  it('leaves an address without a password as it is', () => {
    expect(canonicalUri('sqlite:////data/a@b.db?check_same_thread=false')).toBe(
      'sqlite:////data/a@b.db?check_same_thread=false',
    );
    expect(canonicalUri('bigquery://project')).toBe('bigquery://project');
  });
});

describe('a dashboard', () => {
  const chartNode = (chartId: number, over: Record<string, unknown> = {}) => ({
    type: 'CHART',
    children: [],
    meta: { chartId, uuid: 'aaaaaaaa-0000-4000-8000-000000000001', sliceName: 'Orders', width: 4, height: 50, ...over },
  });
  const position = (chartId: number) => ({
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
    GRID_ID: { id: 'GRID_ID', type: 'GRID', parents: ['ROOT_ID'], children: ['ROW-1'] },
    HEADER_ID: { id: 'HEADER_ID', type: 'HEADER', meta: { text: 'Ops' } },
    'ROW-1': { id: 'ROW-1', type: 'ROW', children: ['CHART-1'], meta: { background: 'BACKGROUND_TRANSPARENT' } },
    'CHART-1': { id: 'CHART-1', ...chartNode(chartId) },
  });

  it('is the same whatever numbers its charts have on the server', () => {
    const of = (chartId: number) =>
      normalise(
        'dashboard',
        dashboard({
          position: position(chartId),
          metadata: {
            expanded_slices: { [chartId]: true },
            timed_refresh_immune_slices: [chartId],
            chart_configuration: {
              [chartId]: { id: chartId, crossFilters: { scope: { rootPath: ['ROOT_ID'], excluded: [chartId] } } },
            },
            native_filter_configuration: [
              {
                id: 'NATIVE_FILTER-1',
                name: 'Region',
                filterType: 'filter_select',
                targets: [{ datasetId: chartId }],
                scope: { rootPath: ['ROOT_ID'], excluded: [chartId] },
                chartsInScope: [chartId],
              },
            ],
          },
        }),
      );
    expect(of(8)).toEqual(of(15));
    expect(JSON.stringify(of(8))).toContain('"excluded":["aaaaaaaa-0000-4000-8000-000000000001"]');
  });

  it('is the same with what the interface writes when it is opened', () => {
    const noise = {
      map_label_colors: { a: '#fff' },
      shared_label_colors: ['a'],
      color_scheme_domain: ['#fff'],
      default_filters: '{}',
      show_native_filters: true,
      import_time: 17,
      native_filter_configuration: [],
      expanded_slices: {},
      refresh_frequency: 0,
      cross_filters_enabled: true,
      chart_configuration: { 8: { id: 8, crossFilters: { scope: 'global', chartsInScope: [8] } } },
      global_chart_configuration: { scope: { rootPath: ['ROOT_ID'], excluded: [] }, chartsInScope: [8] },
    };
    const plain = dashboard({ position: position(8), metadata: { color_scheme: 'supersetColors' } });
    const opened = dashboard({ position: position(8), metadata: { color_scheme: 'supersetColors', ...noise } });
    expect(normalise('dashboard', { ...opened, css: '', published: null })).toEqual(normalise('dashboard', plain));
  });

  it('is the same in two exports that give charts without a place random ids', () => {
    const exported = (random: string) => {
      const at = position(8);
      return dashboard({
        position: {
          ...at,
          GRID_ID: { ...at.GRID_ID, children: ['ROW-1', `ROW-N-${random}`] },
          [`ROW-N-${random}`]: {
            id: `ROW-N-${random}`,
            type: 'ROW',
            children: [`CHART-${random}`],
            meta: { 0: 'ROOT_ID', background: 'BACKGROUND_TRANSPARENT' },
          },
          [`CHART-${random}`]: {
            id: `CHART-${random}`,
            ...chartNode(9, { uuid: 'aaaaaaaa-0000-4000-8000-000000000002' }),
          },
        },
      });
    };
    const one = normalise('dashboard', exported('LSWKQM14'));
    expect(one).toEqual(normalise('dashboard', exported('Q4J2SG41')));
    expect(one.unplaced_charts).toEqual(['aaaaaaaa-0000-4000-8000-000000000002']);
  });

  it('has the skeleton that Superset gives an empty position', () => {
    const { 'ROW-1': _row, 'CHART-1': _chart, ...skeleton } = position(8);
    const empty = { ...skeleton, GRID_ID: { ...skeleton.GRID_ID, children: [] } };
    expect(normalise('dashboard', dashboard({ position: empty }))).toEqual(normalise('dashboard', dashboard()));
  });

  it('survives a layout that runs in a circle', () => {
    const circle = {
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['ROW-1'] },
      'ROW-1': { id: 'ROW-1', type: 'ROW', children: ['ROOT_ID', 'ROW-1'] },
    };
    expect(() => normalise('dashboard', dashboard({ position: circle }))).not.toThrow();
  });

  it('differs when a chart is moved or a filter changed', () => {
    const at = position(8);
    const wide = { ...at, 'CHART-1': { id: 'CHART-1', ...chartNode(8, { width: 6 }) } };
    expect(normalise('dashboard', dashboard({ position: wide }))).not.toEqual(
      normalise('dashboard', dashboard({ position: at })),
    );
  });
});
