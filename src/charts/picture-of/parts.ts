import { maximum, minimum } from '../post/aggregates.ts';
import type { Picture } from '../picture.ts';
import { columnsIn, numberField, textField } from '../query/form-fields.ts';
import { columnLabel } from '../query/labels.ts';
import type { Option } from './axes.ts';
import {
  categoryText,
  categoryTexts,
  columnCells,
  firstAnswer,
  firstMetric,
  groupLabels,
  isEmpty,
  metricFormat,
  numberOrNull,
  readable,
} from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

interface Part {
  name: string;
  value: number | null;
}

function partsOf(input: PictureInput): Part[] {
  const answer = firstAnswer(input);
  const names = categoryTexts(input, answer, groupLabels(input.form));
  const values = columnCells(answer.flat, firstMetric(input.form));
  return names.map((name, at) => ({ name, value: numberOrNull(values[at]) }));
}

const formatsOf = (input: PictureInput): { value: string } => ({
  value: metricFormat(input, firstMetric(input.form), 'number_format'),
});

/** Small slices together, when the chart says from what share on. */
function withOther(parts: Part[], threshold: number): Part[] {
  const total = parts.reduce((sum, part) => sum + (part.value ?? 0), 0);
  if (threshold <= 0 || total === 0) return parts;
  const isSmall = (part: Part): boolean => ((part.value ?? 0) / total) * 100 < threshold;
  const small = parts.filter(isSmall);
  if (small.length === 0) return parts;
  return [
    ...parts.filter((part) => !isSmall(part)),
    { name: 'Other', value: small.reduce((sum, part) => sum + (part.value ?? 0), 0) },
  ];
}

export const piePicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const outer = numberField(form, 'outerRadius') ?? 70;
  const inner = form.donut ? (numberField(form, 'innerRadius') ?? 30) : 0;
  const data = withOther(partsOf(input), numberField(form, 'threshold_for_other') ?? 0);
  return {
    type: 'chart',
    vizType: 'pie',
    option: {
      series: [
        {
          type: 'pie',
          radius: [`${inner}%`, `${outer}%`],
          ...(form.roseType ? { roseType: form.roseType === 'radius' ? 'radius' : 'area' } : {}),
          data,
          label: {
            show: form.show_labels !== false,
            type: textField(form, 'label_type') ?? 'key',
            position: form.labels_outside === false ? 'inside' : 'outer',
            least: numberField(form, 'show_labels_threshold') ?? 5,
            ...(textField(form, 'label_template') === undefined ? {} : { template: textField(form, 'label_template') }),
          },
          labelLine: { show: form.label_line !== false && form.labels_outside !== false },
        },
      ],
      ...(form.show_total ? { total: data.reduce((sum, part) => sum + (part.value ?? 0), 0) } : {}),
      legend: { show: form.show_legend !== false },
    },
    formats: formatsOf(input),
    filterColumns: groupLabels(form),
  };
};

/** From the widest to the narrowest; each with its share of the first, of the one before or of all. */
export const funnelPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const parts = partsOf(input);
  const total = parts.reduce((sum, part) => sum + (part.value ?? 0), 0);
  const how = textField(form, 'percent_calculation_type') ?? 'first_step';
  const data = parts.map((part, at) => {
    const base =
      how === 'total' ? total : how === 'prev_step' ? (parts[Math.max(0, at - 1)]?.value ?? 0) : (parts[0]?.value ?? 0);
    return { ...part, share: base === 0 || part.value === null ? null : part.value / base };
  });
  return {
    type: 'chart',
    vizType: 'funnel',
    option: {
      series: [
        {
          type: 'funnel',
          sort: 'descending',
          data,
          label: { show: form.show_labels !== false, type: 'key_value_share' },
        },
      ],
      legend: { show: form.show_legend !== false },
    },
    formats: formatsOf(input),
    filterColumns: groupLabels(form),
  };
};

/** Comma-separated ends of intervals, and the colour of each as its number in the palette. */
function intervalsOf(input: PictureInput): { until: number; color: number }[] {
  const list = (key: string): number[] =>
    (textField(input.form, key) ?? '')
      .split(',')
      .map((text) => Number(text.trim()))
      .filter((value, at, all) => all[at] !== undefined && Number.isFinite(value));
  if (textField(input.form, 'intervals') === undefined) return [];
  const colors = list('interval_color_indices');
  return list('intervals').map((until, at) => ({ until, color: colors[at] ?? at + 1 }));
}

