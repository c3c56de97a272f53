import { maximum, minimum } from '../post/aggregates.ts';
import type { Cell, Picture } from '../picture.ts';
import { formatTime } from '../format/time.ts';
import { compareCells } from '../post/frame.ts';
import { columnsIn, textField } from '../query/form-fields.ts';
import { columnLabel, xAxisLabel } from '../query/labels.ts';
import type { Answer } from '../run-query.ts';
import { DAY_MS, startOf } from '../time/calendar.ts';
import {
  categoryText,
  categoryTexts,
  columnCells,
  firstAnswer,
  firstMetric,
  groupLabels,
  isEmpty,
  metricFormat,
  NO_VALUE,
  numberOrNull,
  readable,
} from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

interface Side {
  /** Places in order. */
  cells: Cell[];
  names: string[];
  indexOf(cell: Cell): number;
}

/** The places of one side: by their own order, or by the sum of the values in their row or column. */
function side(
  answer: Answer,
  label: string,
  values: readonly (number | null)[],
  sort: string,
  timeFormat: string,
): Side {
  const column = columnCells(answer.flat, label);
  const sums = new Map<Cell, number>();
  for (const [at, cell] of column.entries()) sums.set(cell, (sums.get(cell) ?? 0) + (values[at] ?? 0));
  const sign = sort.endsWith('desc') ? -1 : 1;
  const byValue = sort.startsWith('value');
  const cells = [...sums.keys()].sort(
    (a, b) => sign * (byValue ? (sums.get(a) ?? 0) - (sums.get(b) ?? 0) : compareCells(a, b)),
  );
  const places = new Map(cells.map((cell, at) => [cell, at]));
  const names = cells.map((cell) => categoryText(cell, answer.kinds.get(label), timeFormat));
  return { cells, names, indexOf: (cell) => places.get(cell) ?? 0 };
}

export const heatmapPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const x = xAxisLabel(form) ?? '';
  const [y = ''] = groupLabels(form);
  const label = firstMetric(form);
  const values = columnCells(answer.flat, label).map(numberOrNull);
  const ranks = columnCells(answer.flat, 'rank');
  const timeFormat = textField(form, 'time_format') ?? 'smart_date';
  const xSide = side(answer, x, values, textField(form, 'sort_x_axis') ?? 'alpha_asc', timeFormat);
  const ySide = side(answer, y, values, textField(form, 'sort_y_axis') ?? 'alpha_asc', timeFormat);
  const [xs, ys] = [columnCells(answer.flat, x), columnCells(answer.flat, y)];
  const known = values.flatMap((value) => value ?? []);
  const [low, high] = Array.isArray(form.value_bounds) ? (form.value_bounds as unknown[]) : [];
  const normalized = Boolean(form.normalized);
  return {
    type: 'chart',
    vizType: 'heatmap_v2',
    option: {
      xAxis: { type: 'category', data: xSide.names, name: textField(form, 'x_axis_title') ?? '' },
      yAxis: { type: 'category', data: ySide.names, name: textField(form, 'y_axis_title') ?? '' },
      series: [
        {
          type: 'heatmap',
          name: readable(input.dataset, label),
          data: values.map((value, at) => [
            xSide.indexOf(xs[at] ?? null),
            ySide.indexOf(ys[at] ?? null),
            value,
            ranks[at] ?? null,
          ]),
          label: { show: Boolean(form.show_values) },
        },
      ],
      visualMap: {
        type: textField(form, 'legend_type') ?? 'continuous',
        min: normalized ? 0 : typeof low === 'number' ? low : Math.min(minimum(known) ?? 0, 0),
        max: normalized ? 1 : typeof high === 'number' ? high : (maximum(known) ?? 0),
        // The rank says where a value stands among the others: the fourth number of each cell.
        dimension: normalized ? 3 : 2,
        show: form.show_legend !== false,
      },
      showShare: Boolean(form.show_percentage),
    },
    formats: { value: metricFormat(input, label) },
    filterColumns: [x, y],
  };
};

export const histogramPicture: BuildPicture = (input): Picture => {
  const answer = firstAnswer(input);
  if (answer.flat.rows.length === 0 || answer.flat.columns.length === 0) return { type: 'empty' };
  const { form } = input;
  const groups = groupLabels(form);
  const bins = answer.flat.columns.slice(groups.length).map((path) => String(path[0]));
  const column = columnsIn(form.column).map(columnLabel)[0] ?? '';
  return {
    type: 'chart',
    vizType: 'histogram_v2',
    option: {
      xAxis: {
        type: 'category',
        data: bins,
        bins: true,
        name: textField(form, 'x_axis_title') ?? readable(input.dataset, column),
      },
      yAxis: { type: 'value', name: textField(form, 'y_axis_title') ?? '' },
      series: answer.flat.rows.map((row) => ({
        type: 'bar',
        name:
          groups.length === 0
            ? readable(input.dataset, column)
            : row
                .slice(0, groups.length)
                .map((cell) => (cell === null ? NO_VALUE : String(cell)))
                .join(', '),
        data: row.slice(groups.length),
        // Bins touch: they are parts of one scale.
        barCategoryGap: '1%',
        ...(groups.length > 0 ? { stack: 'all' } : {}),
        label: { show: Boolean(form.show_value) },
      })),
      legend: { show: groups.length > 0 && form.show_legend !== false },
    },
    formats: {
      x: textField(form, 'x_axis_format') ?? 'SMART_NUMBER',
      y: form.normalize ? '.1%' : (textField(form, 'y_axis_format') ?? 'SMART_NUMBER'),
    },
  };
};

