import type { Picture } from '../picture.ts';
import { formatTime } from '../format/time.ts';
import { textField } from '../query/form-fields.ts';
import { xAxisLabel } from '../query/labels.ts';
import type { Option } from './axes.ts';
import {
  categoryText,
  columnCells,
  firstAnswer,
  firstMetric,
  groupLabels,
  isEmpty,
  metricFormat,
  numberOrNull,
  pickedColor,
} from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

interface Step {
  name: string;
  value: number;
  kind: 'change' | 'total';
}

/** Changes one after the other; with a breakdown, those of a period and then its total. */
function waterfallSteps(input: PictureInput): Step[] {
  const { form } = input;
  const answer = firstAnswer(input);
  const axis = xAxisLabel(form) ?? '';
  const [group] = groupLabels(form);
  const values = columnCells(answer.flat, firstMetric(form)).map((cell) => numberOrNull(cell) ?? 0);
  const timeFormat = textField(form, 'x_axis_time_format') ?? 'smart_date';
  const places = columnCells(answer.flat, axis).map((cell) =>
    answer.kinds.get(axis) === 'time' && typeof cell === 'number'
      ? formatTime(cell, timeFormat)
      : categoryText(cell, answer.kinds.get(axis)),
  );
  const total = textField(form, 'total_label') ?? 'Total';
  if (group === undefined) {
    const changes = values.map((value, at): Step => ({ name: places[at] ?? '', value, kind: 'change' }));
    return form.show_total === false
      ? changes
      : [...changes, { name: total, value: values.reduce((sum, value) => sum + value, 0), kind: 'total' }];
  }
  const names = columnCells(answer.flat, group).map((cell) => categoryText(cell, answer.kinds.get(group)));
  const byPlace = new Map<string, Step[]>();
  for (const [at, place] of places.entries()) {
    const change: Step = { name: names[at] ?? '', value: values[at] ?? 0, kind: 'change' };
    const changes = byPlace.get(place);
    if (changes === undefined) byPlace.set(place, [change]);
    else changes.push(change);
  }
  return [...byPlace].flatMap(([place, changes]): Step[] => [
    ...changes,
    { name: place, value: changes.reduce((sum, change) => sum + change.value, 0), kind: 'total' },
  ]);
}

export const waterfallPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const steps = waterfallSteps(input);
  let level = 0;
  const bars = steps.map((step) => {
    const from = step.kind === 'total' ? 0 : level;
    const to = from + step.value;
    level = step.kind === 'total' ? (groupLabels(form).length > 0 ? 0 : to) : to;
    return { ...step, low: Math.min(from, to), high: Math.max(from, to) };
  });
  const only = (wanted: (bar: (typeof bars)[number]) => boolean): (number | '-')[] =>
    bars.map((bar) => (wanted(bar) ? Math.abs(bar.value) : '-'));
  const series = (name: string, data: (number | '-')[], color: unknown): Option => ({
    type: 'bar',
    stack: 'all',
    name,
    data,
    label: { show: Boolean(form.show_value) },
    ...(pickedColor(color) === undefined ? {} : { color: pickedColor(color) }),
  });
  return {
    type: 'chart',
    vizType: 'waterfall',
    option: {
      xAxis: { type: 'category', data: bars.map(({ name }) => name), name: textField(form, 'x_axis_label') ?? '' },
      yAxis: { type: 'value', name: textField(form, 'y_axis_label') ?? '' },
      series: [
        {
          type: 'bar',
          stack: 'all',
          ground: true,
          silent: true,
          itemStyle: { color: 'transparent' },
          data: bars.map(({ low }) => low),
        },
        series(
          textField(form, 'increase_label') ?? 'Increase',
          only((bar) => bar.kind === 'change' && bar.value >= 0),
          form.increase_color,
        ),
        series(
          textField(form, 'decrease_label') ?? 'Decrease',
          only((bar) => bar.kind === 'change' && bar.value < 0),
          form.decrease_color,
        ),
        series(
          textField(form, 'total_label') ?? 'Total',
          only((bar) => bar.kind === 'total'),
          form.total_color,
        ),
      ],
      values: bars.map(({ value }) => value),
      legend: { show: form.show_legend === true },
    },
    formats: { y: metricFormat(input, firstMetric(form)) },
  };
};
