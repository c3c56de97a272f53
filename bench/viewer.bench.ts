import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openStore } from '../src/store/open.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { projectViewer } from '../test/support/project-viewer.ts';
import type { Bench, BenchRow } from './bench-row.ts';

const AIM_MS = 300;

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** Runs in the page: notes when the last chart is there. */
const LOOK = `(() => {
  const look = () => {
    const ready = document.querySelector('main#content[data-ready="true"]');
    const undrawn = document.querySelectorAll('.drawing:not([data-drawn]), .card[data-state="loading"]').length;
    if (ready && undrawn === 0) document.documentElement.dataset.drawnAt = String(performance.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** Milliseconds from the start of the navigation until every chart of the page is drawn, as the page's own clock says. */
async function untilDrawn(browser: Browser, url: string, visits: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(LOOK);
  const times: number[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    await page.goto(url);
    await page.waitForSelector('html[data-drawn-at]');
    times.push(Number(await page.getAttribute('html', 'data-drawn-at')));
  }
  await context.close();
  return times;
}

/** The starter's dashboards over the sample, on SQLite, in a real browser. */
export const bench: Bench = {
  title: 'Viewer',
  run: async ({ quick, log }) => {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const projectDir = join(folder, 'project');
    const store = await openStore({
      uri: `sqlite:///${join(folder, 'bench.db')}`,
      organization: 'default',
      create: true,
      migrate: true,
    });
    const { url, slugs, close } = await projectViewer(store, projectDir);
    const browser = await launchBrowser();
    try {
      const rows: BenchRow[] = [];
      for (const slug of quick ? slugs.slice(0, 1) : slugs) {
        const address = `${url}/dashboards/${slug}`;
        const [first = Number.NaN, ...warm] = await untilDrawn(browser, address, quick ? 3 : 12);
        // Each new context is a visitor whose browser knows no file of ours; the server knows the answers.
        const cold = [first];
        for (let visitor = 1; visitor < (quick ? 2 : 5); visitor += 1)
          cold.push(...(await untilDrawn(browser, address, 1)));
        const figure = at(warm, 0.5);
        log(`${slug}: ${Math.round(figure)} ms warm, ${Math.round(at(cold, 0.5))} ms at the first visit`);
        rows.push({
          what: `${slug}: navigation until all charts are drawn`,
          ours: `warm median ${Math.round(figure)} ms, p95 ${Math.round(at(warm, 0.95))} ms; first visits median ${Math.round(at(cold, 0.5))} ms`,
          aim: `${AIM_MS} ms warm median`,
          met: figure <= AIM_MS,
          note: `the very first ${Math.round(first)} ms; page cached results of the same data version`,
        });
      }
      return rows;
    } finally {
      await browser.close();
      await close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