export const boxPlotPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const groups = groupLabels(form);
  const metrics = (answer.query.post_processing?.[0]?.options?.metrics ?? []) as string[];
  const names = categoryTexts(input, answer, groups);
  const part = (metric: string, name: string): Cell[] => columnCells(answer.flat, `${metric}__${name}`);
  const categories =
    metrics.length > 1
      ? metrics.flatMap((metric) =>
          names.map((name) => [readable(input.dataset, metric), name].filter(Boolean).join(', ')),
        )
      : names;
  const boxes = metrics.flatMap((metric) => {
    const columns = ['min', 'q1', 'median', 'q3', 'max'].map((name) => part(metric, name));
    return answer.flat.rows.map((_row, at) => columns.map((column) => column[at] ?? null));
  });
  const outliers = metrics.flatMap((metric, nth) =>
    part(metric, 'outliers').flatMap((cell, at) =>
      (JSON.parse(String(cell ?? '[]')) as number[]).map((value) => [nth * answer.flat.rows.length + at, value]),
    ),
  );
  return {
    type: 'chart',
    vizType: 'box_plot',
    option: {
      xAxis: { type: 'category', data: categories.map((name) => name || readable(input.dataset, metrics[0] ?? '')) },
      yAxis: { type: 'value', scale: true },
      series: [
        { type: 'boxplot', name: metrics.map((metric) => readable(input.dataset, metric)).join(', '), data: boxes },
        { type: 'scatter', name: 'Outliers', data: outliers, symbolSize: 5 },
      ],
      ...(form.zoomable ? { dataZoom: [{ type: 'slider' }] } : {}),
    },
    formats: { y: metricFormat(input, metrics[0] ?? '', 'number_format') },
    ...(groups.length > 0 ? { filterColumns: groups } : {}),
  };
};

const isoDay = (time: number): string => formatTime(time, '%Y-%m-%d');

/** A calendar of days, one strip for each year; of hours, a grid of days and hours. */
export const calendarPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const label = firstMetric(form, form.metrics === undefined ? 'metric' : 'metrics');
  const axis = String(answer.flat.columns[0]?.[0] ?? '');
  const values = columnCells(answer.flat, label).map(numberOrNull);
  const points = columnCells(answer.flat, axis).flatMap((time, at): [number, number | null][] =>
    typeof time === 'number' ? [[time, values[at] ?? null]] : [],
  );
  const known = values.flatMap((value) => value ?? []);
  const visualMap = {
    type: 'continuous',
    min: Math.min(minimum(known) ?? 0, 0),
    max: Math.max(maximum(known) ?? 0, 0),
    dimension: 1,
    show: form.show_legend !== false,
  };
  const formats = { value: metricFormat(input, label) };
  const name = readable(input.dataset, label);
  if (['hour', 'min'].includes(textField(form, 'subdomain_granularity') ?? 'day'))
    return hours(input, points, name, visualMap);
  const days = new Map<number, number>();
  for (const [time, value] of points)
    if (value !== null) days.set(startOf(time, 'day'), (days.get(startOf(time, 'day')) ?? 0) + value);
  const years = [...new Set([...days.keys()].map((day) => new Date(day).getUTCFullYear()))].sort((a, b) => a - b);
  const sorted = [...days.keys()].sort((a, b) => a - b);
  // A short span in two years is one strip; a long one has a strip for each year.
  const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  const strips =
    span <= 366 * DAY_MS
      ? [[isoDay(startOf(sorted[0] ?? 0, 'month')), isoDay(sorted.at(-1) ?? 0)]]
      : years.map((year) => [`${year}-01-01`, `${year}-12-31`]);
  return {
    type: 'chart',
    vizType: 'cal_heatmap',
    option: {
      calendar: strips.map((range) => ({ range })),
      series: strips.map(([from = '', to = ''], index) => ({
        type: 'heatmap',
        name,
        coordinateSystem: 'calendar',
        calendarIndex: index,
        data: sorted
          .map((day): [string, number] => [isoDay(day), days.get(day) ?? 0])
          .filter(([day]) => day >= from && day <= to),
        label: { show: Boolean(form.show_values) },
      })),
      visualMap: { ...visualMap, max: Math.max(maximum([...days.values()]) ?? 0, 0) },
    },
    formats,
  };
};

function hours(
  input: PictureInput,
  points: [number, number | null][],
  name: string,
  visualMap: Record<string, unknown>,
): Picture {
  const days = [...new Set(points.map(([time]) => startOf(time, 'day')))].sort((a, b) => a - b);
  const at = new Map(days.map((day, index) => [day, index]));
  const cells = new Map<string, number>();
  for (const [time, value] of points) {
    const key = `${at.get(startOf(time, 'day')) ?? 0} ${new Date(time).getUTCHours()}`;
    cells.set(key, (cells.get(key) ?? 0) + (value ?? 0));
  }
  return {
    type: 'chart',
    vizType: 'heatmap_v2',
    option: {
      xAxis: { type: 'category', data: days.map((day) => formatTime(day)) },
      yAxis: {
        type: 'category',
        data: Array.from({ length: 24 }, (_each, hour) => `${String(hour).padStart(2, '0')}:00`),
        inverse: true,
      },
      series: [
        {
          type: 'heatmap',
          name,
          data: [...cells].map(([key, value]) => [...key.split(' ').map(Number), value]),
          label: { show: false },
        },
      ],
      visualMap: { ...visualMap, dimension: 2, max: Math.max(maximum([...cells.values()]) ?? 0, 0) },
    },
    formats: { value: metricFormat(input, firstMetric(input.form)) },
  };
}
