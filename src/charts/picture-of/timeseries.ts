import type { FormData } from '../../model/assets.ts';
import type { ChartPicture, Picture } from '../picture.ts';
import { columnsIn, metricsIn, numberField, textField } from '../query/form-fields.ts';
import { metricLabel } from '../query/labels.ts';
import { extraMetrics } from '../query/operators/shape.ts';
import { axisCell, axisType, type AxisType, type Option, xAxisOption, yAxisOption } from './axes.ts';
import { type Series, type SeriesFrame, seriesFrame, sortedAxis, sortedSeries } from './series.ts';
import { firstAnswer, groupLabels, isEmpty, metricFormat, oneOf } from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

/** How a kind of series is drawn. */
const SHAPES: Readonly<Record<string, Option>> = {
  line: { type: 'line' },
  smooth: { type: 'line', smooth: true },
  bar: { type: 'bar' },
  scatter: { type: 'scatter' },
  start: { type: 'line', step: 'start' },
  middle: { type: 'line', step: 'middle' },
  end: { type: 'line', step: 'end' },
  area: { type: 'line', areaStyle: {} },
};

const SHAPE_OF: Readonly<Record<string, string>> = {
  echarts_timeseries_line: 'line',
  echarts_timeseries_bar: 'bar',
  echarts_timeseries_scatter: 'scatter',
  echarts_timeseries_smooth: 'smooth',
  echarts_timeseries_step: 'start',
  echarts_area: 'line',
};

/** Superset stores both its short and its long names of series types. */
const shortType = (type: string | undefined): string | undefined =>
  type === undefined ? undefined : (SHAPE_OF[type] ?? type);

function shapeOf(vizType: string, form: FormData): Option {
  const own = shortType(textField(form, 'seriesType'));
  const fixed = SHAPE_OF[vizType];
  const name =
    vizType === 'echarts_area' || vizType === 'echarts_timeseries' || vizType === 'echarts_timeseries_step'
      ? (own ?? fixed)
      : fixed;
  const shape = oneOf(SHAPES, vizType === 'echarts_timeseries_step' && name === 'line' ? 'start' : name, {
    type: 'line',
  });
  return vizType === 'echarts_area' || form.area
    ? { ...shape, ...(shape.type === 'line' ? { areaStyle: areaStyle(form) } : {}) }
    : shape;
}

const areaStyle = (form: FormData): Option => {
  const opacity = numberField(form, 'opacity');
  return opacity === undefined ? {} : { opacity };
};

/** Each value as a part of everything at its place, for stacks that fill the height. */
function expanded(series: readonly Series[]): Series[] {
  const places = series[0]?.values.length ?? 0;
  const totals = Array.from({ length: places }, (_each, at) =>
    series.reduce((sum, each) => sum + Math.abs(each.values[at] ?? 0), 0),
  );
  return series.map((each) => ({
    ...each,
    values: each.values.map((value, at) => (value === null || !totals[at] ? null : value / totals[at])),
  }));
}

export interface StyleKeys {
  /** Appended to the names of style controls; B in the second half of a mixed chart. */
  suffix: string;
}

/** In a stack a gap begins and ends at the ground, as in Superset: null beside a value counts 0. */
const besideGap = (values: readonly (number | null)[], at: number): number | null =>
  typeof values[at - 1] === 'number' || typeof values[at + 1] === 'number' ? 0 : null;

