import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import type { Bundle } from '../../src/model/assets.ts';
import { openStore } from '../../src/store/open.ts';
import { connect } from '../../src/superset/client/client.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { localStatus, startLocal, stopLocal } from '../../src/superset/local/local-superset.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { portable } from '../../src/superset/read/portable.ts';
import { supersetReader, supersetTarget } from '../../src/superset/superset-target.ts';
import { withVariables } from '../../src/superset/translate/environment-text.ts';
import { withTrialProject } from '../../src/superset/translate/prove.ts';
import { translate } from '../../src/superset/translate/translate.ts';
import { temporaryFolder } from '../support/databases.ts';
import { smallBundle, uuidOf } from './support/bundle.ts';
import { connected } from './support/connect.ts';
import { deployer, STRICT } from './support/deployer.ts';
import { generatedCharts, ordersDataset } from './support/generated-charts.ts';
import { starterProject } from './support/starter-project.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'policy.yaml'), '');
const options = { projectDir: folder, env: { ...process.env, FEEDBACK_LOOP_CACHE: inject('superset').cache } };
const state = await startLocal(options);
const store = await openStore({
  uri: `sqlite:///${folder}/c.db`,
  organization: 'default',
  access: 'owner',
  create: true,
  migrate: true,
});
afterAll(async () => {
  await store.close();
  await stopLocal(options);
});

const login = () =>
  connect({
    target: {
      url: state.url,
      username: state.username,
      password: new Secret(readFileSync(state.passwordFile, 'utf8'), 'the test'),
    },
    retry: { attempts: 1 },
  });

/** Four charts of every type that is drawn, on a dashboard: what another team's Superset might hold. */
function generatedBundle(count: number): Bundle {
  const { databases, dashboards } = smallBundle('second', join(folder, 'orders.db'));
  const [dashboard] = dashboards;
  if (!dashboard) throw new Error('the small bundle has a dashboard');
  const uuid = uuidOf('second', 'orders');
  const charts = generatedCharts(count, 2, uuid);
  const nodes = charts.map(({ uuid: chart, slice_name: sliceName }, at) => ({
    id: `CHART-${at}`,
    type: 'CHART',
    children: [],
    parents: ['ROOT_ID', 'GRID_ID', `ROW-${at}`],
    meta: { chartId: at + 1, uuid: chart, sliceName, width: 6, height: 50 },
  }));
  const rows = nodes.map(({ id }, at) => ({
    id: `ROW-${at}`,
    type: 'ROW',
    children: [id],
    parents: ['ROOT_ID', 'GRID_ID'],
    meta: { background: 'BACKGROUND_TRANSPARENT' },
  }));
  const grid = { id: 'GRID_ID', type: 'GRID', parents: ['ROOT_ID'], children: rows.map(({ id }) => id) };
  const root = { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] };
  const position = Object.fromEntries([root, grid, ...rows, ...nodes].map((node) => [node.id, node]));
  return {
    databases,
    // On a SQLite metadata database Superset takes each table name once.
    datasets: [{ ...ordersDataset(uuid, databases[0]?.uuid ?? ''), table_name: 'second_orders' }],
    charts,
    dashboards: [{ ...dashboard, position: { DASHBOARD_VERSION_KEY: 'v2', ...position } }],
  };
}

/** An export as templates, compiled again; nothing else is told of it. */
function throughTemplates(exported: Bundle, only: ReadonlySet<string>): Bundle {
  const exports = new Map([['one', exported]]);
  const { templates, variables } = translate({ exports, version: '6.1', delimiters: 'brackets', taken: [], only });
  const environment = withVariables(undefined, variables.get('one') ?? {}, '6.1');
  const files = [
    ...templates,
    { path: 'environments/one.yaml', text: environment },
    { path: 'policy.yaml', text: '{}\n' },
  ];
  return withTrialProject(temporaryFolder(), files, [], (projectDir) => {
    const { bundle, findings } = compileProject({ projectDir, environment: 'one', env: {} });
    expect(findings.filter((each) => each.severity === 'error')).toEqual([]);
    return bundle;
  });
}

describe('a second, empty Superset', async () => {
  const project = await starterProject({ days: 10 });
  const { bundle } = compileProject({ projectDir: project.dir, environment: 'local', env: project.env });
  const { environment } = deployer(await login(), store);

  it('takes the whole starter, gives it back, and takes its own export: equal each time', async () => {
    const client = await login();
    const one = deployer(client, store, environment);
    expect((await one.apply(bundle)).created.length).toBe(objectSet(bundle).size);
    const exported = portable(await supersetReader(client).export());
    // An export holds no roles: those are declared beside it.
    const { declared, ...assets } = bundle;
    expect(objectSet(exported)).toEqual(objectSet(assets));
    expect(await one.words({ ...exported, ...(declared ? { declared } : {}) }, STRICT)).toEqual([]);
    await client.close();
  });

  it('is not reached while it is down, and holds everything after a restart', async () => {
    await stopLocal(options);
    await expect(login()).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE', exitCode: 10 });
    const again = await startLocal(options);
    expect([again.url, (await localStatus(options))?.healthy]).toEqual([state.url, true]);
    const client = await login();
    expect(await deployer(client, store, environment).words(bundle, STRICT)).toEqual([]);
    await client.close();
  });

  it('takes what another one exported, as templates, and exports the same', async () => {
    const [first, client] = [await connected(), await login()];
    const bundle = generatedBundle(120);
    const ours = objectSet(bundle);
    await supersetTarget(first).importAssets(bundle);
    const exported = await supersetReader(first).export();
    const compiled = throughTemplates(exported, new Set(ours.keys()));
    const two = deployer(client, store, 'second');
    expect((await two.apply(compiled)).created.length).toBe(ours.size);
    const [there, back] = [objectSet(exported), objectSet(await supersetReader(client).export())];
    for (const uuid of ours.keys()) expect(back.get(uuid)).toEqual(there.get(uuid));
    expect(await two.words(compiled, STRICT)).toEqual([]);
    await Promise.all([first.close(), client.close()]);
  });
});
