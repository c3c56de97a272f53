import { afterAll, describe, expect, inject, it } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import { listAll, roleNumbers } from '../../src/superset/declared/list-all.ts';
import { readPermissions } from '../../src/superset/declared/permissions.ts';
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

  it('lets who has the role see the dashboard, with the rows of the rule, and nothing else', async () => {
    const id = (await roleNumbers(admin)).get(ROLE);
    const secret = ['one', 'who', 'looks'].join('-');
    const viewer = {
      username: 'vera',
      first_name: 'Vera',
      last_name: 'Viewer',
      email: 'vera@example.com',
      active: true,
    };
    await admin.post('/api/v1/security/users/', { ...viewer, password: secret, roles: [id] }, 'a user').catch(() => {});
    const vera = await connected({ username: 'vera', password: new Secret(secret, 'the test') });
    const charts = await vera.get('/api/v1/chart/', 'the charts');
    expect((charts.result as { slice_name: string }[]).map((each) => each.slice_name)).toEqual(['Declared things']);
    await vera.close();
  });

  it('is told by name which permission the target does not know', async () => {
    const { writeFileSync, readFileSync } = await import('node:fs');
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
