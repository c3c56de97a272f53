import type { z } from 'zod';
import { mistakesOf } from '../../config/checked-yaml.ts';
import type { AssetKind, DeclaredAsset, DeclaredKind } from '../../model/assets.ts';
import type { YamlPath } from '../../util/yaml-document.ts';
import type { Finding } from '../finding.ts';
import type { AssetSource } from './asset-source.ts';
import { DECLARED_SCHEMAS } from './declared-schemas.ts';
import { assetUuid } from './identity.ts';

export type DeclaredSource = AssetSource & { kind: DeclaredKind };

interface Context {
  /** The asset that a template names; a finding is made when there is none. */
  refer: (
    source: AssetSource,
    kind: AssetKind,
    wanted: unknown,
    path: YamlPath,
  ) => { uuid: string; title: string } | undefined;
  /** UUIDs of all datasets of the project. */
  datasets: readonly string[];
  findings: Finding[];
}

/** Superset sets these up itself, again at each of its upgrades. */
const BUILT_IN: readonly string[] = ['Admin', 'Alpha', 'Gamma', 'sql_lab'];

/**
 * A rendered template of assets/{roles,rls,reports,embedded} -> what is declared, its references resolved. Superset gives
 * these no UUID: theirs is made of the kind and of what Superset knows them by.
 */
export function assembleDeclared(source: DeclaredSource, context: Context): DeclaredAsset | undefined {
  const { kind } = source;
  const refer = (of: AssetKind, wanted: unknown, path: YamlPath): string | undefined =>
    wanted === undefined ? undefined : context.refer(source, of, wanted, path)?.uuid;
  const all = (of: AssetKind, wanted: readonly string[], key: string): string[] =>
    wanted.flatMap((each, at) => refer(of, each, [key, at]) ?? []).toSorted();
  switch (kind) {
    case 'role': {
      const value = checked(DECLARED_SCHEMAS.role, source, context.findings);
      if (!value || isBuiltIn(value.name, source, context.findings)) return undefined;
      const { name, permissions } = value;
      const datasets =
        value.datasets === 'all' ? [...context.datasets].toSorted() : all('dataset', value.datasets, 'datasets');
      const databases = all('database', value.databases, 'databases');
      return {
        kind,
        uuid: assetUuid(kind, name),
        name,
        permissions: [...new Set(permissions)].toSorted(),
        datasets,
        databases,
      };
    }
    case 'rls': {
      const value = checked(DECLARED_SCHEMAS.rls, source, context.findings);
      if (!value) return undefined;
      const { $schema: _schema, datasets, roles, ...rest } = value;
      const uuid = assetUuid(kind, value.name);
      return {
        kind,
        uuid,
        ...rest,
        datasets: all('dataset', datasets, 'datasets'),
        roles: [...new Set(roles)].toSorted(),
      };
    }
    case 'report': {
      const value = checked(DECLARED_SCHEMAS.report, source, context.findings);
      if (!value) return undefined;
      const { $schema: _schema, ...rest } = value;
      return {
        kind,
        uuid: assetUuid(kind, `${value.type}:${value.name}`),
        ...rest,
        dashboard: refer('dashboard', value.dashboard, ['dashboard']) ?? null,
        chart: refer('chart', value.chart, ['chart']) ?? null,
        database: refer('database', value.database, ['database']) ?? null,
        sql: value.sql ?? null,
        validator: value.validator ?? null,
      };
    }
    case 'embedded': {
      const value = checked(DECLARED_SCHEMAS.embedded, source, context.findings);
      const found = value && context.refer(source, 'dashboard', value.dashboard, ['dashboard']);
      if (!found) return undefined;
      const allowed = [...new Set(value.allowed_domains)].toSorted();
      return {
        kind,
        uuid: assetUuid(kind, found.uuid),
        name: found.title,
        dashboard: found.uuid,
        allowed_domains: allowed,
      };
    }
  }
}

function checked<T>(schema: z.ZodType<T>, source: AssetSource, findings: Finding[]): T | undefined {
  const result = schema.safeParse(source.value);
  if (result.success) return result.data;
  for (const { message, where, hint } of result.error.issues.flatMap((issue) =>
    mistakesOf(issue, source.document, schema),
  )) {
    findings.push({
      code: 'ASSET_INVALID',
      severity: 'error',
      message,
      where,
      hint: hint ?? 'docs/templates.md describes it.',
    });
  }
  return undefined;
}

function isBuiltIn(name: string, source: AssetSource, findings: Finding[]): boolean {
  if (!BUILT_IN.includes(name)) return false;
  findings.push({
    code: 'ASSET_INVALID',
    severity: 'error',
    message: `${name} is a role of Superset itself, which sets it up again at each upgrade`,
    where: source.document.placeOf(['name']),
    hint: 'Declare a role of another name, and give people both.',
  });
  return true;
}
