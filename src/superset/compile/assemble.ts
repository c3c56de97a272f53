import type { z } from 'zod';
import type { SupersetVersion } from '../../config/environment.ts';
import {
  type AssetKind,
  type Bundle,
  type ChartAsset,
  type DashboardAsset,
  type DatabaseAsset,
  type DatasetAsset,
  isDeclaredKind,
  TITLE_KEYS,
} from '../../model/assets.ts';
import { nearest } from '../../util/nearest.ts';
import { schemaFault, valueAt } from '../../util/schema-fault.ts';
import type { YamlPath } from '../../util/yaml-document.ts';
import type { Finding } from '../finding.ts';
import type { AssetSource } from './asset-source.ts';
import { assembleDeclared, type DeclaredSource } from './declared.ts';
import { assetUuid, chartNumber } from './identity.ts';
import { type CompactFilter, filtersSchema, layoutSchema, nativeFilter, positionOf } from './layout.ts';
import { queryContextText } from './query-context.ts';
import { isPlain, shaped, shapedDataset } from './shape.ts';

interface Assembled {
  bundle: Bundle;
  sources: Map<string, AssetSource>;
  findings: Finding[];
}

interface Named {
  uuid: string;
  source: AssetSource & { kind: AssetKind };
  title: string;
}

/** Rendered templates -> assets: identities, references by name, short forms, keys of the target's version, query contexts. */
export function assembleBundle(all: readonly AssetSource[], version: SupersetVersion): Assembled {
  const findings: Finding[] = [];
  const named = nameSources(all.filter(isAsset), findings);
  const find = lookUp(named);
  const refer = (source: AssetSource, kind: AssetKind, wanted: unknown, path: YamlPath): Named | undefined => {
    const found = typeof wanted === 'string' ? find(kind, wanted) : undefined;
    if (!found) findings.push(missing(source, kind, wanted, path, named));
    return found;
  };
  const of = (kind: AssetKind): Named[] => named.filter((each) => each.source.kind === kind);

  const databases = of('database').map(
    ({ source, uuid }) => shaped('database', { ...source.value, uuid }, version) as unknown as DatabaseAsset,
  );
  const datasets = of('dataset').map(({ source, uuid }) => {
    const { database, ...value } = source.value;
    const found = database === undefined ? undefined : refer(source, 'database', database, ['database']);
    const reference = found ? { database_uuid: found.uuid } : {};
    return shapedDataset({ ...value, ...reference, uuid }, version) as unknown as DatasetAsset;
  });
  const charts = of('chart').map(({ source, uuid }) => {
    const { dataset, ...value } = source.value;
    const found = dataset === undefined ? undefined : refer(source, 'dataset', dataset, ['dataset']);
    const params = isPlain(value.params) ? value.params : {};
    const chart = shaped(
      'chart',
      {
        ...value,
        params: { viz_type: value.viz_type, ...params },
        ...(found ? { dataset_uuid: found.uuid } : {}),
        uuid,
      },
      version,
    ) as unknown as ChartAsset;
    return chart.query_context === null ? { ...chart, query_context: queryContextText(chart) } : chart;
  });
  const dashboards = of('dashboard').map(({ source, uuid, title }) =>
    assembleDashboard({ source, uuid, title }, version, refer, findings),
  );
  const sources = new Map<string, AssetSource>(named.map((each) => [each.uuid, each.source]));
  const context = { refer, datasets: datasets.map((each) => each.uuid), findings };
  const declared = all.filter(isDeclared).flatMap((source) => {
    const asset = assembleDeclared(source, context);
    if (!asset) return [];
    const other = sources.get(asset.uuid);
    if (other) findings.push(declaredTwice(source, other));
    sources.set(asset.uuid, source);
    return other ? [] : [asset];
  });
  const bundle = { databases, datasets, charts, dashboards, ...(declared.length > 0 ? { declared } : {}) };
  return { bundle, sources, findings };
}

type NamedSource = AssetSource & { kind: AssetKind };
const isAsset = (source: AssetSource): source is NamedSource => !isDeclaredKind(source.kind);
const isDeclared = (source: AssetSource): source is DeclaredSource => isDeclaredKind(source.kind);

const declaredTwice = (source: AssetSource, other: AssetSource): Finding => ({
  code: 'UUID_TWICE',
  severity: 'error',
  message: `${source.template} and ${other.template} declare the same ${source.kind}`,
  where: source.document.placeOf([source.kind === 'embedded' ? 'dashboard' : 'name']),
  hint: 'Remove one of them.',
});

type Refer = (source: AssetSource, kind: AssetKind, wanted: unknown, path: YamlPath) => Named | undefined;

