import { z } from 'zod';
import type { LayoutNode } from '../../model/assets.ts';
import type { YamlPath } from '../../util/yaml-document.ts';
import { assetUuid, chartNumber } from './identity.ts';

/** The compact form of a dashboard's layout: rows of charts on twelve columns; see docs/templates.md. */
const size = { width: z.int().min(1).max(12).optional(), height: z.int().min(5).max(100).optional() };
const chartItem = z.strictObject({ chart: z.string(), title: z.string().optional(), ...size });
const markdownItem = z.strictObject({ markdown: z.string(), ...size });
const columnItem = z.strictObject({
  column: z.array(z.union([chartItem, markdownItem])).min(1),
  width: z.int().min(1).max(12),
});
const row = z.strictObject({
  row: z.array(z.union([chartItem, markdownItem, columnItem])).min(1),
  height: z.int().min(5).max(100).optional(),
});
const header = z.strictObject({
  header: z.string(),
  size: z.enum(['small', 'medium', 'large']).optional(),
});
const divider = z.strictObject({ divider: z.literal(true) });
const block = z.union([row, header, divider]);
const tabs = z.strictObject({ tabs: z.array(z.strictObject({ tab: z.string(), layout: z.array(block) })).min(1) });

export const layoutSchema = z.array(z.union([row, header, divider, tabs]));
type Block = z.infer<typeof block>;
type Item = z.infer<typeof row>['row'][number];

export interface LayoutChart {
  uuid: string;
  name: string;
}

const DEFAULT_HEIGHT = 50;

/**
 * The compact layout -> Superset's `position`. Names of nodes come from their place in the layout, so that the same
 * layout always gives the same text.
 * @param findChart answers a chart's name in the layout, or undefined (the node is left out; the caller reports it)
 */
export function positionOf(
  layout: z.infer<typeof layoutSchema>,
  title: string,
  findChart: (name: string, path: YamlPath) => LayoutChart | undefined,
): Record<string, LayoutNode | string> {
  const nodes: Record<string, LayoutNode> = {};
  const top: string[] = [];
  const add = (node: LayoutNode, into: string[]): void => {
    nodes[node.id] = node;
    into.push(node.id);
  };
  const grid = ['ROOT_ID', 'GRID_ID'];

  const placeItem = (
    item: Item,
    id: string,
    parents: string[],
    width: number,
    height: number,
    into: string[],
    path: YamlPath,
  ): void => {
    if ('column' in item) {
      const children: string[] = [];
      const meta = { background: 'BACKGROUND_TRANSPARENT', width: item.width };
      const columnId = `COLUMN-${id}`;
      add({ children, id: columnId, meta, parents, type: 'COLUMN' }, into);
      for (const [index, each] of item.column.entries()) {
        placeItem(each, `${id}-${index + 1}`, [...parents, columnId], item.width, height, children, [
          ...path,
          'column',
          index,
        ]);
      }
      return;
    }
    const box = { height: item.height ?? height, width: item.width ?? width };
    if ('markdown' in item) {
      add(
        { children: [], id: `MARKDOWN-${id}`, meta: { code: item.markdown, ...box }, parents, type: 'MARKDOWN' },
        into,
      );
      return;
    }
    const chart = findChart(item.chart, [...path, 'chart']);
    if (!chart) return;
    const override = item.title === undefined ? {} : { sliceNameOverride: item.title };
    const meta = {
      chartId: chartNumber(chart.uuid),
      height: box.height,
      sliceName: chart.name,
      ...override,
      uuid: chart.uuid,
      width: box.width,
    };
    add({ children: [], id: `CHART-${id}`, meta, parents, type: 'CHART' }, into);
  };

  const placeBlock = (each: Block, id: string, parents: string[], into: string[], path: YamlPath): void => {
    if ('header' in each) {
      const meta = {
        background: 'BACKGROUND_TRANSPARENT',
        headerSize: `${(each.size ?? 'medium').toUpperCase()}_HEADER`,
        text: each.header,
      };
      add({ children: [], id: `HEADER-${id}`, meta, parents, type: 'HEADER' }, into);
    } else if ('divider' in each) {
      add({ children: [], id: `DIVIDER-${id}`, meta: {}, parents, type: 'DIVIDER' }, into);
    } else {
      const children: string[] = [];
      const rowId = `ROW-${id}`;
      add({ children, id: rowId, meta: { background: 'BACKGROUND_TRANSPARENT' }, parents, type: 'ROW' }, into);
      const widths = sharedWidths(each.row.map((item) => item.width));
      for (const [index, item] of each.row.entries()) {
        const height = each.height ?? DEFAULT_HEIGHT;
        placeItem(item, `${id}-${index + 1}`, [...parents, rowId], widths[index] ?? 4, height, children, [
          ...path,
          'row',
          index,
        ]);
      }
    }
  };

  const rootChildren: string[] = [];
  for (const [index, each] of layout.entries()) {
    const id = String(index + 1);
    if (!('tabs' in each)) {
      placeBlock(each, id, grid, top, [index]);
      continue;
    }
    const children: string[] = [];
    // Tabs that are the whole layout are the dashboard's own; others stand within the page.
    const whole = layout.length === 1;
    const parents = whole ? ['ROOT_ID'] : grid;
    add({ children, id: `TABS-${id}`, meta: {}, parents, type: 'TABS' }, whole ? rootChildren : top);
    for (const [number, tab] of each.tabs.entries()) {
      const tabId = `TAB-${id}-${number + 1}`;
      const inside: string[] = [];
      add(
        { children: inside, id: tabId, meta: { text: tab.tab }, parents: [...parents, `TABS-${id}`], type: 'TAB' },
        children,
      );
      for (const [line, block] of tab.layout.entries()) {
        const path = [index, 'tabs', number, 'layout', line];
        placeBlock(block, `${id}-${number + 1}-${line + 1}`, [...parents, `TABS-${id}`, tabId], inside, path);
      }
    }
  }
  if (rootChildren.length === 0) rootChildren.push('GRID_ID');
  return {
    ...nodes,
    DASHBOARD_VERSION_KEY: 'v2',
    GRID_ID: { children: top, id: 'GRID_ID', parents: ['ROOT_ID'], type: 'GRID' },
    HEADER_ID: { id: 'HEADER_ID', meta: { text: title }, type: 'HEADER' },
    ROOT_ID: { children: rootChildren, id: 'ROOT_ID', type: 'ROOT' },
  };
}

