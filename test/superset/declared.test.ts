import { readFileSync, writeFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import { readPermissions, roleNumbers } from '../../src/superset/declared/permissions.ts';
import { listAll } from '../../src/superset/read/list-all.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';
import { declaredContract, ROLE, RULE, writeDeclaredProject } from '../support/declared-contract.ts';
import { connected } from './support/connect.ts';
import { otherPerson } from './support/other-person.ts';

const dir = temporaryFolder();
writeDeclaredProject(dir, '');
const { url, username, password } = inject('superset');
const admin = await connected();
const olga = await otherPerson(admin);
afterAll(() => Promise.all([admin.close(), olga.close()]));

const env = {
  PATH: process.env.PATH ?? '',
  SUPERSET_URL: url,
  SUPERSET_USERNAME: username,
  SUPERSET_PASSWORD: password,
};
const run = (...argv: string[]) => commandLine(argv, { cwd: dir, env });
const rule = async () => {
  const rows = await listAll(olga, '/api/v1/rowlevelsecurity/', 'the rules');
  const { id, tables, roles } = rows.find((each) => each.name === RULE) ?? {};
  const numbers = (list: unknown) => (list as { id: number }[]).map((each) => each.id);
  return { path: `/api/v1/rowlevelsecurity/${Number(id)}`, tables: numbers(tables), roles: numbers(roles) };
};

describe('a real Superset that things are declared for', () => {
  declaredContract({
    dir,
    run,
    widenRole: async (permission) => {
      const id = (await roleNumbers(olga)).get(ROLE);
      const path = `/api/v1/security/roles/${id}/permissions`;
      const has = (await olga.get(`${path}/`, 'the role')).result as { id: number }[];
      const more = (await readPermissions(olga)).get(permission);
      await olga.post(path, { permission_view_menu_ids: [...has.map((each) => each.id), more] }, 'an edit');
    },
    changeRule: async (clause) => {
      const { path, tables, roles } = await rule();
      await olga.put(path, { name: RULE, filter_type: 'Regular', tables, roles, clause }, 'an edit');
    },
    deleteRule: async () => {
      await olga.remove((await rule()).path, 'a deletion');
    },
    person: 'Olga Other',
  });

  it('lets who has the role see the chart, with the rows of the rule, and nothing else', async () => {
    const database = new Sqlite(`${dir}/declared.db`);
    database.exec("INSERT INTO declared_things VALUES ('ours', 1), ('theirs', 2)");
    database.close();
    const name = `vera-${Date.now()}`;
    const secret = ['one', 'who', 'looks'].join('-');
    const person = {
      username: name,
      first_name: 'Vera',
      last_name: 'Viewer',
      email: `${name}@example.com`,
      active: true,
    };
    const roles = [(await roleNumbers(admin)).get(ROLE)];
    await admin.post('/api/v1/security/users/', { ...person, password: secret, roles }, 'a user');
    const vera = await connected({ username: name, password: new Secret(secret, 'the test') });
    const charts = await vera.get('/api/v1/chart/', 'the charts');
    expect((charts.result as { slice_name: string }[]).map((each) => each.slice_name)).toEqual(['Declared things']);
    const datasets = await listObjects(admin, ['dataset']);
    const dataset = [...datasets.values()].find((each) => each.name === 'declared_things');
    const query = { columns: ['name'], metrics: [], orderby: [] };
    const { result } = await vera.query({ datasource: { id: dataset?.id, type: 'table' }, queries: [query] });
    expect((result as { data: unknown }[])[0]?.data).toEqual([{ name: 'theirs' }]);
    const everything = vera.download('/api/v1/assets/export/', 'everything');
    await expect(everything).rejects.toMatchObject({ code: 'TARGET_PERMISSION' });
    await vera.close();
  });

  it('is told by name which permission the target does not know', async () => {
    const path = `${dir}/assets/roles/viewer.yaml`;
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace('can_read on Chart', 'can_reed on Chart'));
    const refused = await run('deploy', 'local');
    expect(refused.exitCode, refused.stdout).toBe(5);
    expect(refused.stderr).toContain('the target knows no permission "can_reed on Chart"');
    expect(refused.stderr).toContain('Did you mean "can_read on Chart"?');
    writeFileSync(path, before);
  });
});
