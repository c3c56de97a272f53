import { Failure } from '../../errors.ts';
import { OBJECT_KINDS, type ObjectKind } from '../../model/assets.ts';
import { nearest } from '../../util/nearest.ts';
import { objectOf, textOf } from '../normalise/json.ts';
import type { ObjectEntry, ObjectSet } from '../normalise/normalise.ts';
import { chartsOfDashboard, reachOf, type Usage, usageOf, usedNames } from './usage.ts';

export interface Named {
  kind: ObjectKind;
  uuid: string;
  name: string;
}

/** A column or metric of a dataset, and who uses it. */
interface MemberUse {
  kind: 'column' | 'metric';
  name: string;
  /** SQL it is computed by; undefined for a column of the table. */
  expression?: string;
  charts: Named[];
}

export interface Impact {
  object: Named;
  /** The column or metric that was asked for, if it was one. */
  member?: string;
  /** Who shows something of it, up to dashboards. */
  usedBy: { datasets: Named[]; charts: Named[]; dashboards: Named[] };
  /** What it is made of, down to the database. */
  uses: { databases: Named[]; datasets: Named[]; charts: Named[] };
  /** Of a dataset: each column and metric with its charts. Of a chart: those it uses. */
  members: MemberUse[];
}

const KINDS: readonly string[] = OBJECT_KINDS;

/**
 * The object that a person means: a UUID, a name, a slug, `chart:Orders`, or `orders.amount` for a column or metric of a
 * dataset.
 * @throws Failure NOT_FOUND, USAGE when several are meant
 */
export function findObject(set: ObjectSet, wanted: string): { entry: ObjectEntry; member?: string } {
  const [, kind, rest = wanted] = /^(\w+):(.+)$/.exec(wanted) ?? [];
  const known = kind !== undefined && KINDS.includes(kind) ? kind : undefined;
  const name = known === undefined ? wanted : rest;
  const found = [...set.values()].filter(
    (each) => (known === undefined || each.kind === known) && namesOf(each).includes(name.toLowerCase()),
  );
  const [entry] = found;
  if (found.length > 1) {
    throw new Failure('USAGE', `more than one object is called ${name}`, {
      hint: `Name one of: ${found.map((each) => `${each.kind}:${each.uuid}`).join(', ')}`,
    });
  }
  if (entry) return { entry };
  const dot = name.lastIndexOf('.');
  if (dot > 0) {
    const member = name.slice(dot + 1);
    const owner = [...set.values()].find(
      (each) => each.kind === 'dataset' && namesOf(each).includes(name.slice(0, dot).toLowerCase()),
    );
    if (owner && hasMember(owner, member)) return { entry: owner, member };
  }
  const near = nearest(
    name,
    [...set.values()].map((each) => each.name),
  );
  throw new Failure(
    'NOT_FOUND',
    `there is no object called ${wanted}`,
    near === undefined ? {} : { hint: `Did you mean ${near}?` },
  );
}

const namesOf = ({ uuid, name, content }: ObjectEntry): string[] =>
  [uuid, name, textOf(content.table_name), textOf(content.slug)].flatMap((each) => each?.toLowerCase() ?? []);

const hasMember = ({ content }: ObjectEntry, name: string): boolean =>
  Object.hasOwn(objectOf(content.columns), name) || Object.hasOwn(objectOf(content.metrics), name);

/** Who uses an object, or one column of a dataset, and what it uses. */
export function impactOf(set: ObjectSet, entry: ObjectEntry, member?: string): Impact {
  const usage = usageOf(set);
  const named = (uuids: Iterable<string>): Named[] =>
    [...new Set(uuids)].flatMap((uuid) => {
      const each = set.get(uuid);
      return each ? [{ kind: each.kind, uuid, name: each.name }] : [];
    });
  const reach = reachOf(entry, usage);
  const members = membersOf(set, entry, usage, named);
  const one = member === undefined ? undefined : members.find((each) => each.name === member);
  const charts = one ? one.charts.map((each) => each.uuid) : reach.charts;
  const dashboards = one ? charts.flatMap((uuid) => usage.dashboardsOfChart.get(uuid) ?? []) : reach.dashboards;
  return {
    object: { kind: entry.kind, uuid: entry.uuid, name: entry.name },
    ...(member === undefined ? {} : { member }),
    usedBy: { datasets: named(reach.datasets), charts: named(charts), dashboards: named(dashboards) },
    uses: usesOf(set, entry, named),
    members: one ? [one] : members,
  };
}

function usesOf(set: ObjectSet, entry: ObjectEntry, named: (uuids: Iterable<string>) => Named[]): Impact['uses'] {
  const charts = entry.kind === 'dashboard' ? chartsOfDashboard(entry.content) : [];
  const chartEntries = entry.kind === 'chart' ? [entry] : charts.flatMap((uuid) => set.get(uuid) ?? []);
  const datasets = chartEntries.flatMap((each) => textOf(each.content.dataset_uuid) ?? []);
  const datasetEntries = entry.kind === 'dataset' ? [entry] : datasets.flatMap((uuid) => set.get(uuid) ?? []);
  const databases = datasetEntries.flatMap((each) => textOf(each.content.database_uuid) ?? []);
  return { databases: named(databases), datasets: named(datasets), charts: named(charts) };
}

function membersOf(
  set: ObjectSet,
  entry: ObjectEntry,
  usage: Usage,
  named: (uuids: Iterable<string>) => Named[],
): MemberUse[] {
  const dataset = entry.kind === 'dataset' ? entry : set.get(textOf(entry.content.dataset_uuid) ?? '');
  if (!dataset || (entry.kind !== 'dataset' && entry.kind !== 'chart')) return [];
  const all = (usage.chartsOfDataset.get(dataset.uuid) ?? []).flatMap((uuid) => set.get(uuid) ?? []);
  const charts = entry.kind === 'chart' ? [entry] : all;
  const namesOfChart = charts.map((chart) => ({ uuid: chart.uuid, names: usedNames(dataset.content, [chart]) }));
  const list = (kind: 'column' | 'metric', members: Record<string, unknown>): MemberUse[] =>
    Object.entries(members).map(([name, each]) => {
      const expression = textOf(objectOf(each).expression);
      const users = namesOfChart.filter(({ names }) => names.has(name) || names.has(name.toLowerCase()));
      return {
        kind,
        name,
        ...(expression === undefined ? {} : { expression }),
        charts: named(users.map(({ uuid }) => uuid)),
      };
    });
  const found = [
    ...list('column', objectOf(dataset.content.columns)),
    ...list('metric', objectOf(dataset.content.metrics)),
  ];
  return entry.kind === 'chart' ? found.filter((each) => each.charts.length > 0) : found;
}
