import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { Output } from '../../src/cli/output.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { launchBrowser } from '../support/browser.ts';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';

const dir = temporaryFolder();
const stop = new AbortController();
let browser: Browser;
let page: Page;
let ended: Promise<number>;

/** `assets preview` as a person starts it; answers its address. */
async function startPreview(): Promise<string> {
  let text = '';
  return new Promise((done, fail) => {
    const write = (more: string) => {
      text += more;
      const url = /"url":\s*"([^"]+)"/.exec(text)?.[1];
      if (url) done(url);
    };
    const output = new Output({ stdout: { write }, stderr: { write: () => {} }, env: {} });
    const argv = ['assets', 'preview', '--env', 'local', '--port', '0', '--json'];
    const io = { env: {}, cwd: dir, now: () => new Date(), stdin: Readable.from([]), output, signal: stop.signal };
    ended = main(argv, io);
    ended.then((code) => fail(new Error(`it ended with ${code}: ${text}`)), fail);
  });
}

beforeAll(async () => {
  cpSync(join(packageRoot(), 'starter'), dir, { recursive: true });
  const sample = await commandLine(['sample', '--seed', '7', '--days', '10'], { cwd: dir });
  expect(sample.exitCode, sample.stderr).toBe(0);
  const url = await startPreview();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${url}/dashboards/code-quality`);
});

afterAll(async () => {
  await browser?.close();
  stop.abort();
  await ended;
});

const TEMPLATE = 'assets/charts/code-quality/total-bugs.yaml';
const shows = (text: string) => page.getByText(text).first().waitFor({ timeout: 60_000 });

describe('a preview in the browser', () => {
  it('shows what is saved, without anybody loading the page anew', async () => {
    const before = readFileSync(join(dir, TEMPLATE), 'utf8');
    await shows('Total Bugs');
    writeFileSync(join(dir, TEMPLATE), before.replace('slice_name: Total Bugs', 'slice_name: Every bug there is'));
    await shows('Every bug there is');
    expect(await page.getByText('Total Bugs').count()).toBe(0);
  });

  it('puts a mistake, with file and line, in the place of its chart, and the others stay', async () => {
    const before = readFileSync(join(dir, TEMPLATE), 'utf8');
    const line = before.split('\n').length;
    writeFileSync(join(dir, TEMPLATE), `${before}  row_limit: [[ nothing.here ]]\n`);
    await shows(`${TEMPLATE}:${line}`);
    await shows('Bug Trends Over Time');
    if (process.env.PREVIEW_PICTURE) await page.screenshot({ path: process.env.PREVIEW_PICTURE });
    writeFileSync(join(dir, TEMPLATE), before);
    await page.getByText(`${TEMPLATE}:${line}`).first().waitFor({ state: 'detached', timeout: 60_000 });
    await shows('Every bug there is');
  });
});