export const gaugePicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const label = firstMetric(form);
  const groups = groupLabels(form);
  const parts = partsOf(input).map((part) =>
    groups.length === 0 ? { ...part, name: readable(input.dataset, label) } : part,
  );
  const values = parts.flatMap(({ value }) => value ?? []);
  if (values.length === 0) return { type: 'empty' };
  const least = Math.min(0, minimum(values) ?? 0);
  const most = Math.max(0, maximum(values) ?? 0);
  const min = numberField(form, 'min_val') ?? (least < 0 ? least * 2 : 0);
  const max = numberField(form, 'max_val') ?? (most > 0 ? most * 2 : 1);
  return {
    type: 'chart',
    vizType: 'gauge_chart',
    option: {
      series: [
        {
          type: 'gauge',
          startAngle: numberField(form, 'start_angle') ?? 225,
          endAngle: numberField(form, 'end_angle') ?? -45,
          min,
          max,
          splitNumber: numberField(form, 'split_number') ?? 10,
          data: parts,
          pointer: { show: form.show_pointer !== false && parts.length === 1 },
          progress: {
            show: form.show_progress !== false,
            overlap: form.overlap !== false,
            roundCap: Boolean(form.round_cap),
          },
          axisTick: { show: Boolean(form.show_axis_tick) },
          splitLine: { show: Boolean(form.show_split_line) },
          intervals: intervalsOf(input).map(({ until, color }) => ({
            share: max === min ? 1 : (until - min) / (max - min),
            color,
          })),
          valueTemplate: textField(form, 'value_formatter') ?? '{value}',
        },
      ],
    },
    formats: formatsOf(input),
    ...(groups.length > 0 ? { filterColumns: groups } : {}),
  };
};

interface Node {
  name: string;
  value: number;
  /** By name. */
  children: Map<string, Node>;
}

/** Rows as a tree, one level for each column; a node's value is the sum of what is in it. */
function hierarchy(input: PictureInput, labels: readonly string[], metric: string): Node[] {
  const answer = firstAnswer(input);
  const values = columnCells(answer.flat, metric);
  const columns = labels.map((label) => columnCells(answer.flat, label));
  const root: Node = { name: '', value: 0, children: new Map() };
  for (const [at] of answer.flat.rows.entries()) {
    const value = numberOrNull(values[at]) ?? 0;
    let node = root;
    for (const [level, label] of labels.entries()) {
      const cell = columns[level]?.[at];
      // Sunbursts may end early: nothing below is a leaf above.
      if (level > 0 && cell === null) break;
      const name = categoryText(cell, answer.kinds.get(label), textField(input.form, 'date_format'));
      let child = node.children.get(name);
      if (child === undefined) {
        child = { name, value: 0, children: new Map() };
        node.children.set(name, child);
      }
      child.value += value;
      node = child;
    }
  }
  return [...root.children.values()];
}

/** ECharts wants no empty lists of children. */
const plainNode = (node: Node): Option => ({
  name: node.name,
  value: node.value,
  ...(node.children.size > 0 ? { children: [...node.children.values()].map(plainNode) } : {}),
});

export const treemapPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const groups = groupLabels(form);
  return {
    type: 'chart',
    vizType: 'treemap_v2',
    option: {
      series: [
        {
          type: 'treemap',
          data: hierarchy(input, groups, firstMetric(form)).map(plainNode),
          label: { show: form.show_labels !== false, type: textField(form, 'label_type') ?? 'key_value' },
          upperLabel: { show: groups.length > 1 && form.show_upper_labels !== false },
        },
      ],
    },
    formats: formatsOf(input),
    filterColumns: groups,
  };
};

export const sunburstPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const levels = columnsIn(form.columns).map(columnLabel);
  return {
    type: 'chart',
    vizType: 'sunburst_v2',
    option: {
      series: [
        {
          type: 'sunburst',
          // Superset's scale gives its first colour to the measure.
          name: firstMetric(form),
          data: hierarchy(input, levels, firstMetric(form)).map(plainNode),
          label: { show: form.show_labels !== false, type: textField(form, 'label_type') ?? 'key' },
        },
      ],
    },
    formats: formatsOf(input),
    filterColumns: levels,
  };
};
