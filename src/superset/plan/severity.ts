import type { ObjectKind } from '../../model/assets.ts';
import type { Json } from '../normalise/json.ts';
import { sameSql } from './sql-words.ts';
import type { Severity } from './policy-input.ts';

const COSMETIC_FIELDS = new Set([
  'description',
  'css',
  'certified_by',
  'certification_details',
  'dashboard_title',
  'slice_name',
  'cache_timeout',
]);

/** Controls of a chart that change its looks and none of its numbers. */
const COSMETIC_PARAM =
  /color|legend|font|_format$|^(x|y)_axis_(title|label)|label_|show_|header_|subheader|rotation|opacity|marker|zoom|rich_tooltip|tooltip|margin|radius|donut|truncate|minor|stack_?style|line_width|conditional_formatting|column_config|date_format|truncateXAxis|xAxisLabel|sort_legend/i;

/** How much a change of one field matters. `usedColumns` are the columns and metrics of the dataset that some chart uses. */
export function severityOf(
  kind: ObjectKind,
  path: readonly string[],
  from: Json | undefined,
  to: Json | undefined,
  isUsed: (name: string) => boolean,
): Severity {
  const [top = '', second = '', third = ''] = path;
  if (kind === 'dataset') return datasetSeverity(path, from, to, isUsed);
  if (kind === 'database')
    return top === 'sqlalchemy_uri' ? 'semantic' : COSMETIC_FIELDS.has(top) ? 'cosmetic' : 'semantic';
  if (COSMETIC_FIELDS.has(top)) return 'cosmetic';
  if (kind === 'chart') {
    if (top === 'dataset_uuid') return to === undefined || to === null ? 'breaking' : 'semantic';
    return top === 'params' && COSMETIC_PARAM.test(second) ? 'cosmetic' : 'semantic';
  }
  if (top === 'metadata') {
    if (/color|native_filter_order|expanded_slices|refresh|orientation/.test(second)) return 'cosmetic';
    if (second === 'native_filters' && (third === 'description' || path[3] === 'name')) return 'cosmetic';
  }
  return 'semantic';
}

function datasetSeverity(
  path: readonly string[],
  from: Json | undefined,
  to: Json | undefined,
  isUsed: (name: string) => boolean,
): Severity {
  const [top = '', name = '', key] = path;
  if (top === 'columns' || top === 'metrics') {
    if (key === undefined) return to === undefined && isUsed(name) ? 'breaking' : 'semantic';
    if (/^(description|verbose_name|d3format|warning_text|extra|currency|groupby|filterable)$/.test(key))
      return 'cosmetic';
    if (key === 'expression' || key === 'type' || key === 'is_dttm') {
      const cosmetic = typeof from === 'string' && typeof to === 'string' && sameSql(from, to);
      return cosmetic ? 'cosmetic' : key === 'expression' && isUsed(name) ? 'breaking' : 'semantic';
    }
    return 'semantic';
  }
  if (top === 'sql')
    return typeof from === 'string' && typeof to === 'string' && sameSql(from, to) ? 'cosmetic' : 'breaking';
  if (top === 'table_name' || top === 'schema' || top === 'catalog' || top === 'database_uuid') return 'breaking';
  return COSMETIC_FIELDS.has(top) ? 'cosmetic' : 'semantic';
}
