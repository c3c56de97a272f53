import {
  type AssetKind,
  type DeclaredAsset,
  type DeclaredKind,
  type EmbeddedAsset,
  isDeclaredKind,
  type ObjectKind,
  type ReportAsset,
  type RlsAsset,
  type RoleAsset,
} from '../../model/assets.ts';
import { isRecord, problemBehind } from '../client/answer.ts';
import type { ReadClient } from '../client/client.ts';
import { objectOf, textOf } from '../normalise/json.ts';
import type { ObjectEntry } from '../normalise/normalise.ts';
import { listAll } from '../read/list-all.ts';
import { type ListedObject, listObjects, personName } from '../read/lists.ts';
import type { DeclaredState } from '../target.ts';
import { roleNumbers } from './permissions.ts';
import { reportOf } from './report-form.ts';

type Row = Record<string, unknown>;
type Found = { asset: DeclaredAsset; row: Row };

interface Reading {
  client: ReadClient;
  /** UUID of an asset by kind and number. */
  uuidOf: (kind: AssetKind, id: unknown) => string | undefined;
  listed: ReadonlyMap<string, ListedObject>;
}

/** What a flag of Superset is needed for. */
const FLAGS = { report: 'ALERT_REPORTS', embedded: 'EMBEDDED_SUPERSET' } as const;

/**
 * Of the wanted declared objects those that the target holds, and what it could hold.
 * @throws Failure TARGET_*
 */
export async function readDeclared(
  client: ReadClient,
  wanted: readonly ObjectEntry[],
  known: ReadonlyMap<string, ListedObject> | undefined,
): Promise<DeclaredState> {
  const listed = known ?? (await listObjects(client, kindsNamedBy(wanted)));
  const numbers = new Map([...listed.values()].map((each) => [`${each.kind} ${each.id}`, each.uuid]));
  const reading: Reading = { client, listed, uuidOf: (kind, id) => numbers.get(`${kind} ${String(id)}`) };
  const of = (kind: string) => wanted.filter((each) => each.kind === kind);
  const needsFlags = wanted.some((each) => each.kind === 'report' || each.kind === 'embedded');
  const flags = needsFlags ? await client.features() : undefined;
  const lacking = Object.fromEntries(
    Object.entries(FLAGS).flatMap(([kind, flag]) =>
      flags?.get(flag) === false ? [[kind, `the feature flag ${flag}`]] : [],
    ),
  );
  const roles = of('role').length + of('rls').length > 0 ? await rolesIfAny(client) : new Map<string, number>();
  if (!roles) Object.assign(lacking, { role: ROLES_OFF, rls: ROLES_OFF });
  const found = [
    ...(await roleAssets(reading, of('role'), roles ?? new Map())),
    ...(of('rls').length > 0 ? await rlsAssets(reading, of('rls')) : []),
    ...(of('report').length > 0 && !('report' in lacking) ? await reportAssets(reading, of('report')) : []),
    ...('embedded' in lacking ? [] : await embeddedAssets(reading, of('embedded'))),
  ];
  return {
    assets: found.map((each) => each.asset),
    listed: found.map(({ asset: { kind, uuid, name }, row }) => ({
      kind,
      uuid,
      name,
      id: Number(row.id),
      changedOn: textOf(row.changed_on),
      changedBy: personName(row.changed_by),
      owners: [],
    })),
    abilities: { roles: [...(roles?.keys() ?? [])], lacking },
  };
}

/** Up to 5.0 the calls for roles are not there unless the configuration asks for them. */
const ROLES_OFF = 'FAB_ADD_SECURITY_API (the API of roles)';

async function rolesIfAny(client: ReadClient): Promise<Map<string, number> | undefined> {
  try {
    return await roleNumbers(client);
  } catch (thrown) {
    if (problemBehind(thrown)?.status === 404) return undefined;
    throw thrown;
  }
}

/** The kinds of assets that something declared may name. */
const NAMES: Readonly<Record<DeclaredKind, readonly AssetKind[]>> = {
  role: ['dataset', 'database'],
  rls: ['dataset'],
  report: ['dashboard', 'chart', 'database'],
  embedded: ['dashboard'],
};

