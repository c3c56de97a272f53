import type { DashboardAsset, LayoutNode, NativeFilter } from '../../model/assets.ts';
import { isPlain, listOf } from '../compile/shape.ts';
import type { Report } from './report.ts';

const NODE_TYPES = [
  'ROOT',
  'GRID',
  'HEADER',
  'TABS',
  'TAB',
  'ROW',
  'COLUMN',
  'CHART',
  'MARKDOWN',
  'DIVIDER',
  'DYNAMIC',
];
/** Superset's editor refuses to save a layout beyond this many characters. */
const LONGEST_POSITION = 65_535;

/** The layout of a dashboard: what the importer and the page of Superset trip over, each seen. */
export function checkPosition(dashboard: DashboardAsset, charts: ReadonlySet<string>, report: Report): void {
  if (!isPlain(dashboard.position)) return;
  const nodes = new Map<string, LayoutNode>();
  for (const [id, node] of Object.entries(dashboard.position)) {
    if (id === 'DASHBOARD_VERSION_KEY') continue;
    if (!isPlain(node) || typeof node.type !== 'string') {
      report(
        'POSITION_NODE',
        'error',
        `position.${id} is no node`,
        ['position', id],
        'A node has id, type and children.',
      );
    } else nodes.set(id, node as unknown as LayoutNode);
  }
  checkTree(nodes, report);
  const placed = new Set<number>();
  const seen = new Map<string, string>();
  for (const [id, node] of nodes) {
    if (node.id !== id)
      report(
        'POSITION_NODE',
        'error',
        `position.${id} calls itself ${node.id}`,
        ['position', id, 'id'],
        `Write id: ${id}.`,
      );
    if (!NODE_TYPES.includes(node.type))
      report(
        'POSITION_NODE',
        'error',
        `position.${id} has the unknown type ${node.type}`,
        ['position', id, 'type'],
        `Types: ${NODE_TYPES.join(', ')}`,
      );
    if (node.type === 'ROW') checkWidths(id, node, nodes, report);
    if (node.type === 'CHART') checkChart(id, node, { charts, placed, seen }, report);
  }
  const length = JSON.stringify(dashboard.position).length;
  if (length > LONGEST_POSITION) {
    report(
      'POSITION_TOO_LARGE',
      'warning',
      `the layout has ${length} characters; from ${LONGEST_POSITION} on Superset refuses to save it`,
      ['position'],
      'Split the dashboard.',
    );
  }
  checkMetadataCharts(dashboard, placed, report);
}

function checkTree(nodes: ReadonlyMap<string, LayoutNode>, report: Report): void {
  if (!nodes.has('ROOT_ID')) {
    report(
      'POSITION_ROOT',
      'error',
      'the layout has no ROOT_ID',
      ['position'],
      'Give layout: instead, or a position with ROOT_ID and GRID_ID.',
    );
    return;
  }
  const parent = new Map<string, string>();
  for (const [id, node] of nodes) {
    for (const child of listOf(node.children).map(String)) {
      if (!nodes.has(child))
        report(
          'POSITION_CHILD',
          'error',
          `position.${id} names the child ${child}, which does not exist`,
          ['position', id, 'children'],
          'Remove it.',
        );
      const other = parent.get(child);
      if (other !== undefined)
        report(
          'POSITION_TWICE',
          'error',
          `${child} is a child of ${other} and of ${id}`,
          ['position', id, 'children'],
          'Remove one of the two.',
        );
      parent.set(child, id);
    }
  }
  const reached = new Set<string>();
  const walk = (id: string): void => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const child of listOf(nodes.get(id)?.children).map(String)) walk(child);
  };
  walk('ROOT_ID');
  for (const [id, node] of nodes) {
    const aside = id === 'HEADER_ID' || id === 'GRID_ID';
    if (!reached.has(id) && !aside) {
      report(
        'POSITION_ORPHAN',
        'error',
        `position.${id} (${node.type}) is no part of the layout: nobody has it as a child`,
        ['position', id],
        'Name it in the children of a row, or remove it.',
      );
    }
  }
}

function checkWidths(id: string, row: LayoutNode, nodes: ReadonlyMap<string, LayoutNode>, report: Report): void {
  const width = listOf(row.children)
    .map((child) => Number(nodes.get(String(child))?.meta?.width ?? 0))
    .reduce((sum, each) => sum + each, 0);
  if (width > 12)
    report(
      'ROW_TOO_WIDE',
      'warning',
      `position.${id} is ${width} columns wide; a dashboard has 12`,
      ['position', id],
      'Make its charts narrower.',
    );
}

interface Charts {
  charts: ReadonlySet<string>;
  placed: Set<number>;
  seen: Map<string, string>;
}

function checkChart(id: string, node: LayoutNode, { charts, placed, seen }: Charts, report: Report): void {
  const { uuid, chartId } = node.meta ?? {};
  if (typeof uuid !== 'string') {
    report('POSITION_CHART', 'error', `position.${id} names no chart`, ['position', id, 'meta'], 'Give meta.uuid.');
    return;
  }
  if (!Number.isInteger(chartId)) {
    report(
      'CHART_ID',
      'error',
      `position.${id} has no chartId: the import would fail without a reason`,
      ['position', id, 'meta'],
      'Give any whole number; layout: does it for you.',
    );
  } else placed.add(Number(chartId));
  if (!charts.has(uuid.toLowerCase())) {
    report(
      'REFERENCE_MISSING',
      'error',
      `position.${id} shows the chart ${typeof node.meta?.sliceName === 'string' ? node.meta.sliceName : uuid}, which is not in the bundle: Superset would drop other charts, too`,
      ['position', id, 'meta', 'uuid'],
      'Add the chart, or remove the node.',
    );
  }
  const other = seen.get(uuid);
  if (other !== undefined)
    report(
      'CHART_TWICE',
      'warning',
      `${other} and ${id} show the same chart`,
      ['position', id, 'meta', 'uuid'],
      'Superset keeps one membership for both.',
    );
  seen.set(uuid, id);
}

/** Numbers of charts in the metadata are mapped through the layout; one that is not there breaks the import. */
function checkMetadataCharts(dashboard: DashboardAsset, placed: ReadonlySet<number>, report: Report): void {
  const { metadata } = dashboard;
  const lists = {
    timed_refresh_immune_slices: listOf(metadata.timed_refresh_immune_slices),
    expanded_slices: isPlain(metadata.expanded_slices) ? Object.keys(metadata.expanded_slices) : [],
  };
  for (const [key, list] of Object.entries(lists)) {
    for (const number of list) {
      if (!placed.has(Number(number)))
        report(
          'CHART_ID',
          'error',
          `metadata.${key} names the chart ${String(number)}, which is not in the layout: the import would fail`,
          ['metadata', key],
          'Remove it.',
        );
    }
  }
  const ids = new Set<string>();
  for (const [index, filter] of listOf(metadata.native_filter_configuration).entries()) {
    if (!isPlain(filter)) continue;
    const path = ['metadata', 'native_filter_configuration', index];
    const { id, scope } = filter as unknown as NativeFilter;
    if (ids.has(id))
      report(
        'FILTER_TWICE',
        'error',
        `two filters have the id ${id}`,
        [...path, 'id'],
        'Give each its own name or id.',
      );
    ids.add(id);
    for (const number of scope?.excluded ?? []) {
      if (!placed.has(number))
        report(
          'FILTER_SCOPE',
          'warning',
          `the filter ${String(filter.name)} leaves out the chart ${number}, which is not in the layout`,
          [...path, 'scope'],
          'Remove it: Superset drops it silently.',
        );
    }
  }
}