function assembleDashboard(
  { source, uuid, title }: Named,
  version: SupersetVersion,
  refer: Refer,
  findings: Finding[],
): DashboardAsset {
  const { layout, filters, ...value } = source.value;
  const chartOf = (name: string, path: YamlPath): { uuid: string; name: string } | undefined => {
    const found = refer(source, 'chart', name, path);
    return found ? { uuid: found.uuid, name: found.title } : undefined;
  };
  const metadata: Record<string, unknown> = { ...DEFAULT_METADATA, ...(isPlain(value.metadata) ? value.metadata : {}) };
  if (filters !== undefined) {
    const compact = checked(filtersSchema, filters, source, ['filters'], findings) ?? [];
    const own = compact.map((filter, index) => {
      const path = ['filters', index];
      const dataset =
        filter.dataset === undefined ? undefined : refer(source, 'dataset', filter.dataset, [...path, 'dataset']);
      const excluded = filter.except.flatMap((name, at) => chartOf(name, [...path, 'except', at]) ?? []);
      reportTarget(filter, source, path, findings);
      return nativeFilter(filter, {
        datasetUuid: dataset?.uuid,
        excluded: excluded.map((chart) => chartNumber(chart.uuid)),
        dashboard: source.name,
      });
    });
    const given = Array.isArray(metadata.native_filter_configuration)
      ? (metadata.native_filter_configuration as unknown[])
      : [];
    metadata.native_filter_configuration = [...given, ...own];
  }
  const compactLayout = layout === undefined ? undefined : checked(layoutSchema, layout, source, ['layout'], findings);
  const position = compactLayout
    ? { position: positionOf(compactLayout, title, (name, path) => chartOf(name, ['layout', ...path])) }
    : {};
  return shaped('dashboard', { ...value, ...position, metadata, uuid }, version) as unknown as DashboardAsset;
}

/**
 * What Superset itself writes for a new dashboard; without native_filter_configuration each import would add it. No colour
 * scheme: Superset then takes its default, the viewer the colours in which good is green and bad is red.
 */
const DEFAULT_METADATA = {
  native_filter_configuration: [],
  cross_filters_enabled: true,
  color_scheme: '',
  refresh_frequency: 0,
};

function reportTarget(filter: CompactFilter, source: AssetSource, path: YamlPath, findings: Finding[]): void {
  const needs = filter.type === 'select' || filter.type === 'range';
  if (!needs || (filter.column !== undefined && filter.dataset !== undefined)) return;
  findings.push({
    code: 'FILTER_TARGET',
    severity: 'error',
    message: `the filter ${filter.name} names no ${filter.dataset === undefined ? 'dataset' : 'column'}`,
    where: source.document.placeOf(path),
    hint: 'Give dataset: and column:.',
  });
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly z.core.$ZodIssue[] } };
}

function checked<T>(
  schema: Schema<T>,
  value: unknown,
  source: AssetSource,
  path: YamlPath,
  findings: Finding[],
): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = [...path, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    findings.push({
      code: 'ASSET_INVALID',
      severity: 'error',
      message: schemaFault(at.join('.'), issue, valueAt(value, issue.path)),
      where: source.document.placeOf(at),
      hint: 'docs/templates.md describes layout and filters.',
    });
  }
  return undefined;
}

function nameSources(all: readonly NamedSource[], findings: Finding[]): Named[] {
  const seen = new Map<string, AssetSource>();
  return all.flatMap((source) => {
    const given = source.value.uuid;
    const uuid = typeof given === 'string' ? given.toLowerCase() : assetUuid(source.kind, source.name);
    const other = seen.get(uuid);
    if (other) {
      findings.push({
        code: 'UUID_TWICE',
        severity: 'error',
        message: `${source.template} and ${other.template} have the same uuid ${uuid}`,
        where: source.document.placeOf(['uuid']),
        hint: 'Remove the uuid from one of them; its own is made from its name.',
      });
      return [];
    }
    seen.set(uuid, source);
    const title = source.value[TITLE_KEYS[source.kind]];
    return [{ uuid, source, title: typeof title === 'string' ? title : source.name }];
  });
}

/** By the path of the template, else by the title when only one has it, else by uuid. */
function lookUp(named: readonly Named[]): (kind: AssetKind, wanted: string) => Named | undefined {
  const paths = new Map<string, Named>();
  const titles = new Map<string, Named | undefined>();
  for (const each of named) {
    const { kind, name } = each.source;
    paths.set(`${kind} ${name}`, each);
    paths.set(`${kind} ${each.uuid}`, each);
    const title = `${kind} ${each.title}`;
    // More than one has it: the title alone says nothing.
    titles.set(title, titles.has(title) ? undefined : each);
  }
  return (kind, wanted) => paths.get(`${kind} ${wanted}`) ?? titles.get(`${kind} ${wanted}`);
}

function missing(
  source: AssetSource,
  kind: AssetKind,
  wanted: unknown,
  path: YamlPath,
  named: readonly Named[],
): Finding {
  const candidates = named.filter((each) => each.source.kind === kind);
  const text = String(wanted);
  const several = candidates.filter((each) => each.title === text);
  const near = nearest(
    text,
    candidates.flatMap((each) => [each.source.name, each.title]),
  );
  return {
    code: 'REFERENCE_MISSING',
    severity: 'error',
    message: several.length > 1 ? `more than one ${kind} is called ${text}` : `there is no ${kind} ${text}`,
    where: source.document.placeOf(path),
    hint:
      several.length > 1
        ? `Name its template: ${several.map((each) => each.source.name).join(' or ')}`
        : near
          ? `Did you mean ${near}?`
          : `Add it to assets/, or correct the name.`,
  };
}
