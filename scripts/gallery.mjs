// Puts Superset's picture and ours of one chart of every type side by side, into docs/gallery/.
//   node scripts/gallery.mjs --project DIR [--only TYPE]
// DIR is a project whose Superset runs and holds Superset's own examples (`superset load-examples`). Types that the examples
// lack get a chart of their own here, over the same data, which is imported into that Superset.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { buildBench, root } from './prepare.mjs';

const { values } = parseArgs({ options: { project: { type: 'string' }, only: { type: 'string' } } });
if (!values.project) throw new Error('give --project');

buildBench();
const { launchBrowser } = await import('../dist/test/support/browser.js');
const { Secret } = await import('../dist/src/config/secret.js');
const { DRAWN_TYPES } = await import('../dist/src/charts/picture-of/build-picture.js');
const { connect } = await import('../dist/src/superset/client/client.js');
const { supersetTarget } = await import('../dist/src/superset/superset-target.js');
const { listObjects } = await import('../dist/src/superset/read/lists.js');

const WIDTH = 560;
const HEIGHT = 360;
const home = join(values.project, '.cache/superset/home');
const { url, username } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'));
const password = readFileSync(join(home, 'admin_password'), 'utf8');
const client = await connect({ target: { url, username, password: new Secret(password, 'the gallery') } });
const target = supersetTarget(client);
const all = await target.export();
const dataset = (name) => all.datasets.find((each) => each.table_name === name);
const sales = dataset('cleaned_sales_data');
if (!sales) throw new Error(`${url} does not hold the examples of Superset`);

const revenue = { expressionType: 'SIMPLE', aggregate: 'SUM', column: { column_name: 'sales' }, label: 'Revenue' };
const overTime = {
  x_axis: 'order_date',
  time_grain_sqla: 'P1M',
  metrics: [revenue],
  groupby: ['deal_size'],
  row_limit: 10000,
  color_scheme: 'supersetColors',
  show_legend: true,
};
/** Charts for types that the examples lack, or show in a way that is hard to compare. */
const OWN = {
  echarts_timeseries: overTime,
  echarts_timeseries_line: overTime,
  echarts_timeseries_smooth: overTime,
  echarts_timeseries_step: overTime,
  echarts_timeseries_scatter: overTime,
  echarts_timeseries_bar: { ...overTime, stack: 'Stack' },
  echarts_area: overTime,
  handlebars: {
    query_mode: 'aggregate',
    groupby: ['product_line'],
    metrics: [revenue],
    row_limit: 8,
    handlebarsTemplate: '<ul>{{#each data}}<li><b>{{product_line}}</b> {{Revenue}}</li>{{/each}}</ul>',
    styleTemplate: 'b { color: #20835b }',
  },
  cal_heatmap: {
    granularity_sqla: 'order_date',
    time_range: '2004-01-01 : 2004-12-31',
    adhoc_filters: [
      {
        clause: 'WHERE',
        expressionType: 'SIMPLE',
        subject: 'order_date',
        operator: 'TEMPORAL_RANGE',
        comparator: '2004-01-01 : 2004-12-31',
      },
    ],
    metrics: [revenue],
    domain_granularity: 'month',
    subdomain_granularity: 'day',
    cell_size: 10,
    cell_padding: 2,
    steps: 10,
    linear_color_scheme: 'superset_seq_1',
    show_legend: true,
    x_axis_time_format: 'smart_date',
    y_axis_format: 'SMART_NUMBER',
  },
};
const uuidFor = (at) => `9a11e7a0-0000-5000-8000-${String(at).padStart(12, '0')}`;
const own = Object.entries(OWN).map(([type, params], at) => ({
  uuid: uuidFor(at),
  slice_name: `Gallery ${type}`,
  viz_type: type,
  dataset_uuid: sales.uuid,
  version: '1.0.0',
  params: { viz_type: type, ...params },
}));
const [database] = all.databases.filter((each) => each.uuid === sales.database_uuid);
const examples = new Set(all.datasets.filter((each) => each.database_uuid === database.uuid).map(({ uuid }) => uuid));
await target.importAssets({ databases: [database], datasets: [sales], charts: own, dashboards: [] });
const ids = await listObjects(client, ['chart']);

/** Its page still reads `since` and `until` of long ago, in place of the filter that dashboards use: another year. */
const UNLIKE = new Set(['Life Expectancy VS Rural %']);

/** One chart of each type: ours, else the last of the examples (its "Featured charts" come last). */
const chosen = DRAWN_TYPES.map((type) => {
  const found = all.charts.filter(
    (chart) => chart.viz_type === type && examples.has(chart.dataset_uuid) && !UNLIKE.has(chart.slice_name),
  );
  return own.find((chart) => chart.viz_type === type) ?? found.at(-1);
}).filter((chart) => chart !== undefined && (!values.only || chart.viz_type === values.only));

