import { Failure } from '../../errors.ts';
import {
  DECLARED_KINDS,
  type DeclaredAsset,
  type EmbeddedAsset,
  type ReportAsset,
  type RlsAsset,
  type RoleAsset,
} from '../../model/assets.ts';
import { problemBehind } from '../client/answer.ts';
import type { WriteClient } from '../client/client.ts';
import { listAll } from '../read/list-all.ts';
import { listObjects } from '../read/lists.ts';
import { permissionNumbers, readPermissions, requireKnown, roleNumbers } from './permissions.ts';
import { kindsNamedBy } from './read-declared.ts';
import { reportBody } from './report-form.ts';

/**
 * What can be told before anything is written: whether the target knows every permission by that name.
 * @throws Failure TARGET_REJECTED
 */
export async function checkDeclared(client: WriteClient, assets: readonly DeclaredAsset[]): Promise<void> {
  const roles = assets.filter((each) => each.kind === 'role');
  if (roles.length === 0) return;
  const known = await readPermissions(client);
  for (const role of roles) requireKnown(role, known);
}

/**
 * Makes or replaces what is declared: roles before the rules that name them. Each is looked up by name first, so that
 * doing it twice changes nothing.
 * @throws Failure TARGET_*
 */
export async function writeDeclared(client: WriteClient, assets: readonly DeclaredAsset[]): Promise<void> {
  const listed = await listObjects(client, kindsNamedBy(assets));
  const idOf = (uuid: string): number => {
    const found = listed.get(uuid);
    if (found) return found.id;
    throw new Failure('TARGET_FAILED', `the target has no object ${uuid}, which something declared names`);
  };
  const of = <K extends DeclaredAsset['kind']>(kind: K) =>
    assets.filter((each): each is Extract<DeclaredAsset, { kind: K }> => each.kind === kind);
  await writeRoles(client, of('role'), idOf);
  await writeRules(client, of('rls'), idOf);
  await writeReports(client, of('report'), idOf);
  for (const each of of('embedded')) await writeEmbedded(client, each, idOf(each.dashboard));
}

async function writeRoles(
  client: WriteClient,
  roles: readonly RoleAsset[],
  idOf: (uuid: string) => number,
): Promise<void> {
  if (roles.length === 0) return;
  const numbers = await roleNumbers(client);
  const known = await readPermissions(client);
  for (const role of roles) {
    // Before the role is made: a role without any permission is one that was not finished.
    const ids = permissionNumbers(role, known, idOf);
    const doing = `writing the role "${role.name}"`;
    const id = numbers.get(role.name) ?? (await madeRole(client, role.name, doing));
    await client.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids: ids }, doing);
  }
}

/** A repeated POST of a role is a plain 500: what counts is whether the role is there. */
async function madeRole(client: WriteClient, name: string, doing: string): Promise<number> {
  const made = await client.post('/api/v1/security/roles/', { name }, doing).catch(async (thrown: unknown) => {
    const id = problemBehind(thrown)?.kind === 'server' ? (await roleNumbers(client)).get(name) : undefined;
    if (id === undefined) throw thrown;
    return { id };
  });
  return Number(made.id);
}

async function writeRules(
  client: WriteClient,
  rules: readonly RlsAsset[],
  idOf: (uuid: string) => number,
): Promise<void> {
  if (rules.length === 0) return;
  const roles = await roleNumbers(client);
  const list = await listOf(client, RULES);
  for (const rule of rules) {
    const { name, description, filter_type, clause, group_key } = rule;
    // All of it each time: what a PUT leaves out of tables and roles, Superset empties.
    const body = {
      name,
      description,
      filter_type,
      clause,
      group_key,
      tables: rule.datasets.map(idOf),
      roles: rule.roles.map((role) => numberOf(roles, role, rule)),
    };
    await putOrPost(list, body, (row) => row.name === name, `the rule "${name}"`);
  }
}

function numberOf(roles: ReadonlyMap<string, number>, role: string, rule: RlsAsset): number {
  const id = roles.get(role);
  if (id !== undefined) return id;
  throw new Failure('TARGET_REJECTED', `rls "${rule.name}" names the role "${role}", which the target does not have`);
}

