import type { Cell, Picture } from '../picture.ts';
import { columnsIn, metricsIn, textField } from '../query/form-fields.ts';
import { columnLabel, metricLabel } from '../query/labels.ts';
import { categoryText, columnCells, firstAnswer, isEmpty, labelOf, readable } from './support.ts';
import type { BuildPicture } from './types.ts';

const DAY_MS = 86_400_000;

/** Bars from start to end, in the row of their task; with `subcategories`, each series has a row of its own in it. */
export const ganttPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const cells = (key: string): Cell[] => columnCells(answer.flat, labelOf(input, key) ?? '');
  const texts = (label: string): string[] =>
    columnCells(answer.flat, label).map((cell) => categoryText(cell, answer.kinds.get(label)));
  const [starts, ends] = [cells('start_time'), cells('end_time')];
  const yLabel = labelOf(input, 'y_axis') ?? '';
  const tasks = texts(yLabel);
  const seriesLabel = labelOf(input, 'series');
  const groups = seriesLabel === undefined ? tasks.map(() => '') : texts(seriesLabel);
  const rows = rowsOf(tasks, form.subcategories === true ? groups : tasks.map(() => ''));
  const details = [
    ...columnsIn(form.tooltip_columns).map(columnLabel),
    ...metricsIn(form.tooltip_metrics).map(metricLabel),
  ];
  const detailCells = details.map((label) => columnCells(answer.flat, label));
  const bySeries = new Map<string, unknown[][]>();
  for (const [at, group] of groups.entries()) {
    const [start, end] = [starts[at], ends[at]];
    if (typeof start !== 'number' || typeof end !== 'number') continue;
    const item = [start, end, rows.places[at], ...detailCells.map((column) => column[at] ?? null)];
    const series = bySeries.get(group);
    if (series === undefined) bySeries.set(group, [item]);
    else series.push(item);
  }
  return {
    type: 'chart',
    vizType: 'gantt_chart',
    option: {
      xAxis: { type: 'time', ...bounds(form.x_axis_time_bounds, [...bySeries.values()].flat()) },
      yAxis: { type: 'category', data: rows.labels, inverse: true },
      rowTitles: rows.titles,
      series: [...bySeries].map(([name, data]) => ({
        type: 'custom',
        name: name || readable(input.dataset, yLabel),
        encode: { x: [0, 1], y: 2 },
        data,
      })),
      legend: { show: bySeries.size > 1 && form.show_legend !== false },
      details: details.map((label) => readable(input.dataset, label)),
      ...(form.zoomable ? { dataZoom: [{ type: 'slider' }] } : {}),
    },
    formats: {
      x: textField(form, 'x_axis_time_format') ?? 'smart_date',
      tooltip: textField(form, 'tooltipTimeFormat') ?? 'smart_date',
    },
    filterColumns: [seriesLabel ?? yLabel],
  };
};

interface Rows {
  /** Place of each item's row, from the top. */
  places: number[];
  /** Task of each row. */
  titles: string[];
  /** What is written beside each row: a task is named once. */
  labels: string[];
}

/** A row for each task and lane in it, tasks and lanes in the order in which they come. */
function rowsOf(tasks: readonly string[], lanes: readonly string[]): Rows {
  const lanesOf = new Map<string, Map<string, number>>();
  for (const [at, task] of tasks.entries()) {
    const known = lanesOf.get(task) ?? new Map<string, number>();
    lanesOf.set(task, known.set(lanes[at] ?? '', known.get(lanes[at] ?? '') ?? known.size));
  }
  const first = new Map<string, number>();
  const titles: string[] = [];
  for (const [task, known] of lanesOf) {
    first.set(task, titles.length);
    for (let lane = 0; lane < known.size; lane += 1) titles.push(task);
  }
  return {
    places: tasks.map((task, at) => (first.get(task) ?? 0) + (lanesOf.get(task)?.get(lanes[at] ?? '') ?? 0)),
    titles,
    labels: titles.map((title, at) => (first.get(title) === at ? title : '')),
  };
}

/** `["08:00:00", "19:00:00"]`: from that hour of the first day to that of the last, in UTC. */
function bounds(given: unknown, items: readonly unknown[][]): { min?: number; max?: number } {
  const [from, to] = Array.isArray(given) ? given.map(timeOfDay) : [];
  const day = (instant: number): number => Math.floor(instant / DAY_MS) * DAY_MS;
  let [least, greatest] = [Infinity, -Infinity];
  for (const [start, end] of items) {
    least = Math.min(least, Number(start));
    greatest = Math.max(greatest, Number(end));
  }
  if (items.length === 0) return {};
  return {
    ...(from === undefined ? {} : { min: day(least) + from }),
    ...(to === undefined ? {} : { max: day(greatest) + to }),
  };
}

/** `08:30:00` in milliseconds. */
function timeOfDay(text: unknown): number | undefined {
  const [, hours, minutes, seconds] = /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(typeof text === 'string' ? text : '') ?? [];
  if (hours === undefined) return undefined;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1_000;
}
