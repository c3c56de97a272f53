import type { Bundle } from '../../src/model/assets.ts';
import { fc } from '../support/property.ts';

/** Bundles as people write them: short or explicit, with and without the noise that a server leaves. */
const uuid = fc.uuid({ version: 4 });
const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const nullable = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const maybe = (of: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(of, { requiredKeys: [] });

const column = fc
  .tuple(
    fc.constantFrom('id', 'at', 'Region', 'amount', 'café'),
    maybe({
      type: nullable(fc.constantFrom('TEXT', 'BIGINT')),
      is_dttm: fc.boolean(),
      is_active: nullable(fc.boolean()),
      groupby: fc.boolean(),
      filterable: fc.boolean(),
      expression: nullable(fc.constantFrom('', 'a + b')),
      description: nullable(fc.constantFrom('', 'words')),
      extra: nullable(fc.constant({})),
    }),
  )
  .map(([column_name, rest]) => ({ column_name, ...rest }));

const metric = fc
  .tuple(
    fc.constantFrom('count', 'total'),
    maybe({
      verbose_name: nullable(name),
      d3format: nullable(fc.constantFrom('', ',d')),
      extra: nullable(fc.constant({})),
    }),
  )
  .map(([metric_name, rest]) => ({ metric_name, expression: 'COUNT(*)', ...rest }));

const params = maybe({
  row_limit: nullable(fc.nat(1000)),
  groupby: fc.array(fc.constantFrom('id', 'Region'), { maxLength: 2 }),
  metrics: fc.array(
    fc.constantFrom<unknown>(
      'count',
      {
        expressionType: 'SIMPLE',
        aggregate: 'SUM',
        column: { column_name: 'amount', id: 7 },
        label: 'x',
        optionName: 'm_1',
      },
      { expressionType: 'SQL', sqlExpression: 'COUNT(1)', label: 'n', aggregate: null },
    ),
    { maxLength: 2 },
  ),
  annotation_layers: fc.constantFrom([], [{ annotationType: 'FORMULA', value: '1' }], [{ annotationType: 'EVENT' }]),
  datasource: fc.constant('99__table'),
  slice_id: fc.nat(99),
  url_params: fc.constant({}),
});

const chartNode = (id: string, chartId: number, chart: string, width: number) => ({
  id,
  type: 'CHART',
  children: [],
  parents: ['ROOT_ID', 'GRID_ID'],
  meta: { chartId, uuid: chart, width, height: 50, sliceName: 'old name' },
});

const identities = fc.uniqueArray(uuid, { minLength: 7, maxLength: 7 });

const bundlesOf = (ids: readonly string[]): fc.Arbitrary<Bundle> =>
  fc
    .record({
      ids: fc.constant(ids),
      database: maybe({
        cache_timeout: nullable(fc.nat(60)),
        expose_in_sqllab: fc.boolean(),
        allow_csv_upload: fc.boolean(),
        extra: fc.constantFrom({}, { allows_virtual_table_explore: true }),
        configuration_method: nullable(fc.constant('sqlalchemy_form')),
      }),
      dataset: maybe({
        schema: nullable(fc.constant('public')),
        sql: nullable(fc.constantFrom('SELECT 1', 'SELECT 2\n')),
        cache_timeout: nullable(fc.nat(60)),
        offset: fc.nat(3),
        extra: fc.constantFrom(null, {}, '{"certification":{"certified_by":"QA"}}'),
        filter_select_enabled: fc.boolean(),
        description: nullable(fc.constantFrom('', 'words')),
      }),
      columns: fc.uniqueArray(column, { selector: (each) => each.column_name, maxLength: 4 }),
      metrics: fc.uniqueArray(metric, { selector: (each) => each.metric_name, maxLength: 2 }),
      names: fc.array(name, { minLength: 3, maxLength: 3 }),
      params: fc.array(params, { minLength: 2, maxLength: 2 }),
      vizType: fc.constantFrom('table', 'pie', 'dist_bar'),
      dashboard: maybe({
        description: nullable(name),
        css: nullable(fc.constantFrom('', 'a{}')),
        slug: nullable(fc.constant('ops')),
        published: nullable(fc.boolean()),
      }),
      chartIds: fc.uniqueArray(fc.integer({ min: 100, max: 1000 }), { minLength: 2, maxLength: 2 }),
      widths: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 2 }),
      metadata: maybe({
        color_scheme: fc.constantFrom('', 'supersetColors'),
        default_filters: fc.constant('{}'),
        show_native_filters: fc.boolean(),
        refresh_frequency: fc.constantFrom(0, 60),
        cross_filters_enabled: fc.boolean(),
        label_colors: fc.constantFrom({}, { a: '#fff' }),
        map_label_colors: fc.constant({ b: '#000' }),
      }),
      withReferences: fc.boolean(),
      placed: fc.boolean(),
    })
    .map((made) => {
      const [database = '', dataset = '', one = '', two = '', dashboard = ''] = made.ids;
      const [a = 1, b = 2] = made.chartIds;
      const [first = {}, second = {}] = made.params;
      const grid = ['CHART-1', 'CHART-2'];
      const references = {
        expanded_slices: { [a]: true },
        timed_refresh_immune_slices: [b],
        chart_configuration: {
          [a]: { id: a, crossFilters: { scope: { rootPath: ['ROOT_ID'], excluded: [b] }, chartsInScope: [5] } },
          [b]: { id: b, crossFilters: { scope: 'global', chartsInScope: [a] } },
          77777: { id: 77777, crossFilters: { scope: { rootPath: ['ROOT_ID'], excluded: [] } } },
        },
        native_filter_configuration: [
          {
            id: 'NATIVE_FILTER-1',
            name: 'Region',
            filterType: 'filter_select',
            targets: [{ column: { name: 'Region' }, datasetUuid: dataset }],
            scope: { rootPath: ['ROOT_ID'], excluded: [a, 77777] },
            chartsInScope: [b],
          },
        ],
      };
      return {
        databases: [
          { uuid: database, database_name: 'wh', sqlalchemy_uri: 'sqlite:////data/wh.db', extra: {}, ...made.database },
        ],
        datasets: [
          {
            uuid: dataset,
            table_name: 'orders',
            database_uuid: database,
            columns: made.columns,
            metrics: made.metrics,
            ...made.dataset,
          },
        ],
        charts: [
          { uuid: one, slice_name: made.names[0] ?? 'a', viz_type: made.vizType, dataset_uuid: dataset, params: first },
          { uuid: two, slice_name: made.names[1] ?? 'b', viz_type: 'table', dataset_uuid: dataset, params: second },
        ],
        dashboards: [
          {
            uuid: dashboard,
            dashboard_title: made.names[2] ?? 'c',
            ...made.dashboard,
            position: made.placed
              ? {
                  DASHBOARD_VERSION_KEY: 'v2',
                  ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
                  GRID_ID: { id: 'GRID_ID', type: 'GRID', parents: ['ROOT_ID'], children: grid },
                  'CHART-1': chartNode('CHART-1', a, one, made.widths[0] ?? 4),
                  'CHART-2': chartNode('CHART-2', b, two, made.widths[1] ?? 4),
                }
              : {},
            metadata: { ...made.metadata, ...(made.withReferences && made.placed ? references : {}) },
          },
        ],
      };
    });

export const bundles: fc.Arbitrary<Bundle> = identities.chain(bundlesOf);

/** Two bundles of the same objects, as two environments have them. */
export const bundlePairs: fc.Arbitrary<[Bundle, Bundle]> = identities.chain((ids) =>
  fc.tuple(bundlesOf(ids), bundlesOf(ids)),
);