/** What is left of twelve columns is shared evenly by those that say no width. */
function sharedWidths(given: readonly (number | undefined)[]): number[] {
  const open = given.filter((width) => width === undefined).length;
  const left = 12 - given.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  const share = Math.max(1, Math.floor(left / Math.max(1, open)));
  return given.map((width) => width ?? share);
}

/** The compact form of native filters. */
export const filtersSchema = z.array(
  z.strictObject({
    name: z.string(),
    type: z.enum(['select', 'range', 'time', 'timegrain', 'timecolumn']).default('select'),
    description: z.string().default(''),
    dataset: z.string().optional(),
    column: z.string().optional(),
    default: z.union([z.string(), z.array(z.union([z.string(), z.number()]))]).optional(),
    multiple: z.boolean().default(true),
    required: z.boolean().default(false),
    except: z.array(z.string()).default([]).describe('Charts that it does not apply to'),
  }),
);
export type CompactFilter = z.infer<typeof filtersSchema>[number];

/** A compact filter -> Superset's native filter. */
export function nativeFilter(
  filter: CompactFilter,
  found: { datasetUuid: string | undefined; excluded: number[]; dashboard: string },
): Record<string, unknown> {
  const column = filter.column === undefined ? {} : { column: { name: filter.column } };
  const target = found.datasetUuid === undefined ? column : { ...column, datasetUuid: found.datasetUuid };
  const values = filter.default === undefined ? undefined : [filter.default].flat();
  return {
    id: `NATIVE_FILTER-${assetUuid('filter', `${found.dashboard}/${filter.name}`).slice(0, 12)}`,
    name: filter.name,
    type: 'NATIVE_FILTER',
    filterType: `filter_${filter.type}`,
    description: filter.description,
    targets: [target],
    scope: { rootPath: ['ROOT_ID'], excluded: found.excluded },
    cascadeParentIds: [],
    controlValues:
      filter.type === 'select'
        ? {
            multiSelect: filter.multiple,
            enableEmptyFilter: filter.required,
            defaultToFirstItem: false,
            inverseSelection: false,
            searchAllOptions: false,
            sortAscending: true,
          }
        : { enableEmptyFilter: filter.required },
    defaultDataMask: {
      extraFormData: defaultFormData(filter, values),
      filterState: defaultState(filter, values),
      ownState: {},
    },
  };
}

function defaultFormData(
  filter: CompactFilter,
  values: readonly (string | number)[] | undefined,
): Record<string, unknown> {
  if (!values) return {};
  if (filter.type === 'time') return { time_range: values[0] };
  if (filter.type === 'timegrain') return { time_grain_sqla: values[0] };
  if (filter.type === 'timecolumn') return { granularity_sqla: values[0] };
  if (filter.type === 'range') {
    const [from, to] = values;
    return {
      filters: [
        { col: filter.column, op: '>=', val: from },
        { col: filter.column, op: '<=', val: to },
      ],
    };
  }
  return { filters: [{ col: filter.column, op: 'IN', val: values }] };
}

function defaultState(
  filter: CompactFilter,
  values: readonly (string | number)[] | undefined,
): Record<string, unknown> {
  if (!values) return {};
  if (filter.type === 'time') return { value: values[0] };
  return { value: values, label: values.join(', ') };
}
