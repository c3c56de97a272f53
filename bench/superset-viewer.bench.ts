import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildQueryContext } from '../src/charts/query/query-context.ts';
import { runChart } from '../src/charts/run-chart.ts';
import { Secret } from '../src/config/secret.ts';
import { Failure } from '../src/errors.ts';
import type { Bundle } from '../src/model/assets.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { connect } from '../src/superset/client/client.ts';
import { compileProject } from '../src/superset/compile/compile.ts';
import { type LocalSuperset, startLocal, stopLocal } from '../src/superset/local/local-superset.ts';
import { listObjects } from '../src/superset/read/lists.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { commandLine } from '../test/support/command-line.ts';
import { projectViewer } from '../test/support/project-viewer.ts';
import type { Bench, BenchRow } from './bench-row.ts';

const AIM = 10;
const PATIENCE_MS = 180_000;

/** Notes in the page when the last chart in sight is drawn, by a look at each frame. `drawn` tells it of one holder. */
const look = (holders: string, drawn: string): string => `(() => {
  const drawn = ${drawn};
  const look = () => {
    const holders = [...document.querySelectorAll('${holders}')].filter((each) => {
      const { top, height } = each.getBoundingClientRect();
      return height > 0 && top < innerHeight;
    });
    if (holders.length > 0 && holders.every(drawn)) document.documentElement.dataset.drawnAt = String(performance.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

const OURS = look(
  '.card',
  `(card) => card.dataset.state !== 'loading' && !card.querySelector('.drawing:not([data-drawn])')`,
);
const THEIRS = look(
  '.dashboard-component-chart-holder',
  `(holder) => {
    if (holder.querySelector('[data-test="loading-indicator"], .loading')) return false;
    const slice = holder.querySelector('.slice_container');
    return slice !== null && (slice.querySelector('canvas') !== null || slice.innerText.trim() !== '');
  }`,
);

/**
 * The same dashboards over the same SQLite file in the same browser: ours beside Superset's own page, until the charts in
 * sight are drawn; and the same charts' data beside POST /api/v1/chart/data. Needs what `superset up` needs.
 */
export const bench: Bench = {
  title: 'Viewer beside Superset',
  async run({ quick, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const projectDir = join(folder, 'project');
    const uri = `sqlite:///${join(folder, 'bench.db')}`;
    const cache = process.env.FEEDBACK_LOOP_CACHE ?? join(packageRoot(), '.cache');
    const options = { projectDir: folder, env: { ...process.env, FEEDBACK_LOOP_CACHE: cache } };
    const store = await openStore({ uri, organization: 'default', create: true, migrate: true });
    const viewer = await projectViewer(store, projectDir);
    let browser: Browser | undefined;
    try {
      const superset = await startLocal({ ...options, note: log });
      const password = readFileSync(superset.passwordFile, 'utf8').trim();
      const env = {
        PATH: process.env.PATH ?? '',
        METRICS_DB_URI: uri,
        SUPERSET_URL: superset.url,
        SUPERSET_USERNAME: superset.username,
        SUPERSET_PASSWORD: password,
      };
      const deployed = await commandLine(['deploy', 'local'], { cwd: projectDir, env });
      if (deployed.exitCode !== 0) throw new Error(deployed.stderr);
      const { bundle } = compileProject({ projectDir, environment: 'local', env });
      browser = await launchBrowser();
      const slugs = quick ? viewer.slugs.slice(0, 1) : viewer.slugs;
      const pages = await inBrowser({
        browser,
        viewer: viewer.url,
        superset,
        password,
        slugs,
        visits: quick ? 2 : 5,
        log,
      });
      return [...pages, await chartData({ store, bundle, superset, password, rounds: quick ? 1 : 5, log })];
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'PYTHON_MISSING') throw thrown;
      return [{ what: 'a Superset of its own', ours: 'not measured', note: thrown.message }];
    } finally {
      await browser?.close();
      await viewer.close();
      await store.close();
      await stopLocal(options);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface InBrowser {
  browser: Browser;
  viewer: string;
  superset: LocalSuperset;
  password: string;
  slugs: string[];
  visits: number;
  log: (line: string) => void;
}

async function inBrowser({ browser, viewer, superset, password, slugs, visits, log }: InBrowser): Promise<BenchRow[]> {
  const open = async (script: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.addInitScript(script);
    return page;
  };
  const [ours, theirs] = [await open(OURS), await open(THEIRS)];
  await theirs.goto(`${superset.url}/login/`);
  await theirs.fill('input#username', superset.username);
  await theirs.fill('input#password', password);
  await theirs.press('input#password', 'Enter');
  await theirs.waitForURL((url) => !url.pathname.startsWith('/login'));
  const rows: BenchRow[] = [];
  for (const slug of slugs) {
    const mine: number[] = [];
    const others: number[] = [];
    // In turn, so that what the machine does besides falls on both alike. The first visit of each is the cold one.
    for (let visit = 0; visit <= visits; visit++) {
      mine.push(await untilDrawn(ours, `${viewer}/dashboards/${slug}`));
      others.push(await untilDrawn(theirs, `${superset.url}/superset/dashboard/${slug}/`));
    }
    const [us, them] = [median(mine.slice(1)), median(others.slice(1))];
    log(`${slug}: ${us.toFixed(0)} ms, Superset ${them.toFixed(0)} ms`);
    rows.push({
      what: `${slug}: navigation until the charts in sight are drawn, warm`,
      ours: `${us.toFixed(0)} ms`,
      peer: `Superset ${superset.version}`,
      peerFigure: `${them.toFixed(0)} ms`,
      ratio: `${(them / us).toFixed(1)} × sooner`,
      aim: `${AIM} × sooner`,
      met: them / us >= AIM,
      note: `first visit ${mine[0]?.toFixed(0)} ms and ${others[0]?.toFixed(0)} ms`,
    });
  }
  return rows;
}

async function untilDrawn(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.waitForSelector('html[data-drawn-at]', { state: 'attached' });
  return Number(await page.getAttribute('html', 'data-drawn-at'));
}

interface ChartData {
  store: Store;
  bundle: Bundle;
  superset: LocalSuperset;
  password: string;
  rounds: number;
  log: (line: string) => void;
}

/** Each chart's data, past both sides' caches. */
async function chartData({ store, bundle, superset, password, rounds, log }: ChartData): Promise<BenchRow> {
  const client = await connect({
    target: { url: superset.url, username: superset.username, password: new Secret(password, 'the bench') },
  });
  try {
    const datasets = await listObjects(client, ['dataset']);
    const runner = store.runner();
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (const chart of bundle.charts) {
      const dataset = bundle.datasets.find((each) => each.uuid === chart.dataset_uuid);
      if (!dataset) continue;
      const id = datasets.get(dataset.uuid)?.id ?? 0;
      const payload = { ...buildQueryContext(chart), datasource: { id, type: 'table' }, force: true };
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        await runChart({ chart, dataset, runner, now: new Date() });
        const middle = performance.now();
        await client.query(payload);
        ours.push(middle - start);
        theirs.push(performance.now() - middle);
      }
    }
    const [us, them] = [median(ours), median(theirs)];
    log(`chart data: ${us.toFixed(1)} ms, Superset ${them.toFixed(1)} ms`);
    return {
      what: `data of one chart, median of ${bundle.charts.length}, no cache`,
      ours: `${us.toFixed(1)} ms`,
      peer: `POST /api/v1/chart/data of Superset ${superset.version}`,
      peerFigure: `${them.toFixed(1)} ms`,
      ratio: `${(them / us).toFixed(1)} × sooner`,
    };
  } finally {
    await client.close();
  }
}

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
