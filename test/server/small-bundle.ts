import type { Bundle } from '../../src/model/assets.ts';

const chart = (uuid: string, dataset = 'dataset') => ({
  uuid,
  slice_name: `Chart ${uuid}`,
  viz_type: 'table',
  dataset_uuid: dataset,
  params: { metrics: ['bugs'] },
});

const at = (id: string, uuid: string, chartId: number) => ({
  id,
  type: 'CHART',
  children: [],
  meta: { uuid, chartId, width: 4, height: 20 },
});

/** One dashboard with a tab, filters of different scope, markup that must not run, and a chart without its dataset. */
export const smallBundle: Bundle = {
  databases: [],
  datasets: [
    {
      uuid: 'dataset',
      table_name: 'metrics_bugs',
      database_uuid: 'database',
      main_dttm_col: 'timestamp',
      columns: [{ column_name: 'pattern' }, { column_name: 'timestamp', is_dttm: true }],
      metrics: [{ metric_name: 'bugs', expression: 'SUM(count)', verbose_name: 'Bugs', description: 'Occurrences.' }],
    },
  ],
  charts: [chart('one'), chart('two'), chart('lost', 'nowhere')],
  dashboards: [
    {
      uuid: 'dashboard',
      dashboard_title: 'Bugs <script>alert(1)</script>',
      slug: 'bugs',
      position: {
        DASHBOARD_VERSION_KEY: 'v2',
        ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
        GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW-1', 'TABS-1', 'MARKDOWN-1'] },
        'ROW-1': { id: 'ROW-1', type: 'ROW', children: ['CHART-1'], meta: {} },
        'CHART-1': at('CHART-1', 'one', 1),
        'TABS-1': { id: 'TABS-1', type: 'TABS', children: ['TAB-1'], meta: {} },
        'TAB-1': { id: 'TAB-1', type: 'TAB', children: ['ROW-2'], meta: { text: 'More' } },
        'ROW-2': { id: 'ROW-2', type: 'ROW', children: ['CHART-2', 'CHART-3'], meta: {} },
        'CHART-2': at('CHART-2', 'two', 2),
        'CHART-3': at('CHART-3', 'lost', 3),
        'MARKDOWN-1': {
          id: 'MARKDOWN-1',
          type: 'MARKDOWN',
          meta: { code: '<script>alert(1)</script> [a link](javascript:alert(1))', width: 12, height: 10 },
        },
      },
      metadata: {
        native_filter_configuration: [
          {
            id: 'time',
            name: 'Time',
            filterType: 'filter_time',
            targets: [{}],
            scope: { rootPath: ['ROOT_ID'], excluded: [3] },
          },
          {
            id: 'values',
            name: 'Pattern',
            filterType: 'filter_select',
            targets: [{ column: { name: 'pattern' }, datasetUuid: 'dataset' }],
            scope: { rootPath: ['ROOT_ID'], excluded: [2, 3] },
          },
        ],
      },
    },
  ],
};
