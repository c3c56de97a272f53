import { isObject, type JsonObject, listOf, newObject, objectOf, textOf, toJson } from './json.ts';

/**
 * One component of a dashboard. `key` is what it is matched by: `chart:UUID` for a chart (with `#2` and so on when it
 * stands there twice), the id otherwise.
 */
export interface LayoutTree extends JsonObject {
  key: string;
  type: string;
  meta: JsonObject;
  children: LayoutTree[];
}

export interface Layout {
  tree: LayoutTree;
  /** Charts that belong to the dashboard without a place in it: each export puts them into a new row with random ids. */
  unplaced: string[];
  /** Number of the chart on its server -> UUID, for the references in the dashboard's metadata. */
  uuidOfChartId: Map<string, string>;
}

/** `position` of a dashboard -> its tree. Unreachable nodes, parents, headings and numbers of the server are left out. */
export function normaliseLayout(position: unknown): Layout {
  const nodes = new Map<string, Record<string, unknown>>();
  for (const [id, node] of Object.entries(objectOf(position))) if (isObject(node)) nodes.set(id, node);
  const reader = { nodes, seen: new Set<string>(), charts: new Map<string, number>(), unplaced: new Set<string>() };
  const tree: LayoutTree = nodes.has('ROOT_ID')
    ? readNode(reader, 'ROOT_ID')
    : { key: 'ROOT_ID', type: 'ROOT', meta: {}, children: [emptyGrid()] };
  const uuidOfChartId = new Map<string, string>();
  for (const [id, node] of nodes) {
    const uuid = chartUuid(node);
    if (uuid === undefined) continue;
    const chartId = objectOf(node.meta).chartId;
    if (typeof chartId === 'number' || typeof chartId === 'string') uuidOfChartId.set(String(chartId), uuid);
    if (!reader.seen.has(id)) reader.unplaced.add(uuid);
  }
  return { tree, unplaced: [...reader.unplaced].toSorted(), uuidOfChartId };
}

interface Reader {
  nodes: Map<string, Record<string, unknown>>;
  seen: Set<string>;
  charts: Map<string, number>;
  unplaced: Set<string>;
}

const emptyGrid = (): LayoutTree => ({ key: 'GRID_ID', type: 'GRID', meta: {}, children: [] });

function readNode(reader: Reader, id: string): LayoutTree {
  reader.seen.add(id);
  const node = reader.nodes.get(id) ?? {};
  const children: LayoutTree[] = [];
  for (const child of listOf(node.children).map(String)) {
    const childNode = reader.nodes.get(child);
    if (reader.seen.has(child) || !childNode) continue;
    if (isAppendedRow(reader, child, childNode)) continue;
    children.push(readNode(reader, child));
  }
  return { key: keyOf(reader, id, node), type: textOf(node.type) ?? '', meta: normaliseMeta(node.meta), children };
}

function keyOf(reader: Reader, id: string, node: Record<string, unknown>): string {
  const uuid = chartUuid(node);
  if (uuid === undefined) return id;
  const nth = (reader.charts.get(uuid) ?? 0) + 1;
  reader.charts.set(uuid, nth);
  return nth === 1 ? `chart:${uuid}` : `chart:${uuid}#${nth}`;
}

function chartUuid(node: Record<string, unknown>): string | undefined {
  return node.type === 'CHART' ? textOf(objectOf(node.meta).uuid)?.toLowerCase() : undefined;
}

const APPENDED_ROW = /^ROW-N-[A-Z0-9]{8}$/;
const APPENDED_CHART = /^CHART-[A-Z0-9]{8}$/;

/** A row that Superset's export made up for charts without a place: its ids are new ones in each export. */
function isAppendedRow(reader: Reader, id: string, row: Record<string, unknown>): boolean {
  if (!APPENDED_ROW.test(id) || row.type !== 'ROW' || objectOf(row.meta)['0'] !== 'ROOT_ID') return false;
  const children = listOf(row.children).map(String);
  return children.every((child) => {
    const meta = objectOf(reader.nodes.get(child)?.meta);
    return APPENDED_CHART.test(child) && meta.width === 4 && meta.height === 50;
  });
}

const DERIVED_META = new Set(['chartId', 'uuid', 'sliceName', 'defaultText', 'placeholder', '0']);

function normaliseMeta(meta: unknown): JsonObject {
  const target = newObject();
  for (const [key, value] of Object.entries(objectOf(meta))) {
    if (DERIVED_META.has(key) || value === null || value === undefined || value === '') continue;
    if (key === 'background' && value === 'BACKGROUND_TRANSPARENT') continue;
    target[key] = toJson(value);
  }
  return target;
}
