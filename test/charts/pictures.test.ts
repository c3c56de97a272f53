import { describe, expect, it } from 'vitest';
import type { ChartPicture, Picture } from '../../src/charts/picture.ts';
import { DRAWN_TYPES } from '../../src/charts/picture-of/build-picture.ts';
import { runChart } from '../../src/charts/run-chart.ts';
import { QUERY_BUILDERS } from '../../src/charts/query/build-queries.ts';
import { galleryChart, galleryCharts, galleryDataset, galleryRunner } from './gallery.ts';

const now = new Date('2026-11-21T12:00:00Z');
const runner = galleryRunner();

const pictureOf = async (vizType: string, more: Record<string, unknown> = {}): Promise<Picture> =>
  (await runChart({ chart: galleryChart(vizType, more), dataset: galleryDataset, runner, now })).picture;

const chartOf = async (vizType: string, more: Record<string, unknown> = {}): Promise<ChartPicture> => {
  const picture = await pictureOf(vizType, more);
  if (picture.type !== 'chart') throw new Error(`${vizType} is ${picture.type}`);
  return picture;
};

const seriesOf = (picture: ChartPicture): Record<string, unknown>[] =>
  picture.option.series as Record<string, unknown>[];

describe('every chart type', () => {
  it('that has queries has a picture, and a chart in the gallery', () => {
    expect([...DRAWN_TYPES].sort()).toEqual(Object.keys(QUERY_BUILDERS).sort());
    expect(
      galleryCharts()
        .map((chart) => chart.viz_type)
        .sort(),
    ).toEqual([...DRAWN_TYPES].sort());
  });

  it.each(galleryCharts().map((chart) => [chart.viz_type, chart] as const))(
    '%s says what it shows as data, and its rows',
    async (_type, chart) => {
      const { picture, table, queries } = await runChart({ chart, dataset: galleryDataset, runner, now });
      expect(['chart', 'table', 'pivot', 'big-number', 'text']).toContain(picture.type);
      expect(JSON.parse(JSON.stringify(picture))).toEqual(picture);
      expect(table.rows.length).toBeGreaterThan(0);
      expect(queries.length).toBeGreaterThan(0);
    },
  );

  it.each(galleryCharts().map((chart) => [chart.viz_type, chart] as const))(
    '%s of nothing is empty, not broken',
    async (_type, chart) => {
      const filters = { crossFilters: [{ col: 'team', op: '==', val: 'nobody' }] };
      const { picture } = await runChart({ chart, dataset: galleryDataset, runner, filters, now });
      if (picture.type === 'big-number') expect(picture.value).toBeNull();
      else expect(picture).toEqual({ type: 'empty' });
    },
  );

  it('that is not drawn here is named and its rows are shown', async () => {
    const chart = { ...galleryChart('pie'), viz_type: 'world_map' };
    const { picture } = await runChart({ chart, dataset: galleryDataset, runner, now });
    expect(picture).toMatchObject({ type: 'unsupported', vizType: 'world_map', table: { type: 'table' } });
    const bare = await runChart({
      chart: { ...chart, viz_type: 'deck_path', params: {} },
      dataset: galleryDataset,
      runner,
      now,
    });
    expect(bare.picture).toEqual({ type: 'unsupported', vizType: 'deck_path' });
  });

  it('that is not drawn here shows the columns that maps and their like keep in controls of their own', async () => {
    const columnsOf = async (params: Record<string, unknown>) => {
      const chart = { ...galleryChart('pie'), viz_type: 'world_map', params };
      const { table } = await runChart({ chart, dataset: galleryDataset, runner, now });
      return table.columns.map(({ name }) => name);
    };
    expect(await columnsOf({ entity: 'team', metric: 'count' })).toEqual(['team', 'count']);
    const place = { type: 'latlong', lonCol: 'gain', latCol: 'parent' };
    expect(await columnsOf({ spatial: place, size: 'count', row_limit: 100_000 })).toEqual(['gain', 'parent', 'count']);
    const wrong = { ...galleryChart('pie'), viz_type: 'world_map', params: { entity: 'no_such_column' } };
    const { picture } = await runChart({ chart: wrong, dataset: galleryDataset, runner, now });
    expect(picture).toEqual({ type: 'unsupported', vizType: 'world_map' });
  });

  it('bubbles without both measures are empty, not axes without anything', async () => {
    const nothing = { expressionType: 'SQL', sqlExpression: 'NULL', label: 'nothing' };
    expect(await pictureOf('bubble_v2', { y: nothing })).toEqual({ type: 'empty' });
  });
});

