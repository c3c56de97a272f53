import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { KINDS } from '../../src/model/kinds.ts';
import { tableSpec } from '../../src/model/tables.ts';
import type { Bundle } from '../../src/model/assets.ts';
import type { Store } from '../../src/store/store.ts';
import { launchBrowser } from '../support/browser.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { projectViewer } from '../support/project-viewer.ts';

/** Markup that would show itself: it runs, or it leaves an element with this mark in the page. */
const EVIL = `<img src=x data-evil onerror="window.evil=1"><svg onload="window.evil=1" data-evil></svg><script data-evil>window.evil=1</script>`;
const LINKS = `[click](javascript:window.evil=1) <a data-evil href="javascript:window.evil=1">here</a> ${EVIL}`;

/** The starter's own dashboards with markup in every word that a person writes into them. */
function poisoned(bundle: Bundle): Bundle {
  const words = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(words);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const isWord =
          /^(label|x_axis_title|y_axis_title|subheader|header_text|handlebarsTemplate|description|code|text)$/.test(
            key,
          );
        if (isWord && typeof inner === 'string') return [key, `${inner} ${LINKS}`];
        return [key, words(inner)];
      }),
    );
  };
  return {
    ...bundle,
    datasets: bundle.datasets.map((dataset) => ({
      ...dataset,
      columns: dataset.columns.map((column) => ({ ...column, verbose_name: `${column.column_name} ${EVIL}` })),
      metrics: dataset.metrics.map((metric) => ({ ...metric, verbose_name: EVIL, description: LINKS })),
    })),
    charts: bundle.charts.map((chart) => ({
      ...chart,
      slice_name: `${chart.slice_name} ${EVIL}`,
      description: LINKS,
      params: {
        ...chart.params,
        // Labels name columns of the answer; titles, headers and templates are only shown.
        ...(words({
          x_axis_title: 'x',
          y_axis_title: 'y',
          subheader: 'below',
          ...('handlebarsTemplate' in chart.params ? { handlebarsTemplate: chart.params.handlebarsTemplate } : {}),
        }) as Record<string, unknown>),
      },
    })),
    dashboards: bundle.dashboards.map((dashboard) => ({
      ...dashboard,
      dashboard_title: `${dashboard.dashboard_title} ${EVIL}`,
      description: LINKS,
      position: words(dashboard.position) as typeof dashboard.position,
    })),
  };
}

/** Markup and script addresses in every text that came with the events. */
async function poisonData(store: Store): Promise<void> {
  for (const { table } of Object.values(KINDS)) {
    for (const column of tableSpec(table).columns) {
      const free = column.type === 'text' && !column.values && !/_(id|hash|sha)$|^(source|kind)/.test(column.name);
      if (!free || (column.length !== undefined && column.length < 250)) continue;
      await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column.name)} = CASE id % 3 WHEN 0 THEN ${EVIL} WHEN 1 THEN 'javascript:window.evil=1' ELSE ${sql.ref(column.name)} END WHERE ${sql.ref(column.name)} IS NOT NULL`.execute(
        store.db,
      );
    }
  }
  await sql`UPDATE rollup_daily SET pattern = ${EVIL} WHERE pattern LIKE '%a%'`.execute(store.db).catch(() => {});
  await sql`UPDATE rollup_daily SET category = ${EVIL} || category WHERE category <> ''`.execute(store.db);
  await sql`UPDATE patterns SET name = name || ${EVIL}`.execute(store.db);
  await sql`UPDATE teams SET name = name || ${EVIL}`.execute(store.db);
}

describe('markup and script in a bundle and in the data, in a real browser', () => {
  let browser: Browser;
  let viewer: Awaited<ReturnType<typeof projectViewer>>;
  beforeAll(async () => {
    const store = await freshStore('sqlite');
    viewer = await projectViewer(store, join(temporaryFolder(), 'project'), { change: poisoned });
    await poisonData(store);
    browser = await launchBrowser();
    return async () => {
      await browser.close();
      await viewer.close();
    };
  });

  it('are text on every page, also under the pointer and in what opens', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on('dialog', (dialog) => {
        trouble.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('console', (message) => {
        if (/Content Security Policy|javascript:/i.test(message.text())) trouble.push(message.text());
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(viewer.url) && !/^(data|blob):/.test(request.url())) trouble.push(request.url());
        if (new URL(request.url()).pathname.endsWith('/x')) trouble.push(request.url());
      });
      const harm = (): Promise<string[]> =>
        page.evaluate<string[]>(`[
          ...(window.evil ? ['it ran'] : []),
          ...[...document.querySelectorAll('[data-evil],[onerror],[onload],[onclick]')].map((each) => each.outerHTML.slice(0, 100)),
          ...[...document.querySelectorAll('[href],[src]')].filter((each) => /^\\s*javascript:/i.test(each.getAttribute('href') ?? each.getAttribute('src'))).map((each) => each.outerHTML.slice(0, 100)),
        ]`);
      const pages = [
        ...viewer.slugs.map((slug) => `/dashboards/${slug}`),
        '/dashboards',
        '/metrics',
        '/metrics/pattern-success-rate?by=pattern',
        '/events',
        '/events?kind=deployment_issue',
        '/runs',
        '/quarantine',
      ];
      for (const path of pages) {
        await page.goto(viewer.url + path);
        await page.waitForSelector('main#content:not([data-ready="false"])');
        // Tooltips are drawn where the pointer is.
        for (const canvas of (await page.locator('canvas').all()).slice(0, 4)) {
          const box = await canvas.boundingBox();
          if (!box || box.width < 100) continue;
          await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
          await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
        }
        const menu = page.locator('[aria-label^="Menu of"]').first();
        if ((await menu.count()) > 0) {
          for (const entry of ['Explain', 'Data as a table', 'SQL']) {
            await menu.click();
            const item = page.getByRole('menuitem', { name: entry });
            if (await item.isEnabled()) {
              await item.click();
              await page.getByRole('dialog').waitFor();
              expect([path, entry, await harm()]).toEqual([path, entry, []]);
            }
            await page.keyboard.press('Escape');
          }
        }
        expect([path, await harm()]).toEqual([path, []]);
      }
      // It was there to be run: the page shows it as text.
      await page.goto(`${viewer.url}/events?kind=bug`);
      await page.getByText('data-evil onerror').first().waitFor();
      expect(trouble).toEqual([]);
    } finally {
      await context.close();
    }
  }, 240_000);
});
