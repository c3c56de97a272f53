// Puts generated charts of every type that is drawn here, and a dashboard of all of them, into a running Superset, so that
// scripts/capture-requests.mjs can see what its pages ask for them.
//   node scripts/generated-charts.mjs --project DIR --out CHARTS.zip [--count 60] [--seed 1]
// DIR is a project whose Superset runs. CHARTS.zip is for `scripts/parity.mjs --charts`; the charts are named "generated …",
// so `capture-requests --match generated` opens only them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { buildBench } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    project: { type: 'string' },
    out: { type: 'string' },
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
if (!values.project || !values.out) throw new Error('give --project and --out');

buildBench();
const { Secret } = await import('../dist/src/config/secret.js');
const { connect } = await import('../dist/src/superset/client/client.js');
const { supersetTarget } = await import('../dist/src/superset/superset-target.js');
const { packFiles, packZip } = await import('../dist/src/superset/apply/pack.js');
const { smallBundle, uuidOf } = await import('../dist/test/superset/support/bundle.js');
const { generatedCharts, ordersDataset, ordersTable } = await import(
  '../dist/test/superset/support/generated-charts.js'
);

const home = join(values.project, '.cache/superset/home');
const prefix = `generated ${values.seed}`;
const file = join(home, `${prefix.replace(' ', '-')}.db`);
rmSync(file, { force: true });
const database = new Database(file);
database.exec(ordersTable());
database.close();

const [connection] = smallBundle(prefix, file).databases;
const dataset = ordersDataset(uuidOf(prefix, 'orders'), connection.uuid);
const charts = generatedCharts(Number(values.count), Number(values.seed), dataset.uuid);

/** Three charts a row. */
const rows = Array.from({ length: Math.ceil(charts.length / 3) }, (_, at) => charts.slice(at * 3, at * 3 + 3));
const above = ['ROOT_ID', 'GRID_ID'];
const position = {
  DASHBOARD_VERSION_KEY: 'v2',
  ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
  GRID_ID: { id: 'GRID_ID', type: 'GRID', children: rows.map((_, at) => `ROW-${at}`), parents: ['ROOT_ID'] },
  HEADER_ID: { id: 'HEADER_ID', type: 'HEADER', meta: { text: prefix } },
};
for (const [at, row] of rows.entries()) {
  const parents = [...above, `ROW-${at}`];
  const places = row.map((chart, nth) => ({
    id: `CHART-${at}-${nth}`,
    type: 'CHART',
    children: [],
    parents,
    meta: { chartId: at * 3 + nth + 1, uuid: chart.uuid, sliceName: chart.slice_name, width: 4, height: 40 },
  }));
  position[`ROW-${at}`] = {
    id: `ROW-${at}`,
    type: 'ROW',
    children: places.map(({ id }) => id),
    parents: above,
    meta: { background: 'BACKGROUND_TRANSPARENT' },
  };
  for (const place of places) position[place.id] = place;
}
const [board] = smallBundle(prefix, file).dashboards;
const bundle = {
  databases: [connection],
  datasets: [dataset],
  charts,
  dashboards: [
    {
      ...board,
      dashboard_title: prefix,
      slug: prefix.replace(' ', '-'),
      position,
      metadata: { cross_filters_enabled: true },
    },
  ],
};

const { url, username } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'));
const password = readFileSync(join(home, 'admin_password'), 'utf8');
const client = await connect({ target: { url, username, password: new Secret(password, 'the project') } });
await supersetTarget(client).importAssets(bundle);
await client.close();
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, packZip(packFiles(bundle), new Date()));
console.error(`${charts.length} charts are on ${url}/superset/dashboard/${prefix.replace(' ', '-')}/`);
