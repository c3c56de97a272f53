import { describe, expect, it } from 'vitest';
import { DRAWN_TYPES } from '../../src/charts/picture-of/build-picture.ts';
import { importedChart } from '../../src/superset/normalise/as-imported.ts';
import { oldCharts } from '../support/old-charts.ts';

const charts = oldCharts((name) => name, 'things').map((chart) => [chart.slice_name, importedChart(chart)] as const);
const named = (name: string) => charts.find(([each]) => each === name)?.[1];

describe('a chart of a type that Superset replaces when it imports it', () => {
  it.each(charts)('%s is drawn', (_, { viz_type: type, params }) => {
    expect(DRAWN_TYPES).toContain(type);
    expect(params.viz_type).toBe(type);
  });

  it('has its old time controls as axis and filter, and its other controls under their new names', () => {
    expect(named('old 0 line')).toMatchObject({ viz_type: 'echarts_timeseries_smooth' });
    expect(named('old 4 bar')?.params).toEqual({
      viz_type: 'echarts_timeseries_bar',
      metrics: ['count'],
      groupby: ['name'],
      x_axis: 'at',
      time_grain_sqla: 'P1W',
      adhoc_filters: [
        {
          clause: 'WHERE',
          subject: 'at',
          operator: 'TEMPORAL_RANGE',
          comparator: 'Last year',
          expressionType: 'SIMPLE',
        },
      ],
      x_axis_title: 'when',
      y_axis_title: 'how many',
      x_axis_title_margin: 30,
      y_axis_title_margin: 30,
      xAxisLabelRotation: 45,
      truncateYAxis: true,
      logAxis: true,
      zoomable: true,
      markerEnabled: false,
      contributionMode: null,
      time_compare: ['1 week ago', '1 year ago'],
      comparison_type: 'difference',
      rolling_type: 'mean',
      rolling_periods: 3,
      stack: 'Stack',
      show_value: true,
    });
  });

  it('keeps its axis where that is no time', () => {
    expect(named('old 5 dist_bar')?.params).toMatchObject({
      x_axis: 'name',
      groupby: ['kind', 'place'],
      stack: 'Stack',
    });
    expect(named('old 6 dist_bar')?.params).toMatchObject({ x_axis: 'name', adhoc_filters: [{ subject: 'at' }] });
  });

  it('only changes its type where its form data are of another one', () => {
    const [chart] = oldCharts((name) => name, 'things');
    if (!chart) throw new Error('no chart');
    const other = importedChart({ ...chart, viz_type: 'sunburst', params: { viz_type: 'pie', groupby: ['a'] } });
    expect(other).toMatchObject({ viz_type: 'sunburst_v2', params: { groupby: ['a'] } });
  });

  it('is left alone when it is none', () => {
    const chart = { uuid: 'a', slice_name: 'a', viz_type: 'constructor', dataset_uuid: 'b', params: {} };
    expect(importedChart(chart)).toBe(chart);
  });
});
