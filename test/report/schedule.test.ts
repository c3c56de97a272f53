import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { commandLine } from '../support/command-line.ts';
import { later, temporaryFolder } from '../support/databases.ts';

interface Received {
  request: IncomingMessage;
  body: Buffer;
}

describe('scheduled reports', () => {
  let cwd = '';
  let hook = '';
  let answers: number[] = [];
  const received: Received[] = [];
  const environment = () => ({ FEEDBACK_LOOP_STATE_DIR: `${cwd}/state`, HOOK: hook, HOOK_SECRET: 'a shared secret' });
  const run = (...argv: string[]) => commandLine(['report', ...argv], { cwd, env: environment() });
  const reports = (text: string): void => writeFileSync(join(cwd, 'reports.yaml'), text);
  /** As if the reports had been known for long. */
  const known = async (): Promise<void> => {
    const store = await openStore({ uri: `sqlite:///${cwd}/feedback-loop.db`, organization: 'default' });
    await store.db.updateTable('report_deliveries').set({ since: '2020-01-01 00:00:00.000000' }).execute();
    await store.close();
  };
  const due = async (text: string): Promise<void> => {
    reports(text);
    await run('send', '--all-due');
    await known();
  };
  const toFile = (name: string, file: string): string =>
    `  ${name}:\n    dashboard: code-quality\n    charts: [Total Bugs]\n    format: svg\n    schedule: 0 7 * * *\n    timezone: Europe/Berlin\n    to: [{ file: "${file}" }]\n`;
  const toHook =
    '  b:\n    dashboard: code-quality\n    charts: [Total Bugs]\n    format: xlsx\n    schedule: 0 7 * * 1\n    to: [{ webhook: { url_env: HOOK, secret_env: HOOK_SECRET } }]\n';

  beforeAll(async () => {
    cwd = join(temporaryFolder(), 'project');
    const made = await commandLine(['quickstart', cwd, '--no-serve', '--no-open', '--days', '7'], {
      cwd: join(cwd, '..'),
      env: { FEEDBACK_LOOP_STATE_DIR: `${cwd}/state` },
    });
    expect(made.exitCode, made.stderr).toBe(0);
    const server = createServer((request, response) => {
      void buffer(request).then((body) => {
        received.push({ request, body });
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    later(() => void server.close());
    hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=very-secret`;
  });

  beforeEach(() => {
    received.length = 0;
    answers = [];
  });

  it('are sent once for a due time, and not for the past before they were first seen', async () => {
    reports(`reports:\n${toFile('a', 'out/{name}-{date}.{format}')}`);
    const first = await run('send', '--all-due', '--json');
    expect([first.exitCode, JSON.parse(first.stdout)], first.stderr).toEqual([
      0,
      { sent: 0, failed: 0, deliveries: [] },
    ]);
    await known();
    const second = JSON.parse((await run('send', '--all-due', '--json')).stdout) as {
      deliveries: { due: string; message: string }[];
    };
    const [delivery] = second.deliveries;
    expect(second.deliveries).toHaveLength(1);
    expect(delivery?.due).toMatch(/T0[56]:00:00.000Z$/);
    expect(delivery?.message).toBe(join(cwd, 'out', `a-${delivery?.due.slice(0, 10)}.svg`));
    expect(existsSync(delivery?.message ?? '')).toBe(true);
    expect(JSON.parse((await run('send', '--all-due', '--json')).stdout)).toMatchObject({ sent: 0 });
  });

  it('go to a web address with a signature over what is sent', async () => {
    reports(`reports:\n${toHook}`);
    answers = [503];
    const { exitCode, stdout, stderr } = await run('send', 'b', '--json');
    expect(exitCode, stderr).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('very-secret');
    // The first attempt was refused for the moment; both carry the same key.
    expect(received).toHaveLength(2);
    const [one, two] = received;
    expect(one?.request.headers['idempotency-key']).toBe(two?.request.headers['idempotency-key']);
    const [, seconds, mac] =
      /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(two?.request.headers['x-feedback-loop-signature'])) ?? [];
    const own = createHmac('sha256', 'a shared secret')
      .update(`${seconds}.`)
      .update(two?.body ?? '')
      .digest('hex');
    expect(mac).toBe(own);
    expect(two?.body.subarray(0, 2).toString()).toBe('PK');
  });

  it('say what failed, end with 6, and are tried again', async () => {
    await due(`reports:\n${toHook}`);
    answers = [400];
    const failed = await run('send', '--all-due');
    expect(failed.exitCode).toBe(6);
    expect(failed.stderr).toContain('the address in HOOK answered HTTP 400');
    expect((await run('send', '--all-due')).exitCode).toBe(0);
    expect(received).toHaveLength(2);
    await run('send', '--all-due');
    expect(received).toHaveLength(2);
  });

  it('are sent once by two that send at the same time', async () => {
    await due(`reports:\n${toHook.replace('  b:', '  twice:')}`);
    const [one, two] = await Promise.all([run('send', '--all-due', '--json'), run('send', '--all-due', '--json')]);
    const sent = [one, two].map(({ stdout }) => (JSON.parse(stdout) as { sent: number }).sent);
    expect(new Set(sent)).toEqual(new Set([0, 1]));
    expect(received).toHaveLength(1);
    expect((await run('list')).stdout).toMatch(/sent \d{4}-/);
  });

  it('are sent once by two servers, which stop when they are told to', async () => {
    await due(`reports:\n${toHook.replace('  b:', '  served:')}`);
    const stop = new AbortController();
    const servers = ['one', 'two'].map(() =>
      commandLine(['serve', '--reports', '--port', '0'], { cwd, env: environment(), signal: stop.signal }),
    );
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 60_000, interval: 100 });
    await vi.waitFor(async () => expect((await run('list')).stdout).toMatch(/sent \d{4}-/), { timeout: 30_000 });
    stop.abort();
    const ends = await Promise.all(servers);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(ends.filter(({ stderr }) => stderr.includes('✓ report served'))).toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  it('are the same in a dry run, which sends nothing', async () => {
    const dry = async (...argv: string[]) => {
      const { stdout, stderr, exitCode } = await run('send', ...argv, '--dry-run', '--json');
      return exitCode === 0 ? (JSON.parse(stdout) as { wouldSend: { report: string }[] }).wouldSend : stderr;
    };
    reports(`reports:\n${toHook.replace('  b:', '  dry:')}`);
    expect(await dry('--all-due')).toEqual([]);
    await due(`reports:\n${toHook.replace('  b:', '  dry:')}`);
    expect(await dry('--all-due')).toMatchObject([{ report: 'dry', targets: ['webhook HOOK'] }]);
    expect(received).toEqual([]);
    await run('send', '--all-due');
    expect(received).toHaveLength(1);
    expect(await dry('--all-due')).toEqual([]);
    expect(await dry('dry')).toMatchObject([{ report: 'dry' }]);
    expect(await dry('nope')).toMatch(/reports.yaml has no report nope/);
  });

  it('are listed and checked without being sent', async () => {
    reports(`reports:\n${toFile('a', 'out/a.svg')}${toHook}`);
    const { stdout } = await run('list', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ reports: [{ name: 'a', format: 'svg' }, { to: ['webhook HOOK'] }] });
    expect((await run('check')).exitCode).toBe(0);
    reports(`reports:\n${toHook.replace('Total Bugs', 'Total Bug').replace('url_env: HOOK', 'url_env: NOT_SET')}`);
    const wrong = await run('check', '--json');
    expect(wrong.exitCode).toBe(5);
    const { mistakes } = JSON.parse(wrong.stdout) as { mistakes: { message: string }[] };
    expect(mistakes.map(({ message }) => message)).toEqual([
      'the dashboard has no chart Total Bug',
      'NOT_SET is not set',
    ]);
    expect(received).toEqual([]);
  });

  it.each([
    ['    schedule: every monday', 'reports.yaml:3:15'],
    ['    schedule: 0 7 * * 1\n    timezone: Europe/Bärlin', 'reports.yaml:4:15'],
    ['    shedule: 0 7 * * 1', 'reports.yaml:3:5'],
  ])('name the place of a mistake: %j', async (line, place) => {
    reports(`reports:\n  a:\n${line}\n    dashboard: code-quality\n    to: [{ file: a.pdf }]\n`);
    const { exitCode, stderr } = await run('list');
    expect(exitCode).toBe(5);
    expect(stderr).toContain(place);
  });

  it('of a new project are an example with nothing due', async () => {
    const example = readFileSync(join(import.meta.dirname, '../../starter/reports.yaml'), 'utf8');
    reports(example);
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual({ reports: [] });
    const live = example.replaceAll(/^#(?= {2,}\S)/gm, ' ').replace('reports: {}', 'reports:');
    reports(live.replaceAll('url_env: REPORT_WEBHOOK_URL', 'url_env: HOOK'));
    const { stdout, stderr } = await run('list', '--json');
    expect((JSON.parse(stdout) as { reports: unknown[] }).reports, stderr).toHaveLength(2);
  });
});
