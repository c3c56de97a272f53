import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestRecords } from '../../src/ingest/ingest.ts';
import type { Store } from '../../src/store/store.ts';
import { launchBrowser } from '../support/browser.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { projectViewer } from '../support/project-viewer.ts';

let browser: Browser;
let store: Store;
let viewer: Awaited<ReturnType<typeof projectViewer>>;

beforeAll(async () => {
  store = await freshStore('sqlite');
  viewer = await projectViewer(store, join(temporaryFolder(), 'project'));
  await ingestRecords(store, [{ kind: 'bug' }], { source: 'test', hashKey: 'key', input: 'metrics_data.json' });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await viewer?.close();
});

const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Opens a page of ours, waits until it is drawn, and closes it after the work. Errors of the page fail the test. */
async function onPage(
  path: string,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  try {
    await page.goto(viewer.url + path);
    await drawn(page);
    await work(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

const drawn = async (page: Page): Promise<void> => {
  await page.waitForSelector('main#content:not([data-ready="false"])');
};

/** Every fault that axe finds, with where it is. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // What runs in the page is text here: these tests know no DOM types.
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).slice(0, 3).join(', ')))`);
}

const search = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
const overflow = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth');

describe('a dashboard in the browser', () => {
  it('draws every chart of every dashboard, without a complaint of the browser', async () => {
    expect(viewer.slugs.length).toBeGreaterThan(2);
    for (const slug of viewer.slugs) {
      await onPage(`/dashboards/${slug}`, WIDE, async (page) => {
        const states = await page.evaluate<string[]>(
          "[...document.querySelectorAll('.card')].map((card) => card.dataset.state)",
        );
        expect(states.length, slug).toBeGreaterThan(3);
        expect(
          states.filter((state) => state === 'error' || state === 'loading'),
          slug,
        ).toEqual([]);
        await page.waitForSelector('.drawing:not([data-drawn])', { state: 'detached' });
      });
    }
  });

  it('needs one request: the data come with the page', async () => {
    const context = await browser.newContext(WIDE);
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${viewer.url}/dashboards/code-quality`);
    await drawn(page);
    expect(asked.filter((path) => path.startsWith('/api/'))).toEqual([]);
    await context.close();
  });

  it('has one column, key figures two by two, and nothing to scroll sideways on a phone', async () => {
    await onPage('/dashboards/code-quality', PHONE, async (page) => {
      expect(await overflow(page)).toBe(0);
      const columns = (cards: string): Promise<number> =>
        page.evaluate(
          `new Set([...document.querySelectorAll('${cards}')].map((card) => Math.round(card.getBoundingClientRect().left))).size`,
        );
      expect(await columns('.card:not([data-look="number"])')).toBe(1);
      expect(await columns('.card[data-look="number"]')).toBe(2);
      // A trend stays inside its card.
      expect(
        await page.evaluate(`[...document.querySelectorAll('.spark')].every((spark) =>
          spark.getBoundingClientRect().bottom <= spark.closest('.card').getBoundingClientRect().bottom)`),
      ).toBe(true);
      // The table for screen readers comes later, and must not widen the page either.
      await page.waitForSelector('.hidden-visually table', { state: 'attached' });
      expect(await overflow(page)).toBe(0);
    });
  });

  it('keeps in the address what was chosen, and shows it again from there', async () => {
    await onPage('/dashboards/code-quality', WIDE, async (page) => {
      await page.keyboard.press('t');
      await page.getByRole('button', { name: 'Last 30 days' }).click();
      expect(search(page).get('range')).toBe('Last 30 days');
      await page.getByRole('button', { name: 'Pattern any' }).click();
      await page.getByLabel('bounds_checking').check();
      // The old pictures stay until the new ones come, so the page looks ready for a moment after the click.
      const answer = page.waitForResponse(
        (response) => response.request().postData()?.includes('bounds_checking') ?? false,
      );
      await page.getByRole('button', { name: 'Apply' }).click();
      await answer;
      expect([...search(page)].filter(([key]) => key.startsWith('f.')).map(([, value]) => value)).toEqual([
        'bounds_checking',
      ]);
      await drawn(page);
      const total = () => page.locator('.big-value').first().innerText();
      const before = await total();
      await page.reload();
      await drawn(page);
      expect(await total()).toBe(before);
      expect(await page.locator('.chip[data-on=true]').allInnerTexts()).toEqual(
        expect.arrayContaining(['Last 30 days', expect.stringContaining('bounds_checking')]),
      );
    });
  });

  it('selects a time range by dragging and filters by a click; Escape takes the click back', async () => {
    await onPage('/dashboards/code-quality', WIDE, async (page) => {
      const canvas = page.locator('.drawing[data-drawn="echarts_timeseries_line"]').first();
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      if (!box) throw new Error('the chart is not on the page');
      await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.4, { steps: 4 });
      await page.mouse.up();
      expect(search(page).get('range')).toMatch(/^\d{4}-\d\d-\d\d : \d{4}-\d\d-\d\d$/);
      await drawn(page);
      await page.locator('.data .pick').first().click();
      expect(search(page).get('x')).toMatch(/\|/);
      await page.locator('h1').click();
      await page.keyboard.press('Escape');
      expect(search(page).get('x')).toBeNull();
    });
  });

  it('stands while the server does not answer, and then asks for what was stored meanwhile', async () => {
    const context = await browser.newContext(WIDE);
    try {
      const page = await context.newPage();
      await page.clock.install();
      await page.goto(`${viewer.url}/dashboards/code-quality`);
      await drawn(page);
      const links = await page.locator('nav a').count();
      const fresh = await page.locator('.fresh').innerText();
      await page.route('**/api/meta', (route) => route.abort());
      const lost = page.waitForEvent('requestfailed');
      await page.clock.runFor(20_000);
      await lost;
      await page.clock.runFor(1_000);
      expect([await page.locator('nav a').count(), await page.locator('.fresh').innerText()]).toEqual([links, fresh]);
      await ingestRecords(
        store,
        [{ kind: 'bug', pattern: 'later', error: 'one more', timestamp: '2026-01-05T10:00:00Z' }],
        {
          source: 'test',
          hashKey: 'key',
        },
      );
      await page.unroute('**/api/meta');
      const asked = page.waitForRequest('**/api/dashboards/code-quality/data');
      await page.clock.runFor(20_000);
      await asked;
    } finally {
      await context.close();
    }
  });

  it('changes its theme, and has it again at the next visit', async () => {
    await onPage('/dashboards/code-quality', { ...WIDE, colorScheme: 'light' }, async (page) => {
      const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
      const light = await background();
      await page.getByRole('button', { name: 'Dark theme' }).click();
      const dark = await background();
      expect(dark).not.toBe(light);
      await page.reload();
      expect(await background()).toBe(dark);
    });
  });

  it('works with the keyboard alone: search, a chart, its menu, its explanation', async () => {
    await onPage('/dashboards/code-quality', WIDE, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('severity');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Severity Breakdown' }).waitFor();
      await page.keyboard.press('Escape');
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.keyboard.press(']');
      await page.waitForURL((url) => !url.pathname.endsWith('code-quality'));
    });
  });
});

