import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { embedSettings } from '../../src/server/embed/embed-settings.ts';
import { type EmbedGrant, signEmbedToken } from '../../src/server/embed/embed-token.ts';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { launchBrowser } from '../support/browser.ts';
import { freshStore, later, temporaryFolder } from '../support/databases.ts';
import { projectViewer } from '../support/project-viewer.ts';

const SLUG = 'code-quality';
const REPOSITORY = 'harbor-lights/ledger-api';

/** Somebody else's page, on an origin of its own, that shows whatever it is told to in a frame. */
async function otherPage(): Promise<string> {
  const server = createServer((request, response) => {
    const src = new URL(request.url ?? '/', 'http://localhost').searchParams.get('src') ?? '';
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><html lang="en"><title>Wiki</title><body style="margin:24px;font-family:sans-serif"><h1>The wiki of somebody else</h1>
       <iframe title="Quality" src="${src.replaceAll('"', '&quot;')}" style="width:100%;height:700px;border:1px solid #999"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => void server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

describe('a dashboard in a frame of another origin, in a real browser', () => {
  let browser: Browser;
  let other: string;
  let viewer: Awaited<ReturnType<typeof projectViewer>>;
  let sign: (grant: Partial<EmbedGrant>, ttlSeconds?: number) => Promise<string>;

  beforeAll(async () => {
    other = await otherPage();
    const embed = embedSettings({
      FEEDBACK_LOOP_EMBED_KEY: 'a random text that is long enough to sign with',
      FEEDBACK_LOOP_EMBED_ORIGINS: other,
    });
    if (!embed) throw new Error('embedding is off');
    const projectDir = join(temporaryFolder(), 'project');
    viewer = await projectViewer(await freshStore('sqlite'), projectDir, { embed });
    const { bundle } = compileProject({ projectDir, environment: 'local', env: {} });
    const dashboard = bundle.dashboards.find(({ slug }) => slug === SLUG)?.uuid ?? '';
    sign = async (grant, ttlSeconds = 600) => {
      const [key] = embed.keys;
      if (!key) throw new Error('there is no key');
      const whole = { organization: 'default', dashboard, locked: {}, ...grant };
      return signEmbedToken(key, whole, { now: new Date(), ttlSeconds });
    };
    browser = await launchBrowser();
    return async () => {
      await browser.close();
      await viewer.close();
    };
  });

  async function framed(
    src: string,
    work: (frame: Frame, page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    try {
      const page = await context.newPage();
      await page.goto(`${other}/?src=${encodeURIComponent(src)}`);
      const frame = page.frames()[1];
      if (!frame) throw new Error('there is no frame');
      await work(frame, page);
    } finally {
      await context.close();
    }
  }

  const settled = (frame: Frame) => frame.waitForSelector('main#content[data-ready="true"]');
  const seen = (frame: Frame) => frame.locator('body').innerText();

  it('shows the dashboard and what it is narrowed to, in both themes, and axe finds no serious fault', async () => {
    const token = await sign({ locked: { repository: REPOSITORY } });
    for (const colorScheme of ['light', 'dark'] as const) {
      await framed(
        `${viewer.url}/embed/${SLUG}#${token}`,
        async (frame, page) => {
          await settled(frame);
          const text = await seen(frame);
          expect(text).toContain('Code Quality');
          expect(text).toContain(REPOSITORY);
          expect(await frame.locator('nav').count()).toBe(0);
          expect(await frame.locator('[aria-label="Copy a link to this view"]').count()).toBe(0);
          expect(await frame.locator('.card[data-state="chart"]').count()).toBeGreaterThan(2);
          await frame.evaluate(axe.source);
          expect(
            await frame.evaluate(
              `axe.run().then(({ violations }) => violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id))`,
            ),
          ).toEqual([]);
          const folder = process.env.FEEDBACK_LOOP_SCREENSHOTS;
          if (folder) await page.screenshot({ path: join(folder, `embed-${colorScheme}.png`) });
        },
        { colorScheme },
      );
    }
  });

  it('goes on after a choice and a reload of the frame, and leaves the history of the page around it alone', async () => {
    await framed(`${viewer.url}/embed/${SLUG}#${await sign({})}`, async (frame, page) => {
      await settled(frame);
      const before = await page.evaluate('history.length');
      await frame.getByRole('button', { name: /^Time/ }).first().click();
      await frame.getByRole('button', { name: 'Last 30 days' }).first().click();
      await settled(frame);
      expect(frame.url()).toContain('range=');
      expect(await page.evaluate('history.length')).toBe(before);
      // The page before the reload is settled, too: wait until it has gone.
      await frame.evaluate("document.documentElement.dataset.old = 'yes'; location.reload()");
      await frame.waitForFunction('!document.documentElement.dataset.old');
      await settled(frame);
      await frame.getByText('Code Quality').first().waitFor();
    });
  });

  it('takes a token from the query, and moves it to where nobody logs it', async () => {
    await framed(`${viewer.url}/embed/${SLUG}?token=${await sign({})}`, async (frame) => {
      await settled(frame);
      expect(new URL(frame.url()).search).toBe('');
      expect(new URL(frame.url()).hash.split('.')).toHaveLength(3);
    });
  });

  it('says that it has ended, and what is missing', async () => {
    await framed(`${viewer.url}/embed/${SLUG}#${await sign({}, 1)}`, async (frame) => {
      await frame.getByText('This view has ended').waitFor();
    });
    await framed(`${viewer.url}/embed/${SLUG}`, async (frame) => {
      await frame.getByText('no token was given').waitFor();
    });
    await framed(`${viewer.url}/embed/organization#${await sign({})}`, async (frame) => {
      await frame.getByText('the token is for another dashboard').waitFor();
    });
  });

  it('is not shown in a page of an origin that is not named, nor are the other pages anywhere', async () => {
    const stranger = await otherPage();
    const token = await sign({});
    const context = await browser.newContext();
    try {
      for (const [origin, path] of [
        [stranger, `/embed/${SLUG}#${token}`],
        [other, `/dashboards/${SLUG}`],
      ]) {
        const page = await context.newPage();
        const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
        await page.goto(`${origin}/?src=${encodeURIComponent(viewer.url + path)}`);
        await refused;
        expect(await page.frames()[1]?.locator('main').count()).toBe(0);
      }
    } finally {
      await context.close();
    }
  });
});
