// Puts Superset's picture and ours of one chart of every type side by side, into docs/gallery/.
//   node scripts/gallery.mjs --project DIR [--only TYPE]
// DIR is a project whose Superset runs and holds Superset's own examples (`superset load-examples`). Types that the examples
// lack get a chart of their own here, over the same data, which is imported into that Superset.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { zlibSync } from 'fflate';
import { stringify } from 'yaml';
import { build, root, run } from './prepare.mjs';

const { values } = parseArgs({ options: { project: { type: 'string' }, only: { type: 'string' } } });
if (!values.project) throw new Error('give --project');

build();
run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.bench.json']);
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

/** One chart of each type: ours, else the last of the examples (its "Featured charts" come last). */
const chosen = DRAWN_TYPES.map((type) => {
  const found = all.charts.filter((chart) => chart.viz_type === type && examples.has(chart.dataset_uuid));
  return own.find((chart) => chart.viz_type === type) ?? found.at(-1);
}).filter((chart) => chart !== undefined && (!values.only || chart.viz_type === values.only));

const browser = await launchBrowser();
const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, baseURL: url });
const form = await (await context.request.get('/login/')).text();
const token = /name="csrf_token"[^>]*value="([^"]+)"/.exec(form)?.[1] ?? '';
await context.request.post('/login/', { form: { csrf_token: token, username, password } });

async function theirs(chart) {
  const page = await context.newPage();
  const answered = page.waitForResponse((each) => each.url().includes('/api/v1/chart/data'), { timeout: 90_000 });
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

/** Both pictures beside each other, as pixels. */
const canvas = await browser.newPage();
const pixelsOf = async (left, right) =>
  canvas.evaluate(
    async ([a, b, width, height]) => {
      const load = async (data) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        return image;
      };
      const board = new OffscreenCanvas(width * 2 + 12, height);
      const pen = board.getContext('2d');
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, board.width, board.height);
      pen.drawImage(await load(a), 0, 0, width, height);
      pen.fillStyle = '#d0d0d8';
      pen.fillRect(width + 5, 0, 2, height);
      pen.drawImage(await load(b), width + 12, 0, width, height);
      return Array.from(new Uint32Array(pen.getImageData(0, 0, board.width, height).data.buffer));
    },
    [left.toString('base64'), right.toString('base64'), WIDTH, HEIGHT],
  );

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** One part of a PNG: length, name, content, check sum. https://www.w3.org/TR/png/ §5.3 */
function part(name, content) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG of at most `most` colours: the commonest ones, every other pixel takes the nearest of them. */
function indexedPng(pixels, width, height, most) {
  const counts = new Map();
  const key = (pixel) => ((pixel & 255) >> 3) | (((pixel >> 11) & 31) << 5) | (((pixel >> 19) & 31) << 10);
  for (const pixel of pixels) {
    const entry = counts.get(key(pixel));
    if (entry) entry.count += 1;
    else counts.set(key(pixel), { count: 1, rgb: [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255] });
  }
  const palette = [...counts.values()].toSorted((a, b) => b.count - a.count).slice(0, most);
  const places = new Map();
  const placeOf = (pixel) => {
    const known = places.get(key(pixel));
    if (known !== undefined) return known;
    const rgb = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    const away = palette.map((each) => each.rgb.reduce((sum, value, at) => sum + (value - rgb[at]) ** 2, 0));
    const place = away.indexOf(Math.min(...away));
    places.set(key(pixel), place);
    return place;
  };
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) lines[y * (width + 1) + 1 + x] = placeOf(pixels[y * width + x]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    part('IHDR', header),
    part('PLTE', Buffer.from(palette.flatMap(({ rgb }) => rgb))),
    part('IDAT', Buffer.from(zlibSync(lines, { level: 9 }))),
    part('IEND', Buffer.alloc(0)),
  ]);
}

const out = join(root, 'docs/gallery');
mkdirSync(out, { recursive: true });
for (const chart of chosen) {
  const mine = await ours(chart);
  const pixels = await pixelsOf(await theirs(chart), mine);
  const sizes = [128, 48, 24, 12].map((most) => indexedPng(pixels, WIDTH * 2 + 12, HEIGHT, most));
  const png = sizes.find((each) => each.length <= 60_000) ?? sizes.at(-1);
  writeFileSync(join(out, `${chart.viz_type}.png`), png);
  console.error(`${chart.viz_type}: ${chart.slice_name}, ${png.length} bytes`);
}
if (!values.only) {
  const drawn = chosen.filter(({ viz_type: type }) => existsSync(join(out, `${type}.png`)));
  const lines = drawn.map(
    ({ viz_type: type, slice_name: name }) =>
      `## ${type}\n\n${name}\n\n![${type}: Superset, and the viewer](${type}.png)`,
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
