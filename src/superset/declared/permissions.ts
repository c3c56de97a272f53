import { Failure } from '../../errors.ts';
import type { RoleAsset } from '../../model/assets.ts';
import { nearest } from '../../util/nearest.ts';
import type { ReadClient } from '../client/client.ts';
import { objectOf, textOf } from '../normalise/json.ts';
import { listAll } from '../read/list-all.ts';

/** The permissions that a target knows: `can_read on Chart` -> its number there. */
export type Permissions = ReadonlyMap<string, number>;

/** The number of each role of the target, by name. @throws Failure TARGET_* */
export async function roleNumbers(client: ReadClient): Promise<Map<string, number>> {
  const rows = await listAll(client, '/api/v1/security/roles/', 'reading the roles');
  return new Map(rows.map((row) => [String(row.name), Number(row.id)]));
}

/** @throws Failure TARGET_* */
export async function readPermissions(client: ReadClient): Promise<Permissions> {
  const rows = await listAll(client, '/api/v1/security/permissions-resources/', 'reading the permissions');
  return new Map(rows.map((row) => [`${nameIn(row.permission)} on ${nameIn(row.view_menu)}`, Number(row.id)] as const));
}

const nameIn = (value: unknown): string => textOf(objectOf(value).name) ?? '';

/** @throws Failure TARGET_REJECTED when the target does not know one: another version, or a wrong spelling */
export function requireKnown(role: RoleAsset, known: Permissions): void {
  const missing = role.permissions.find((each) => !known.has(each));
  if (missing === undefined) return;
  const near = nearest(missing, [...known.keys()]);
  throw new Failure('TARGET_REJECTED', `role "${role.name}": the target knows no permission "${missing}"`, {
    hint: near === undefined ? 'Superset lists them under Settings, List Roles.' : `Did you mean "${near}"?`,
  });
}

/** The numbers of all that a role may do; `idOf` knows the numbers of datasets and databases. */
export function permissionNumbers(role: RoleAsset, known: Permissions, idOf: (uuid: string) => number): number[] {
  requireKnown(role, known);
  const byNumber = new Map(
    [...known].flatMap(([name, id]) => {
      const [, access, number] = /^(datasource_access|database_access) on .*\(id:(\d+)\)$/.exec(name) ?? [];
      return access === undefined ? [] : [[`${access} ${number}`, id] as const];
    }),
  );
  const access = (what: string, uuid: string): number => {
    const found = byNumber.get(`${what} ${idOf(uuid)}`);
    if (found !== undefined) return found;
    throw new Failure('TARGET_FAILED', `role "${role.name}": the target has no ${what} for ${uuid}`, {
      hint: 'Superset makes it with the object: run superset init there, then deploy again.',
    });
  };
  return [
    ...role.permissions.map((each) => known.get(each) ?? 0),
    ...role.datasets.map((uuid) => access('datasource_access', uuid)),
    ...role.databases.map((uuid) => access('database_access', uuid)),
  ];
}
