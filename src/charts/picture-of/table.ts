import type { Picture, PictureColumn, TablePicture } from '../picture.ts';
import { isRecord, listOf, metricsIn, numberField, textField } from '../query/form-fields.ts';
import { metricLabel } from '../query/labels.ts';
import type { Answer } from '../run-query.ts';
import { firstAnswer, metricFormat, readable, rowsOf } from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

function rulesOf(input: PictureInput, label: string): PictureColumn['rules'] {
  const rules = listOf(input.form.conditional_formatting)
    .filter(isRecord)
    .filter((rule) => rule.column === label && typeof rule.operator === 'string');
  if (rules.length === 0) return undefined;
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return rules.map((rule) => ({
    operator: String(rule.operator),
    color: typeof rule.colorScheme === 'string' ? rule.colorScheme : '#ACE1C4',
    ...(number(rule.targetValue) === undefined ? {} : { target: number(rule.targetValue) as number }),
    ...(number(rule.targetValueLeft) === undefined ? {} : { targetLow: number(rule.targetValueLeft) as number }),
    ...(number(rule.targetValueRight) === undefined ? {} : { targetHigh: number(rule.targetValueRight) as number }),
  }));
}

const SHARE = '__contribution';

function columnOf(input: PictureInput, answer: Answer, name: string, metrics: ReadonlySet<string>): PictureColumn {
  const percent = name.startsWith('%') && metrics.has(name.slice(1));
  // What the post-processing of pies adds: each value's share of all.
  const share = name.endsWith(SHARE) && metrics.has(name.slice(0, -SHARE.length));
  const base = percent ? name.slice(1) : (name.split('__')[0] ?? name);
  const kind = percent ? 'number' : (answer.kinds.get(name) ?? answer.kinds.get(base) ?? 'number');
  const config =
    isRecord(input.form.column_config) && isRecord(input.form.column_config[name])
      ? input.form.column_config[name]
      : {};
  const own = textField(config, 'd3NumberFormat');
  const saved = metrics.has(base) ? metricFormat(input, base, 'no_such_control') : undefined;
  const time = textField(config, 'd3TimeFormat') ?? textField(input.form, 'table_timestamp_format') ?? 'smart_date';
  const format =
    percent || share ? (own ?? '.1%') : kind === 'time' ? time : kind === 'number' ? (own ?? saved) : undefined;
  const rules = rulesOf(input, name);
  const bar =
    kind === 'number' && metrics.has(base) && input.form.show_cell_bars !== false && config.showCellBars !== false;
  return {
    name,
    label:
      textField(config, 'customColumnName') ??
      `${percent || share ? '% ' : ''}${readable(input.dataset, percent || share ? base : name)}`,
    kind,
    ...(format === undefined ? {} : { format }),
    ...(bar ? { bar } : {}),
    ...(rules === undefined ? {} : { rules }),
  };
}

/** The plain rows of an answer as a table: what "data" shows for every chart. */
export function tableOf(input: PictureInput, answer: Answer): TablePicture {
  const metrics = new Set((answer.query.metrics ?? []).map(metricLabel));
  const names = answer.flat.columns.map((path) => String(path[0]));
  return {
    type: 'table',
    columns: names.map((name) => {
      const { bar: _bar, rules: _rules, ...column } = columnOf(input, answer, name, metrics);
      return column;
    }),
    rows: rowsOf(answer.flat),
  };
}

/** The table chart: with bars, formats, rules and totals. */
export const tablePicture: BuildPicture = (input): Picture => {
  const answer = firstAnswer(input);
  if (answer.flat.rows.length === 0) return { type: 'empty' };
  const metrics = new Set((answer.query.metrics ?? []).map(metricLabel));
  const percent = new Set(metricsIn(input.form.percent_metrics).map(metricLabel));
  const plain = new Set(metricsIn(input.form.metrics).map(metricLabel));
  const hidden = [...percent].filter((label) => !plain.has(label));
  const columns = answer.flat.columns
    .map((path) => String(path[0]))
    .filter((name) => !hidden.includes(name))
    .map((name) => columnOf(input, answer, name, metrics));
  const totals = input.form.show_totals ? input.answers.findLast((each) => each.query.columns.length === 0) : undefined;
  const pageLength = input.form.server_pagination
    ? numberField(input.form, 'server_page_length')
    : numberField(input.form, 'page_length');
  return {
    type: 'table',
    columns,
    rows: rowsOf(answer.flat),
    ...(totals?.flat.rows[0] === undefined ? {} : { totals: rowsOf(totals.flat)[0] ?? {} }),
    ...(pageLength ? { pageLength } : {}),
    ...(input.form.include_search ? { searchable: true } : {}),
  };
};
