import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where a Chrome or Chromium of the system usually lies. */
const USUAL = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The packed Chromium is for x64 Linux; its own flags switch off what a container lacks. */
async function packed(): Promise<{ executablePath: string; args: string[] } | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const { default: pack } = await import('@sparticuz/chromium');
  // One process for all would end with the first page that is closed; headless is asked for by playwright.
  const args = pack.args.filter((arg) => !arg.includes('single-process') && !arg.includes('headless'));
  return { executablePath: await pack.executablePath(), args };
}

/**
 * A real browser: CHROME_PATH, else the system's Chrome or Chromium, else the one packed in @sparticuz/chromium.
 * @throws Error when there is none
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names no file: ${named}`);
  const own = named ?? USUAL.find((path) => existsSync(path));
  const found = own ? { executablePath: own, args: [] } : await packed();
  if (!found)
    throw new Error('no Chrome or Chromium was found on this machine: install one, or name it in CHROME_PATH');
  // No sandbox of the browser's own: tests run as root in containers, and open only our own pages.
  return chromium.launch({ ...found, args: [...found.args, '--no-sandbox'], headless: true });
}