describe('stacked shares of a whole', () => {
  it('fill their axis, unless it has bounds of its own', async () => {
    const axis = async (more: Record<string, unknown>) =>
      (await chartOf('echarts_timeseries_bar', { orientation: 'vertical', ...more })).option.yAxis;
    expect(await axis({ stack: 'Stack', contributionMode: 'row', truncateYAxis: true })).toMatchObject({
      min: 0,
      max: 1,
    });
    expect(await axis({ stack: 'Expand', y_axis_bounds: [0.5, null] })).toMatchObject({ min: 0.5, max: 1 });
    expect(await axis({ stack: null, contributionMode: 'row' })).not.toHaveProperty('max');
  });
});

describe('a metric that only sorts', () => {
  it('is asked for and not drawn', async () => {
    const { option } = await chartOf('echarts_timeseries_bar', {
      timeseries_limit_metric: 'count',
      x_axis_sort: 'count',
      x_axis_sort_asc: true,
    });
    expect((option.series as unknown[]).length).toBe(1);
  });
});

describe('a big number', () => {
  it('is the last value of its trend, against the one before', async () => {
    expect(await pictureOf('big_number')).toMatchObject({
      type: 'big-number',
      value: 40,
      change: { value: (40 - 15) / 15, label: 'against the day before' },
      trend: [{ value: 10 }, { value: 20 }, { value: 5 }, { value: 15 }, { value: 40 }],
    });
  });

  it('is the sum or the value over all when the chart says so', async () => {
    expect(await pictureOf('big_number', { aggregation: 'sum' })).toMatchObject({ value: 90 });
    expect(await pictureOf('big_number', { aggregation: 'raw' })).toMatchObject({ value: 90 });
  });

  it('has no change where there is nothing before', async () => {
    expect(await pictureOf('big_number', { compare_lag: '9' })).toMatchObject({ change: { value: null } });
  });
});

describe('lines and bars', () => {
  it('have one series for each group, the largest first, named as people read it, and gaps where nothing is', async () => {
    const picture = await chartOf('echarts_timeseries_line');
    expect(seriesOf(picture).map(({ name }) => name)).toEqual([
      '<NULL>',
      'alpha',
      'beta',
      '<img src=x onerror=alert(1)>',
    ]);
    expect(seriesOf(picture)[1]?.data).toEqual([
      [Date.UTC(2026, 10, 1), 10],
      [Date.UTC(2026, 10, 2), 20],
      [Date.UTC(2026, 10, 3), null],
      [Date.UTC(2026, 10, 4), null],
      [Date.UTC(2026, 10, 5), null],
    ]);
    expect(picture.option.xAxis).toMatchObject({ type: 'time' });
    expect(picture.filterColumns).toEqual(['team']);
  });

  it('lie down when they should', async () => {
    const picture = await chartOf('echarts_timeseries_bar');
    expect(picture.option.xAxis).toMatchObject({ type: 'value' });
    expect(picture.option.yAxis).toMatchObject({ type: 'category', inverse: true });
    expect(seriesOf(picture)[0]?.name).toBe('Size');
  });

  it('fill the height when they are expanded', async () => {
    const picture = await chartOf('echarts_area');
    const sums = [0, 1, 2].map((at) =>
      seriesOf(picture).reduce((sum, { data }) => sum + ((data as [number, number | null][])[at]?.[1] ?? 0), 0),
    );
    expect(sums).toEqual([1, 1, 1]);
    expect(picture.formats.y).toBe('.0%');
  });

  it('sort their series by what they add up to', async () => {
    const picture = await chartOf('echarts_timeseries_line', { sort_series_type: 'sum', sort_series_ascending: false });
    expect(seriesOf(picture).map(({ name }) => name)).toEqual([
      '<NULL>',
      'alpha',
      'beta',
      '<img src=x onerror=alert(1)>',
    ]);
  });
});