async function writeReports(
  client: WriteClient,
  reports: readonly ReportAsset[],
  idOf: (uuid: string) => number,
): Promise<void> {
  if (reports.length === 0) return;
  const list = await listOf(client, REPORTS);
  for (const report of reports) {
    const { name, type } = report;
    const same = (row: Row) => row.name === name && row.type === type;
    await putOrPost(list, reportBody(report, idOf), same, `the ${type.toLowerCase()} "${name}"`);
  }
}

type Row = Record<string, unknown>;

const ROLES = { path: '/api/v1/security/roles/', doing: 'reading the roles' };
const RULES = { path: '/api/v1/rowlevelsecurity/', doing: 'reading the row-level security rules' };
const REPORTS = { path: '/api/v1/report/', doing: 'reading the reports and alerts' };

interface List {
  client: WriteClient;
  path: string;
  doing: string;
  /** As they were before the first of them was written. */
  rows: readonly Row[];
}

const listOf = async (client: WriteClient, { path, doing }: typeof RULES): Promise<List> => ({
  client,
  path,
  doing,
  rows: await listAll(client, path, doing),
});

/** Looks again before it gives up on a POST: an answer that was lost may have been a yes. */
async function putOrPost(
  { client, path, doing, rows }: List,
  body: object,
  same: (row: Row) => boolean,
  what: string,
): Promise<void> {
  const put = (row: Row) => client.put(`${path}${Number(row.id)}`, body, `writing ${what}`);
  const known = rows.find(same);
  if (known) {
    await put(known);
    return;
  }
  await client.post(path, body, `writing ${what}`).catch(async (thrown: unknown) => {
    const now = problemBehind(thrown) && (await listAll(client, path, doing)).find(same);
    if (!now) throw thrown;
    await put(now);
  });
}

const writeEmbedded = (client: WriteClient, { name, allowed_domains }: EmbeddedAsset, id: number) =>
  client.put(`/api/v1/dashboard/${id}/embedded`, { allowed_domains }, `letting "${name}" be embedded`);

/** What hangs on others goes first. What is gone already counts as removed. @throws Failure TARGET_* */
export async function removeDeclared(client: WriteClient, assets: readonly DeclaredAsset[]): Promise<void> {
  const order = [...DECLARED_KINDS].toReversed();
  const embedded = assets.some((each) => each.kind === 'embedded');
  const listed = await listObjects(client, embedded ? ['dashboard'] : []);
  const lists = new Map<string, Promise<Row[]>>();
  const rowsOf = ({ path, doing }: typeof RULES): Promise<Row[]> => {
    const rows = lists.get(path) ?? listAll(client, path, doing);
    lists.set(path, rows);
    return rows;
  };
  for (const each of assets.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))) {
    const path = await pathOf(each, rowsOf, (uuid) => listed.get(uuid)?.id);
    if (path === undefined) continue;
    await client.remove(path, `deleting ${each.kind} "${each.name}"`).catch((thrown: unknown) => {
      if (problemBehind(thrown)?.status !== 404) throw thrown;
    });
  }
}

async function pathOf(
  asset: DeclaredAsset,
  rowsOf: (list: typeof RULES) => Promise<Row[]>,
  idOf: (uuid: string) => number | undefined,
): Promise<string | undefined> {
  const below = (path: string, id: unknown, tail = ''): string | undefined =>
    id === undefined ? undefined : `${path}${Number(id)}${tail}`;
  const rowOf = async (list: typeof RULES, same: (row: Row) => boolean) =>
    below(list.path, (await rowsOf(list)).find(same)?.id);
  switch (asset.kind) {
    case 'role':
      return rowOf(ROLES, (row) => row.name === asset.name);
    case 'rls':
      return rowOf(RULES, (row) => row.name === asset.name);
    case 'report':
      return rowOf(REPORTS, (row) => row.name === asset.name && row.type === asset.type);
    case 'embedded':
      return below('/api/v1/dashboard/', idOf(asset.dashboard), '/embedded');
  }
}
