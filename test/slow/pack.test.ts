import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let child: ChildProcess | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'installed-'));
  execFileSync('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], { cwd: root });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `./${tarball}`], { cwd: folder });
});

afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts quickstart and answers the address it prints. */
function quickstart(): Promise<string> {
  const started = spawn('npx', ['feedback-loop', 'quickstart', 'demo', '--no-open', '--port', '0'], { cwd: folder });
  child = started;
  return new Promise((found, failed) => {
    let said = '';
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address) found(address);
    };
    started.stdout.on('data', read);
    started.stderr.on('data', read);
    started.on('exit', (code) => failed(new Error(`quickstart ended with ${code}:\n${said}`)));
  });
}

describe('the package, installed in an empty folder', () => {
  it('is no larger than needed: no source, no tests, no dashboards of ours outside starter/', () => {
    const installed = readdirSync(join(folder, 'node_modules/feedback-loop'));
    expect(installed.sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md', 'dist', 'docs', 'package.json', 'starter'].sort(),
    );
  });

  it('shows the dashboards over sample data with npx feedback-loop quickstart', async () => {
    const address = await quickstart();
    const page = await fetch(`${address}/dashboards`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>');
    expect(existsSync(join(folder, 'demo/policy.yaml'))).toBe(true);
    expect(existsSync(join(folder, 'demo/.gitignore'))).toBe(true);
  });
});
