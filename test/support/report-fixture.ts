import type { Picture, TablePicture } from '../../src/charts/picture.ts';
import { Failure } from '../../src/errors.ts';
import type { Bundle, DashboardAsset } from '../../src/model/assets.ts';
import { makeReport, type Report } from '../../src/report/report.ts';

/** Every kind of trouble that a title can be. */
export const HOSTILE = {
  script: '<script>alert(1)</script>',
  breakout: '"><img src=x onerror=alert(1)>',
  controls: 'bell\u0007 null\u0000 escape\u001b[31m end',
  long: `${'very '.repeat(200)}long`,
  rtl: 'שלום \u202eevil\u202c العربية',
  emoji: 'ship it 🚀👩‍💻 done',
  formula: '=HYPERLINK("http://example.invalid","click")',
  accents: 'Größe: été, łódź, ñandú, Ångström',
} as const;

interface FixtureChart {
  title: string;
  description?: string;
  picture: Picture | Failure;
  table?: TablePicture;
  width?: number;
}

const weeks = ['2026-09-07', '2026-09-14', '2026-09-21'].map((day) => Date.parse(`${day}T00:00:00Z`));

const dataTable: TablePicture = {
  type: 'table',
  columns: [
    { name: 'week', label: 'Week', kind: 'time', format: '%Y-%m-%d' },
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'rate', label: 'Rate', kind: 'number', format: '.1%' },
    { name: 'count', label: 'Count', kind: 'number', format: ',d', bar: true },
  ],
  rows: [
    { week: weeks[0] ?? 0, name: 'plain', rate: 0.125, count: 1200 },
    { week: weeks[1] ?? 0, name: '=1+1', rate: null, count: -3 },
    { week: weeks[2] ?? 0, name: '@SUM(A1)', rate: 1, count: 0 },
    { week: null, name: 'comma, "quote"\nline', rate: 0.5, count: 7 },
  ],
};

export const lineChart: Picture = {
  type: 'chart',
  vizType: 'echarts_timeseries_line',
  formats: { x: 'smart_date', y: ',d' },
  option: {
    xAxis: { type: 'time' },
    yAxis: [{ type: 'value' }],
    legend: { show: true },
    series: ['Bugs', 'Größe'].map((name, nth) => ({
      name,
      type: 'line',
      data: weeks.map((week, at) => [week, (at + 1) * (nth + 2)]),
    })),
  },
};

export const fixtureCharts = (): FixtureChart[] => [
  { title: 'Total', picture: { type: 'big-number', value: 1234, format: ',d', subtitle: 'all of them' }, width: 4 },
  { title: HOSTILE.accents, description: 'Lines with accents', picture: lineChart, width: 8 },
  { title: 'Rows', picture: dataTable },
  { title: 'Broken', picture: new Failure('CHART_INVALID', 'there is no column nowhere') },
];

/** A report of given charts, in rows of twelve, without a database. */
export async function fixtureReport(
  charts: readonly FixtureChart[] = fixtureCharts(),
  words: { title?: string; description?: string } = {},
): Promise<Report> {
  const uuidOf = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const dashboard: DashboardAsset = {
    uuid: 'd0000000-0000-4000-8000-000000000000',
    dashboard_title: words.title ?? 'Fixture',
    slug: 'fixture',
    description: words.description ?? 'What the fixture shows',
    position: {
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: charts.map((_each, at) => `ROW-${at}`) },
      ...Object.fromEntries(
        charts.flatMap(({ width }, at) => [
          [`ROW-${at}`, { id: `ROW-${at}`, type: 'ROW', children: [`CHART-${at}`] }],
          [
            `CHART-${at}`,
            { id: `CHART-${at}`, type: 'CHART', meta: { uuid: uuidOf(at), width: width ?? 12, height: 40 } },
          ],
        ]),
      ),
    },
    metadata: {},
  };
  const bundle: Bundle = {
    databases: [],
    datasets: [
      {
        uuid: 'data',
        table_name: 'v_data',
        database_uuid: 'db',
        columns: [],
        metrics: [{ metric_name: 'count', expression: 'COUNT(*)', description: 'How many there are' }],
      },
    ],
    charts: charts.map(({ title, description }, at) => ({
      uuid: uuidOf(at),
      slice_name: title,
      description: description ?? null,
      viz_type: 'table',
      dataset_uuid: 'data',
      params: { metrics: ['count'] },
    })),
    dashboards: [dashboard],
  };
  return makeReport({
    bundle,
    dashboard,
    organization: 'acme',
    until: '2026-11-20T10:00:00.000Z',
    now: new Date('2026-11-21T12:00:00Z'),
    request: { timeRange: 'Last 30 days' },
    answer: ({ chart }) => {
      const { picture, table } = charts[Number(chart.uuid.slice(-12))] ?? {};
      if (picture === undefined || picture instanceof Failure) return Promise.reject(picture);
      return Promise.resolve({ picture, table: table ?? (picture.type === 'table' ? picture : dataTable) });
    },
  });
}