describe('a table', () => {
  it('has formats, bars, shares and totals', async () => {
    const picture = await pictureOf('table');
    expect(picture).toMatchObject({
      type: 'table',
      columns: [
        { name: 'team', label: 'Team', kind: 'text' },
        { name: 'at', label: 'Started', kind: 'time', format: 'smart_date' },
        { name: 'total', label: 'Size', kind: 'number', bar: true },
        { name: '%count', label: '% Tasks', format: '.1%' },
      ],
      totals: { total: 90 },
    });
  });
});

describe('a pivot table', () => {
  it('crosses rows and columns and adds them up', async () => {
    const picture = await pictureOf('pivot_table_v2', { metrics: ['total'], groupbyColumns: [] });
    expect(picture).toMatchObject({
      type: 'pivot',
      rowHeaders: ['Team'],
      rows: [['<NULL>'], ['<img src=x onerror=alert(1)>'], ['alpha'], ['beta']],
      columns: [['Size']],
      cells: [[40], [5], [30], [15]],
      rowTotals: [40, 5, 30, 15],
      columnTotals: [90],
      grandTotal: 90,
    });
  });

  it('shows fractions of the whole', async () => {
    const picture = await pictureOf('pivot_table_v2', {
      metrics: ['total'],
      groupbyColumns: [],
      aggregateFunction: 'Sum as Fraction of Total',
    });
    expect(picture).toMatchObject({ cells: [[40 / 90], [5 / 90], [30 / 90], [15 / 90]], formats: ['.1%'] });
  });
});

describe('filters of a dashboard', () => {
  const count = async (
    filters: Parameters<typeof runChart>[0]['filters'],
    more: Record<string, unknown> = {},
  ): Promise<unknown> => {
    const adhoc_filters = [
      { clause: 'WHERE', expressionType: 'SIMPLE', subject: 'at', operator: 'TEMPORAL_RANGE', comparator: 'No filter' },
    ];
    const chart = galleryChart('big_number_total', { metric: 'count', adhoc_filters, ...more });
    const { picture } = await runChart({
      chart,
      dataset: galleryDataset,
      runner,
      ...(filters ? { filters } : {}),
      now,
    });
    return picture.type === 'big-number' ? picture.value : picture;
  };

  it('replace the time range of charts that have one', async () => {
    expect(await count({ timeRange: '2026-11-02 : 2026-11-04' })).toBe(2);
    expect(await count({ timeRange: '2026-11-02 : 2026-11-04' }, { adhoc_filters: [] })).toBe(5);
  });

  it('add conditions, but none on columns that the dataset does not have', async () => {
    expect(await count({ extraFormData: [{ filters: [{ col: 'team', op: 'IN', val: ['alpha'] }] }] })).toBe(2);
    expect(await count({ crossFilters: [{ col: 'team', op: '==', val: 'beta' }] })).toBe(1);
    expect(await count({ extraFormData: [{ filters: [{ col: 'elsewhere', op: 'IN', val: ['alpha'] }] }] })).toBe(5);
  });

  it('change the grain of charts that have one', async () => {
    const { picture } = await runChart({
      chart: galleryChart('big_number'),
      dataset: galleryDataset,
      runner,
      filters: { timeGrain: 'P1M' },
      now,
    });
    expect(picture).toMatchObject({ value: 90 });
  });
});