const browser = await launchBrowser();
const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, baseURL: url });
const form = await (await context.request.get('/login/')).text();
const token = /name="csrf_token"[^>]*value="([^"]+)"/.exec(form)?.[1] ?? '';
await context.request.post('/login/', { form: { csrf_token: token, username, password } });

async function theirs(chart) {
  const page = await context.newPage();
  // Calendars still ask at the address of long ago.
  const answered = page.waitForResponse((each) => /\/api\/v1\/chart\/data|\/explore_json\//.test(each.url()), {
    timeout: 45_000,
  });
  await page.goto(`/explore/?slice_id=${ids.get(chart.uuid)?.id}&standalone=1`, { waitUntil: 'domcontentloaded' });
  await answered;
  await page.waitForTimeout(3_500);
  const png = await page.screenshot();
  await page.close();
  return png;
}

// Our card: the viewer itself, over a bundle with all chosen charts on one dashboard.
const { startBundleViewer } = await import('../dist/src/cli/preview/bundle-viewer.js');
const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
const write = (path, value) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), stringify(value));
};
write('metadata.yaml', { version: '1.0.0', type: 'assets' });
for (const chart of chosen) write(`charts/${chart.uuid}.yaml`, chart);
for (const each of all.datasets) write(`datasets/${each.uuid}.yaml`, each);
write('databases/examples.yaml', database);
const quiet = { note: () => {}, bad: String };
const viewer = await startBundleViewer(
  { cwd: folder, env: {}, now: () => new Date(), output: quiet },
  { bundle: folder, data: [`sqlite:///${join(home, 'examples.db')}`], port: 0 },
);
const ourPage = await browser.newPage({ viewport: { width: (WIDTH + 40) * 2 + 300, height: 1200 } });
await ourPage.goto(`${viewer.url}/dashboards/charts-on-no-dashboard`);
await ourPage.waitForTimeout(3_000);
await ourPage.addStyleTag({
  content: `.card { position: relative; width: ${WIDTH}px !important; height: ${HEIGHT}px !important; --height: ${HEIGHT}px !important }`,
});

async function ours(chart) {
  const card = ourPage.locator(`#chart-${chart.uuid}`);
  await card.scrollIntoViewIfNeeded();
  // The cards are wider than their columns: this one lies over its neighbours.
  await card.evaluate((element) => {
    for (const each of document.querySelectorAll('.card')) each.style.zIndex = each === element ? '9' : '0';
  });
  await ourPage.waitForTimeout(1_500);
  return card.screenshot();
}

/** Both pictures beside each other. JPEG, because photographs of charts are small in it and nobody measures them. */
const board = await browser.newPage({ viewport: { width: WIDTH * 2 + 12, height: HEIGHT } });
async function sideBySide(...pictures) {
  const images = pictures.map(
    (png) => `<img width="${WIDTH}" height="${HEIGHT}" src="data:image/png;base64,${png.toString('base64')}">`,
  );
  await board.setContent(`<body style="margin:0;display:flex;gap:12px;background:#d0d0d8">${images.join('')}</body>`, {
    waitUntil: 'load',
  });
  return board.screenshot({ type: 'jpeg', quality: 72 });
}

const out = join(root, 'docs/gallery');
mkdirSync(out, { recursive: true });
for (const chart of chosen) {
  try {
    const picture = await sideBySide(await theirs(chart), await ours(chart));
    writeFileSync(join(out, `${chart.viz_type}.jpg`), picture);
    console.error(`${chart.viz_type}: ${chart.slice_name}, ${picture.length} bytes`);
  } catch (error) {
    // One chart that Superset does not draw is no reason to go without the others.
    console.error(`${chart.viz_type}: ${chart.slice_name}: ${error.message.split('\n')[0]}`);
  }
}
if (!values.only) {
  const drawn = chosen.filter(({ viz_type: type }) => existsSync(join(out, `${type}.jpg`)));
  const lines = drawn.map(
    ({ viz_type: type, slice_name: name }) =>
      `## ${type}\n\n${name}\n\n![${type}: Superset, and the viewer](${type}.jpg)`,
  );
  writeFileSync(
    join(out, 'README.md'),
    `# Gallery\n\nMade by \`node scripts/gallery.mjs\`: one chart of each type over the data of Superset's own examples, on the left as Superset 6.1\ndraws it, on the right as the viewer does.\n\n${lines.join('\n\n')}\n`,
  );
}
await viewer.close();
await browser.close();
await client.close();
rmSync(folder, { recursive: true, force: true });
