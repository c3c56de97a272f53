import { isObject, type Json, listOf, objectOf } from '../normalise/json.ts';
import type { LayoutTree } from '../normalise/layout.ts';
import type { ObjectEntry, ObjectSet } from '../normalise/normalise.ts';
import { sqlWords } from '../plan/sql-words.ts';

/** Who uses whom among the objects of a set: UUID -> UUIDs, sorted by the set's order. */
export interface Usage {
  datasetsOfDatabase: Map<string, string[]>;
  chartsOfDataset: Map<string, string[]>;
  dashboardsOfChart: Map<string, string[]>;
  /** Dashboards with a native filter that takes its values from the dataset. */
  filtersOfDataset: Map<string, string[]>;
}

export function usageOf(set: ObjectSet): Usage {
  const usage: Usage = {
    datasetsOfDatabase: new Map(),
    chartsOfDataset: new Map(),
    dashboardsOfChart: new Map(),
    filtersOfDataset: new Map(),
  };
  for (const { kind, uuid, content } of set.values()) {
    if (kind === 'dataset') put(usage.datasetsOfDatabase, content.database_uuid, uuid);
    if (kind === 'chart') put(usage.chartsOfDataset, content.dataset_uuid, uuid);
    if (kind === 'dashboard') {
      for (const chart of chartsOfDashboard(content)) put(usage.dashboardsOfChart, chart, uuid);
      for (const dataset of filterDatasets(content)) put(usage.filtersOfDataset, dataset, uuid);
    }
  }
  return usage;
}

function put(map: Map<string, string[]>, key: Json | undefined, value: string): void {
  if (typeof key !== 'string') return;
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

/** UUIDs of the charts on a dashboard: those with a place and those without. */
export function chartsOfDashboard(content: Record<string, Json>): string[] {
  const found = new Set<string>();
  const walk = (node: LayoutTree): void => {
    const uuid = /^chart:([^#]*)/.exec(node.key)?.[1];
    if (uuid !== undefined) found.add(uuid);
    for (const child of node.children) walk(child);
  };
  if (isObject(content.layout)) walk(content.layout as LayoutTree);
  for (const uuid of listOf(content.unplaced_charts)) found.add(String(uuid));
  return [...found];
}

/** UUIDs of the datasets that its native filters take their values from. */
export function filterDatasets(content: Record<string, Json>): string[] {
  const filters = Object.values(objectOf(objectOf(content.metadata).native_filters));
  const uuids = filters.flatMap((filter) => listOf(objectOf(filter).targets).map((each) => objectOf(each).datasetUuid));
  return uuids.filter((uuid) => typeof uuid === 'string');
}

/** Charts and dashboards that show something of an object, itself not counted. */
export interface Reach {
  datasets: string[];
  charts: string[];
  dashboards: string[];
}

/** Everything downstream of an object, up to dashboards; each list without repeats. */
export function reachOf(entry: Pick<ObjectEntry, 'kind' | 'uuid'>, usage: Usage): Reach {
  const datasets = entry.kind === 'database' ? (usage.datasetsOfDatabase.get(entry.uuid) ?? []) : [];
  const startDatasets = entry.kind === 'dataset' ? [entry.uuid] : datasets;
  const charts = startDatasets.flatMap((uuid) => usage.chartsOfDataset.get(uuid) ?? []);
  const startCharts = entry.kind === 'chart' ? [entry.uuid] : charts;
  const dashboards = new Set([
    ...startCharts.flatMap((uuid) => usage.dashboardsOfChart.get(uuid) ?? []),
    ...startDatasets.flatMap((uuid) => usage.filtersOfDataset.get(uuid) ?? []),
  ]);
  return { datasets, charts: [...new Set(charts)], dashboards: [...dashboards] };
}

const NOT_NAMES = new Set(['viz_type', 'time_range', 'color_scheme']);

/** Every name that a chart's form data may mean as a column or metric: its texts, and the words of its SQL. */
function namesInChart(content: Record<string, Json>): Set<string> {
  const names = new Set<string>();
  const walk = (value: Json, key: string): void => {
    if (typeof value === 'string') {
      if (NOT_NAMES.has(key)) return;
      names.add(value);
      if (/sql|expression|where|having/i.test(key)) for (const word of sqlNames(value)) names.add(word);
    } else if (Array.isArray(value)) {
      for (const each of value) walk(each, key);
    } else if (value !== null && typeof value === 'object') {
      for (const [name, each] of Object.entries(value)) walk(each, name);
    }
  };
  walk(content.params ?? null, 'params');
  return names;
}

/** The names in a piece of SQL, quoted ones without their quotes. */
const sqlNames = (sql: string): string[] =>
  sqlWords(sql)
    .filter((word) => !word.startsWith("'"))
    .flatMap((word) => (/^["`]/.test(word) ? [word.slice(1, -1)] : [word, ...word.split('.')]));

/** Columns and metrics of a dataset that its charts use, those that used metrics and computed columns are made of included. */
export function usedNames(dataset: Record<string, Json>, charts: readonly ObjectEntry[]): Set<string> {
  const used = new Set<string>();
  for (const chart of charts) for (const name of namesInChart(chart.content)) used.add(name);
  const expressions = [...Object.entries(objectOf(dataset.metrics)), ...Object.entries(objectOf(dataset.columns))]
    .map(([name, each]) => [name, objectOf(each).expression] as const)
    .filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  // A metric of a computed column of a column: as often as there are levels.
  for (let grew = true; grew; ) {
    grew = false;
    for (const [name, expression] of expressions) {
      if (!used.has(name)) continue;
      for (const word of sqlNames(expression)) {
        if (!used.has(word)) grew = true;
        used.add(word);
      }
    }
  }
  return used;
}
