import type { FormData } from '../../model/assets.ts';
import type { Picture } from '../picture.ts';
import { numberField, textField } from '../query/form-fields.ts';
import { axisType, type Option, xAxisOption, yAxisOption } from './axes.ts';
import { seriesFrame, sortedSeries } from './series.ts';
import { groupLabels, isEmpty, oneOf } from './support.ts';
import { extras, seriesOptions, SHAPES, yFormat } from './timeseries.ts';
import type { BuildPicture } from './types.ts';

function shapeOf(form: FormData, suffix: string): Option {
  // Only the short names: Superset draws the long ones, which older charts still hold, as lines.
  const shape = oneOf(SHAPES, textField(form, `seriesType${suffix}`) ?? 'line', { type: 'line' });
  const opacity = numberField(form, `opacity${suffix}`);
  return form[`area${suffix}`] && shape.type === 'line'
    ? { ...shape, areaStyle: opacity === undefined ? {} : { opacity } }
    : shape;
}

/** Two queries over one axis, each on its own scale where the chart says so. */
export const mixedPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const formB: FormData = { ...form, metrics: form.metrics_b, stack: form.stackB, contributionMode: undefined };
  const frames = input.answers.map((answer) => seriesFrame(answer, input.dataset));
  const [first] = frames.filter((frame) => frame.axis.cells.length > 0);
  if (first === undefined) return { type: 'empty' };
  const type = axisType(first, Boolean(form.xAxisForceCategorical));
  const cells = type === 'category' ? [...new Set(frames.flatMap((frame) => frame.axis.cells))] : first.axis.cells;
  const series = frames.flatMap((frame, at): Option[] => {
    const suffix = at === 0 ? '' : 'B';
    const sortKey = at === 0 ? '' : 'B';
    const ordered = sortedSeries(
      frame.series,
      form[`sort_series_type${sortKey}`],
      form[`sort_series_ascending${sortKey}`],
    );
    const index = numberField(form, `yAxisIndex${suffix}`) ?? 0;
    return seriesOptions({ ...frame, series: ordered }, form, shapeOf(form, suffix), type, {
      suffix,
      horizontal: false,
    }).map((each) => ({
      ...each,
      yAxisIndex: index,
    }));
  });
  const second = series.some((each) => each.yAxisIndex === 1);
  const yA = yAxisOption(form, { title: 'y_axis_title', bounds: 'y_axis_bounds', log: 'logAxis' });
  const yB = yAxisOption(form, {
    title: 'yAxisTitleSecondary',
    bounds: 'y_axis_bounds_secondary',
    log: 'logAxisSecondary',
  });
  const groups = [...new Set([...groupLabels(form), ...groupLabels(form, 'groupby_b')])];
  return {
    type: 'chart',
    vizType: input.chart.viz_type,
    option: {
      xAxis: xAxisOption(form, { ...first, axis: { ...first.axis, cells } }, type),
      yAxis: second ? [yA, yB] : yA,
      series,
      ...extras(form),
    },
    formats: {
      y: yFormat(input, form),
      y2: yFormat(input, formB, 'y_axis_format_secondary'),
      x: textField(form, 'x_axis_time_format') ?? 'smart_date',
      tooltip: textField(form, 'tooltipTimeFormat') ?? 'smart_date',
    },
    ...(groups.length > 0 ? { filterColumns: groups } : {}),
  };
};
