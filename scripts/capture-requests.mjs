// Opens charts and dashboards of a running Superset in a browser and writes what its page asks for, one JSON document a
// line: { uuid, slice_name, viz_type, dashboard?, calls: [{ request, results }] }, where results hold the SQL and the first
// rows. scripts/parity.mjs reads it.
//   node scripts/capture-requests.mjs --project DIR --out FILE.jsonl [--charts] [--dashboards] [--match TEXT] [--jobs 2]
// DIR is a project whose Superset runs (`feedback-loop superset up`). For another Superset give --url and --username, and
// the password in SUPERSET_PASSWORD. Charts are opened one by one in Explore, dashboards as a whole with their filters.
// What FILE holds already is not opened again, so a run that was stopped goes on.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBench } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    project: { type: 'string' },
    url: { type: 'string' },
    username: { type: 'string', default: 'admin' },
    out: { type: 'string' },
    charts: { type: 'boolean', default: false },
    dashboards: { type: 'boolean', default: false },
    match: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
  },
});
if (!values.out || !(values.project || values.url)) throw new Error('give --out, and --project or --url');

/** Address and login of the Superset: of the project, or as they were given. */
function target() {
  if (!values.project) return { url: values.url, username: values.username, password: process.env.SUPERSET_PASSWORD };
  const home = join(values.project, '.cache/superset/home');
  const { url, username } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'));
  return { url, username, password: readFileSync(join(home, 'admin_password'), 'utf8') };
}

buildBench();
const { launchBrowser } = await import('../dist/test/support/browser.js');
const { url, username, password } = target();
const browser = await launchBrowser();
const context = await browser.newContext({ baseURL: url, viewport: { width: 1600, height: 1200 } });

/** The page's own login form: the session's cookie then goes with every page. */
async function login() {
  const form = await (await context.request.get('/login/')).text();
  const token = /name="csrf_token"[^>]*value="([^"]+)"/.exec(form)?.[1];
  await context.request.post('/login/', { form: { csrf_token: token ?? '', username, password: password ?? '' } });
  const me = await context.request.get('/api/v1/me/');
  if (!me.ok()) throw new Error(`${url} refuses the login of ${username}`);
}

/** All objects of a kind, a page at a time. */
async function all(kind, columns) {
  const found = [];
  for (let page = 0; ; page += 1) {
    const q = `(columns:!(${columns}),page:${page},page_size:100)`;
    const answer = await context.request.get(`/api/v1/${kind}/?q=${encodeURIComponent(q)}`);
    if (!answer.ok()) throw new Error(`${url} does not list its ${kind}s: ${answer.status()} ${await answer.text()}`);
    const { result } = await answer.json();
    found.push(...result);
    if (result.length < 100) return found;
  }
}

const slim = ({ datasource, force, queries, result_format, result_type }) => ({
  datasource,
  force,
  queries,
  result_format,
  result_type,
});

const firstRows = ({ query, colnames, coltypes, rowcount, data, error }) => ({
  query,
  colnames,
  coltypes,
  rowcount,
  ...(error ? { error } : {}),
  first_rows: (data ?? []).slice(0, 5),
});

const QUIET_MS = 2_500;
const PATIENCE_MS = 90_000;

/** Opens a page and gathers its questions until none came for a while. Answers [{ sliceId, request, results }]. */
async function callsOf(path) {
  const page = await context.newPage();
  const calls = [];
  let open = 0;
  let last = Date.now();
  const isData = (each) => each.url().includes('/api/v1/chart/data') && each.method() === 'POST';
  page.on('request', (request) => {
    if (!isData(request)) return;
    open += 1;
    last = Date.now();
  });
  const closed = async (request, response) => {
    if (!isData(request)) return;
    const body = JSON.parse(request.postData() ?? '{}');
    const answer = response?.ok() ? await response.json().catch(() => ({})) : {};
    const sliceId = body.form_data?.slice_id ?? null;
    calls.push({ sliceId, request: slim(body), results: (answer.result ?? []).map(firstRows) });
    open -= 1;
    last = Date.now();
  };
  // A page that is closed takes its open requests with it.
  const late = () => undefined;
  page.on('requestfinished', async (request) => closed(request, await request.response().catch(late)).catch(late));
  page.on('requestfailed', (request) => closed(request, undefined).catch(late));
  const started = Date.now();
  await page.goto(path, { waitUntil: 'domcontentloaded' });
  // Charts below the fold are drawn when they come into view.
  const isBusy = () => open > 0 || Date.now() - last < QUIET_MS;
  while (Date.now() - started < PATIENCE_MS && (isBusy() || (calls.length === 0 && Date.now() - started < 20_000))) {
    await page.mouse.wheel(0, 500);
    await page.waitForTimeout(250);
  }
  await page.close();
  return calls;
}

await login();
const charts = await all('chart', 'id,uuid,slice_name,viz_type');
const byId = new Map(charts.map((chart) => [chart.id, chart]));
const isWanted = (name) => name.toLowerCase().includes(values.match.toLowerCase());
const both = values.charts === values.dashboards;
const tasks = [];
if (both || values.charts)
  for (const chart of charts)
    if (isWanted(chart.slice_name))
      tasks.push({ path: `/explore/?slice_id=${chart.id}`, name: chart.slice_name, chart });
if (both || values.dashboards)
  for (const board of await all('dashboard', 'id,uuid,slug,dashboard_title'))
    if (isWanted(board.dashboard_title))
      tasks.push({ path: `/superset/dashboard/${board.id}/`, name: board.dashboard_title, board });

const known = new Set();
if (existsSync(values.out))
  for (const line of readFileSync(values.out, 'utf8').split('\n').filter(Boolean)) {
    const { uuid, dashboard } = JSON.parse(line);
    known.add(dashboard ?? uuid);
  }
const record = ({ uuid, slice_name, viz_type }, more, calls) =>
  appendFileSync(values.out, `${JSON.stringify({ uuid, slice_name, viz_type, ...more, calls })}\n`);

await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      if (known.has((task.chart ?? task.board).uuid)) continue;
      const calls = await callsOf(task.path);
      console.error(`${task.name}: ${calls.length} requests`);
      const bare = calls.map(({ request, results }) => ({ request, results }));
      if (task.chart && calls.length > 0) record(task.chart, {}, bare);
      if (!task.board) continue;
      for (const sliceId of new Set(calls.map((call) => call.sliceId))) {
        const chart = byId.get(sliceId);
        const own = bare.filter((_, at) => calls[at].sliceId === sliceId);
        // What fills the choices of native filters belongs to no chart.
        if (chart) record(chart, { dashboard: task.board.uuid }, own);
      }
    }
  }),
);
await browser.close();