export const kindsNamedBy = (wanted: readonly { kind: ObjectKind }[]): AssetKind[] => [
  ...new Set(wanted.flatMap((each) => (isDeclaredKind(each.kind) ? NAMES[each.kind] : []))),
];

async function roleAssets(
  { client, uuidOf }: Reading,
  wanted: readonly ObjectEntry[],
  roles: ReadonlyMap<string, number>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const { uuid, name } of wanted) {
    const id = roles.get(name);
    if (id === undefined) continue;
    const document = await client.get(`/api/v1/security/roles/${id}/permissions/`, `reading the role "${name}"`);
    const rows = Array.isArray(document.result) ? document.result.filter(isRecord) : [];
    // Made and not yet given anything, by an apply that broke off: as good as not there.
    if (rows.length === 0) continue;
    const asset: RoleAsset = { kind: 'role', uuid, name, permissions: [], datasets: [], databases: [] };
    for (const { permission_name: permission, view_menu_name: on } of rows) {
      const number = /\(id:(\d+)\)$/.exec(String(on))?.[1];
      const dataset = permission === 'datasource_access' ? uuidOf('dataset', number) : undefined;
      const database = permission === 'database_access' ? uuidOf('database', number) : undefined;
      if (dataset !== undefined) asset.datasets.push(dataset);
      else if (database !== undefined) asset.databases.push(database);
      else asset.permissions.push(`${String(permission)} on ${String(on)}`);
    }
    for (const list of [asset.permissions, asset.datasets, asset.databases]) list.sort();
    found.push({ asset, row: { id } });
  }
  return found;
}

const numbered = (list: unknown): Row[] => (Array.isArray(list) ? list.filter(isRecord) : []);

async function rlsAssets({ client, uuidOf }: Reading, wanted: readonly ObjectEntry[]): Promise<Found[]> {
  const rows = await listAll(client, '/api/v1/rowlevelsecurity/', 'reading the row-level security rules');
  return wanted.flatMap(({ uuid, name }): Found[] => {
    const row = rows.find((each) => each.name === name);
    if (!row) return [];
    const asset: RlsAsset = {
      kind: 'rls',
      uuid,
      name,
      description: textOf(row.description) ?? null,
      filter_type: row.filter_type === 'Base' ? 'Base' : 'Regular',
      datasets: numbered(row.tables)
        .flatMap((each) => uuidOf('dataset', each.id) ?? [])
        .toSorted(),
      roles: numbered(row.roles)
        .map((each) => String(each.name))
        .toSorted(),
      clause: textOf(row.clause) ?? '',
      group_key: textOf(row.group_key) ?? null,
    };
    return [{ asset, row }];
  });
}

async function reportAssets({ client, uuidOf }: Reading, wanted: readonly ObjectEntry[]): Promise<Found[]> {
  const rows = await listAll(client, '/api/v1/report/', 'reading the reports and alerts');
  const found: Found[] = [];
  for (const { uuid, name, content } of wanted) {
    const row = rows.find((each) => each.name === name && each.type === content.type);
    if (!row) continue;
    const document = await client.get(`/api/v1/report/${Number(row.id)}`, `reading the report "${name}"`);
    const asset: ReportAsset = reportOf(objectOf(document.result), { uuid, name }, uuidOf);
    found.push({ asset, row });
  }
  return found;
}

async function embeddedAssets({ client, listed }: Reading, wanted: readonly ObjectEntry[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const { uuid, name, content } of wanted) {
    const dashboard = textOf(content.dashboard) ?? '';
    const there = listed.get(dashboard);
    if (!there) continue;
    try {
      const document = await client.get(`/api/v1/dashboard/${there.id}/embedded`, `reading how "${name}" is embedded`);
      const row = objectOf(document.result);
      const domains = Array.isArray(row.allowed_domains) ? row.allowed_domains.map(String).toSorted() : [];
      const asset: EmbeddedAsset = { kind: 'embedded', uuid, name, dashboard, allowed_domains: domains };
      found.push({ asset, row: { ...row, id: there.id } });
    } catch (thrown) {
      // Superset answers an empty 404 where a dashboard may not be embedded.
      if (problemBehind(thrown)?.status !== 404) throw thrown;
    }
  }
  return found;
}
