import { maximum, minimum } from '../post/aggregates.ts';
import type { Picture } from '../picture.ts';
import { escapeHtml } from '../format/html.ts';
import { isRecord, metricsIn, numberField, textField } from '../query/form-fields.ts';
import { metricLabel } from '../query/labels.ts';
import { type Option, yAxisOption } from './axes.ts';
import {
  categoryText,
  categoryTexts,
  columnCells,
  firstAnswer,
  firstMetric,
  groupLabels,
  isEmpty,
  labelOf,
  metricFormat,
  numberOrNull,
  readable,
} from './support.ts';
import type { BuildPicture } from './types.ts';

export const bubblePicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const [xs, ys, sizes] = ['x', 'y', 'size'].map((key) =>
    columnCells(answer.flat, firstMetric(form, key)).map(numberOrNull),
  );
  const seriesLabel = labelOf(input, 'series');
  const names = columnCells(answer.flat, labelOf(input, 'entity') ?? '').map((cell) =>
    categoryText(cell, answer.kinds.get(labelOf(input, 'entity') ?? '')),
  );
  const groups =
    seriesLabel === undefined
      ? names.map(() => '')
      : columnCells(answer.flat, seriesLabel).map((cell) => categoryText(cell, answer.kinds.get(seriesLabel)));
  const most = Math.max(maximum((sizes ?? []).flatMap((size) => size ?? [])) ?? 1, 1);
  const radius = numberField(form, 'max_bubble_size') ?? 25;
  const bySeries = new Map<string, Option[]>();
  for (const [at, group] of groups.entries()) {
    const size = sizes?.[at] ?? 0;
    if (xs?.[at] === null || ys?.[at] === null) continue;
    const item = {
      name: names[at],
      value: [xs?.[at] ?? null, ys?.[at] ?? null, size],
      symbolSize: Math.max(5, radius * 2 * Math.sqrt(Math.max(0, size) / most)),
    };
    const series = bySeries.get(group);
    if (series === undefined) bySeries.set(group, [item]);
    else series.push(item);
  }
  // Rows without both measures have no place.
  if (bySeries.size === 0) return { type: 'empty' };
  const axis = (key: 'x' | 'y'): Option => ({
    ...yAxisOption(form, {
      title: `${key}_axis_label`,
      bounds: `${key}_axis_bounds`,
      log: key === 'x' ? 'logXAxis' : 'logYAxis',
    }),
    scale: true,
    // A bubble at the edge is drawn whole.
    boundaryGap: ['0%', '10%'],
    name: textField(form, `${key}_axis_label`) ?? readable(input.dataset, firstMetric(form, key)),
  });
  const opacity = numberField(form, 'opacity');
  return {
    type: 'chart',
    vizType: 'bubble_v2',
    option: {
      xAxis: axis('x'),
      yAxis: axis('y'),
      series: [...bySeries].map(([name, data]) => ({
        type: 'scatter',
        name: name || readable(input.dataset, firstMetric(form, 'y')),
        data,
        ...(opacity === undefined ? {} : { itemStyle: { opacity } }),
      })),
      legend: { show: bySeries.size > 1 && form.show_legend !== false },
      names: ['x', 'y', 'size'].map((key) => readable(input.dataset, firstMetric(form, key))),
    },
    formats: {
      x: textField(form, 'xAxisFormat') ?? metricFormat(input, firstMetric(form, 'x'), 'none'),
      y: textField(form, 'y_axis_format') ?? metricFormat(input, firstMetric(form, 'y'), 'none'),
      size: textField(form, 'tooltipSizeFormat') ?? 'SMART_NUMBER',
    },
    filterColumns: [seriesLabel, labelOf(input, 'entity')].filter((label) => label !== undefined),
  };
};

/** Zero where there is nothing larger. */
const largest = (values: readonly (number | null)[]): number =>
  values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);

/** All metrics on one scale, as in Superset, unless the chart gives one of them a scale of its own. */
export const radarPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const labels = metricsIn(form.metrics).map(metricLabel);
  const columns = labels.map((label) => columnCells(answer.flat, label).map(numberOrNull));
  const config = isRecord(form.column_config) ? form.column_config : {};
  const names = categoryTexts(input, answer, groupLabels(form));
  const most = largest(columns.flat());
  const indicator = labels.map((label) => {
    const own = isRecord(config[label]) ? numberField(config[label], 'radarMetricMaxValue') : undefined;
    const least = isRecord(config[label]) ? numberField(config[label], 'radarMetricMinValue') : undefined;
    return {
      name: readable(input.dataset, label),
      max: own ?? (most || 1),
      ...(least === undefined ? {} : { min: least }),
    };
  });
  return {
    type: 'chart',
    vizType: 'radar',
    option: {
      radar: { shape: form.is_circle ? 'circle' : 'polygon', indicator },
      series: [
        {
          type: 'radar',
          data: names.map((name, at) => ({ name: name || 'All', value: columns.map((column) => column[at] ?? null) })),
          label: { show: Boolean(form.show_labels) },
        },
      ],
      legend: { show: form.show_legend !== false },
    },
    formats: { value: metricFormat(input, labels[0] ?? '', 'number_format') },
    filterColumns: groupLabels(form),
  };
};

/** Words as text, larger where there is more of them: it can be read aloud and copied. */
export const wordCloudPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const label = labelOf(input, 'series') ?? '';
  const words = columnCells(answer.flat, label).map((cell) => categoryText(cell, answer.kinds.get(label)));
  const values = columnCells(answer.flat, firstMetric(form)).map((cell) => numberOrNull(cell) ?? 0);
  const [low, high] = [minimum(values) ?? 0, maximum(values) ?? 0];
  const from = numberField(form, 'size_from') ?? 10;
  const to = Math.min(48, numberField(form, 'size_to') ?? 70);
  const size = (value: number): number =>
    high === low ? (from + to) / 2 : from + ((to - from) * (value - low)) / (high - low);
  const spans = words
    .map((word, at) => ({ word, value: values[at] ?? 0 }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 150)
    .sort((a, b) => (a.word < b.word ? -1 : 1))
    .map(
      ({ word, value }) =>
        `<span style="font-size:${size(value).toFixed(0)}px" title="${value}">${escapeHtml(word)}</span>`,
    );
  return { type: 'text', html: `<p class="word-cloud">${spans.join(' ')}</p>` };
};