describe('every page', () => {
  const pages = [
    '/dashboards',
    '/dashboards/code-quality',
    '/metrics',
    '/metrics/generation-success-rate?by=repository',
    '/events',
    '/runs',
    '/quarantine',
  ];

  it.each(pages)('%s has no accessibility fault, light and dark, and no sideways scroll on a phone', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await onPage(path, { ...(colorScheme === 'light' ? WIDE : PHONE), colorScheme }, async (page) => {
        await page.waitForLoadState('networkidle');
        expect(await faults(page), `${path} ${colorScheme}`).toEqual([]);
        expect(await overflow(page)).toBe(0);
      });
    }
  });

  it('opens an event, a run and a refused record', async () => {
    await onPage('/events?kind=deployment_issue', WIDE, async (page) => {
      await page.locator('tbody tr').first().click();
      await page.getByRole('dialog', { name: 'Deployment issue', exact: true }).getByText('Root cause').waitFor();
      expect(search(page).get('open')).toBeTruthy();
    });
    await onPage('/quarantine', WIDE, async (page) => {
      await page.locator('tbody tr').first().click();
      await page.getByRole('button', { name: 'Drop', exact: true }).click();
      await page.getByText('Nothing was refused').waitFor();
    });
  });

  it('opens an event with the keyboard, goes on to the next, and gives the focus back', async () => {
    await onPage('/events?kind=bug', { ...WIDE, colorScheme: 'dark' }, async (page) => {
      await page.locator('tbody .pick').first().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Bug', exact: true }).getByText('The record').waitFor();
      expect(await faults(page)).toEqual([]);
      const first = search(page).get('open');
      await page.keyboard.press('j');
      await page.waitForURL((url) => url.searchParams.get('open') !== first);
      await page.keyboard.press('Escape');
      expect(await page.evaluate('document.activeElement.className')).toBe('pick');
      expect(search(page).get('open')).toBeNull();
    });
  });

  it('has no accessibility fault in what opens over a dashboard, and says once that the server is away', async () => {
    await onPage('/dashboards/code-quality', WIDE, async (page) => {
      await page.keyboard.press('t');
      await page.getByRole('button', { name: 'Last 30 days' }).waitFor();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      const menu = page.getByRole('button', { name: 'Menu of Severity Breakdown' });
      await menu.focus();
      await page.keyboard.press('Enter');
      expect(await faults(page)).toEqual([]);
      await page.getByRole('menuitem', { name: 'Enlarge' }).press('Enter');
      await page.getByRole('dialog', { name: 'Severity Breakdown' }).waitFor();
      await page.keyboard.press('Escape');
      const shown = await page.locator('.big-value').first().innerText();
      // Answered with nothing at all, as by a server that was stopped.
      await page.evaluate('window.fetch = () => Promise.reject(new TypeError("away"))');
      await page.keyboard.press('r');
      await page.getByText('The server does not answer.').waitFor();
      expect(await page.getByRole('alert').count()).toBe(1);
      expect(await page.locator('.big-value').first().innerText()).toBe(shown);
    });
  });

  it('says so when there is no such page', async () => {
    const response = await fetch(`${viewer.url}/dashboards/none`);
    expect(response.status).toBe(404);
  });
});