/** ECharts series of one query. */
export function seriesOptions(
  frame: SeriesFrame,
  form: FormData,
  shape: Option,
  type: AxisType,
  keys: StyleKeys & { horizontal: boolean },
): Option[] {
  const stack = form[`stack${keys.suffix}`];
  const markers = Boolean(form[`markerEnabled${keys.suffix}`]);
  const size = numberField(form, `markerSize${keys.suffix}`);
  const showValue = Boolean(form[`show_value${keys.suffix}`]);
  const onlyTotal = Boolean(stack) && form[`only_total${keys.suffix}`] !== false;
  return frame.series.map((each, nth) => ({
    ...shape,
    name: each.name,
    data: frame.axis.cells.map((cell, at) => {
      const place = axisCell(cell, type);
      const value = each.values[at] ?? (stack ? besideGap(each.values, at) : null);
      return keys.horizontal ? [value, place] : [place, value];
    }),
    ...(stack ? { stack: `stack${keys.suffix}` } : {}),
    ...(shape.type === 'line' ? { showSymbol: markers || frame.axis.cells.length === 1 } : {}),
    ...((markers || shape.type === 'scatter') && size !== undefined ? { symbolSize: size } : {}),
    // In a stack only the topmost part carries a number, unless the chart wants all.
    ...(showValue ? { label: { show: !onlyTotal || nth === frame.series.length - 1, total: onlyTotal } } : {}),
  }));
}

export function extras(form: FormData): Option {
  return {
    legend: { show: form.show_legend !== false },
    ...(form.zoomable ? { dataZoom: [{ type: 'slider' }, { type: 'inside' }] } : {}),
  };
}

const Y_KEYS = { title: 'y_axis_title', bounds: 'y_axis_bounds', log: 'logAxis' };

export const yFormat = (input: PictureInput, form: FormData, key = 'y_axis_format'): string =>
  form.contributionMode || form.stack === 'Expand' || form.comparison_type === 'percentage'
    ? '.0%'
    : metricFormat(input, metricsIn(form.metrics).map(metricLabel)[0] ?? '', key);

/** Stacked shares of the same moment add up to one: the axis ends there, unless the chart has bounds of its own. */
const sharesOfAWhole = (form: FormData): boolean =>
  form.stack === 'Expand' || (form.contributionMode === 'row' && Boolean(form.stack));

/** Line, bar, area, scatter, step and smooth. */
export const timeseriesPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form, chart } = input;
  const whole = seriesFrame(firstAnswer(input), input.dataset);
  // A metric that only sorts is not drawn, as in Superset.
  const unseen = new Set(extraMetrics(form).map(metricLabel));
  const raw = { ...whole, series: whole.series.filter(({ metric }) => !unseen.has(metric)) };
  const grouped = columnsIn(form.groupby).length > 0;
  const sortedPlaces = grouped ? sortedAxis(raw, form.x_axis_sort, form.x_axis_sort_asc) : raw;
  // The largest first, unless the chart says otherwise: as in Superset, whose colours follow this order.
  const ordered = sortedSeries(sortedPlaces.series, form.sort_series_type ?? 'sum', form.sort_series_ascending);
  const frame: SeriesFrame = { ...sortedPlaces, series: form.stack === 'Expand' ? expanded(ordered) : ordered };
  const shape = shapeOf(chart.viz_type, form);
  const horizontal = form.orientation === 'horizontal' && shape.type === 'bar';
  const type = axisType(
    frame,
    Boolean(form.xAxisForceCategorical) || (shape.type === 'bar' && frame.axis.kind === 'number'),
  );
  const x = xAxisOption(form, frame, type);
  const y = { ...(sharesOfAWhole(form) ? { min: 0, max: 1 } : {}), ...yAxisOption(form, Y_KEYS) };
  const groups = groupLabels(form);
  const picture: ChartPicture = {
    type: 'chart',
    vizType: chart.viz_type,
    option: {
      // Lying bars are read from the top.
      xAxis: horizontal ? y : x,
      yAxis: horizontal ? { ...x, inverse: type === 'category' } : y,
      series: seriesOptions(frame, form, shape, type, { suffix: '', horizontal }),
      ...extras(form),
    },
    formats: {
      y: yFormat(input, form),
      x: textField(form, 'x_axis_time_format') ?? 'smart_date',
      tooltip: textField(form, 'tooltipTimeFormat') ?? 'smart_date',
    },
    ...(groups.length > 0
      ? { filterColumns: groups }
      : type === 'category'
        ? { filterColumns: [frame.axis.label] }
        : {}),
  };
  return picture;
};

export { SHAPES };
