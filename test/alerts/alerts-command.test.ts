import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { observe } from '../../src/alerts/observe.ts';
import { loadAlerts } from '../../src/config/alerts-config.ts';
import { ingestRecords } from '../../src/ingest/ingest.ts';
import type { Observation } from '../../src/model/alerts.ts';
import { DIMENSIONS } from '../../src/model/vocabulary.ts';
import { loadSample } from '../../src/sample/load.ts';
import type { Store } from '../../src/store/store.ts';
import { commandLine } from '../support/command-line.ts';
import { DIALECTS, freshStore, freshUri, later, openTestStore, temporaryFolder } from '../support/databases.ts';

const hours = (ago: number): string => new Date(Date.now() - ago * 3_600_000).toISOString();

const generations = (count: number, good: number, repository = 'acme/shop') =>
  Array.from({ length: count }, (_, at) => ({
    kind: 'code_generation',
    prompt: `${repository} ${at}`,
    success: at < good,
    confidence: 0.8,
    patterns_applied: ['bounds'],
    repository,
    timestamp: hours(5 + at / 100),
  }));

const rulesIn = (folder: string, text: string) => {
  writeFileSync(join(folder, 'alerts.yaml'), text);
  return loadAlerts(folder).rules;
};

const RULES = `
rules:
  - { name: success, metric: generation-success-rate, by: repository, at_least: 0.8 }
  - { name: age, data_older_than: 2h, action: Start the import. }
  - { name: ingest, last_ingest: partial, severity: critical }
  - { name: refused, quarantine_above: 0 }
`;

it('a rule on a sum does not fire while the data do not reach back over its days', async () => {
  const store = await freshStore('sqlite');
  const now = new Date('2026-03-04T15:00:00Z');
  await loadSample(store, { seed: 5, now, days: 3, hashKey: 'test' });
  const rules = rulesIn(temporaryFolder(), 'rules: [{ name: returns, metric: roi-per-pattern }]');
  const [seen] = await observe(store, rules, { now, probes: { drift: () => Promise.resolve(0) } });
  expect(seen).toMatchObject({ firing: null, message: expect.stringContaining('the data begin on') });
});

it('a rule on a figure per week neither fires nor is quiet before there are seven days of data', async () => {
  const rules = rulesIn(
    temporaryFolder(),
    'rules: [{ name: often, metric: deployment-frequency, at_least: 5 }, { name: rare, metric: high-severity-issues, at_most: 0.01 }]',
  );
  const firing = async (days: number): Promise<(boolean | null)[]> => {
    const store = await freshStore('sqlite');
    const now = new Date('2026-03-04T15:00:00Z');
    await loadSample(store, { seed: 5, now, days, hashKey: 'test' });
    const seen = await observe(store, rules, { now, probes: { drift: () => Promise.resolve(0) } });
    if (days < 7) for (const { message } of seen) expect(message).toContain('at least 7 are needed');
    return seen.map((each) => each.firing);
  };
  expect(await firing(3)).toEqual([null, null]);
  expect(await firing(30)).toEqual([false, true]);
});

describe.each(DIALECTS)('what rules see on %s', (dialect) => {
  let store: Store;
  const folder = temporaryFolder();
  const seen = async (text = RULES): Promise<Map<string, Observation>> => {
    const probes = { drift: () => Promise.resolve(2) };
    const all = await observe(store, rulesIn(folder, text), { now: new Date(), probes });
    return new Map(all.map((each) => [each.alert, each]));
  };
  beforeAll(async () => {
    store = await freshStore(dialect);
  });

  it('is nothing to speak of in an empty database, but that there are no data', async () => {
    const all = await seen();
    expect([...all].map(([alert, { firing }]) => [alert, firing])).toEqual([
      ['age', true],
      ['ingest', null],
      ['refused', false],
    ]);
  });

  it('fires when a target is missed for certain, not when too few say so', async () => {
    await ingestRecords(
      store,
      [
        ...generations(80, 30, 'acme/bad'),
        ...generations(80, 79, 'acme/good'),
        ...generations(6, 2, 'acme/few'),
        ...generations(60, 46, 'acme/noisy'),
        { kind: 'bug' },
      ],
      { source: 'test', hashKey: 'key', now: () => new Date() },
    );
    const all = await seen();
    expect([...all].map(([alert, { firing }]) => [alert, firing])).toEqual([
      ['success/acme/bad', true],
      ['success/acme/few', null],
      ['success/acme/good', false],
      ['success/acme/noisy', null],
      ['age', true],
      ['ingest', true],
      ['refused', true],
    ]);
    expect(all.get('success/acme/bad')?.message).toMatch(
      /^Generation success rate in acme\/bad: 37\.5 % \(95 % interval .+, n = 80 .+\); target at least 80 %: missed/,
    );
    expect(all.get('age')?.message).toMatch(/5\.\d hours ago; at most 2 hours are allowed\. Start the import\.$/);
  });

  it('is drift when the target says so, and unknown when it cannot be asked', async () => {
    const text = 'rules: [{ name: drift, drift: prod }]';
    expect((await seen(text)).get('drift')).toMatchObject({
      firing: true,
      message: expect.stringContaining('2 objects') as string,
    });
  });
});

describe('alerts.yaml', () => {
  const folder = temporaryFolder();

  it('splits by whatever metrics can be split by', () => {
    for (const by of DIMENSIONS) {
      expect(rulesIn(folder, `rules: [{ name: a, metric: flaky-tests, by: ${by}, below: 0.1 }]`)).toMatchObject([
        { by },
      ]);
    }
  });

  it.each([
    ['rules: [{ name: a, metric: x }, { name: a, metric: y }]', 'two rules a'],
    ['rules: [{ name: a, metric: x, at_least: 1, below: 2 }]', 'more than one target'],
    ['rules: [{ name: a, data_older_than: soon }]', 'length'],
    ['rules: []', 'rules'],
    ['rules: [{ name: a, metric: x }]\nnotify: [{ webhook_env: "https://hooks.example/x" }]', 'environment variable'],
  ])('%s is refused', (text, why) => {
    expect(() => rulesIn(folder, text)).toThrow(why);
  });
});

describe('feedback-loop alerts', () => {
  const told: { text?: string; alerts?: { event: string; alert: string }[] }[] = [];
  let status = 204;
  let cwd: string;
  let env: Record<string, string>;
  let store: Store;

  beforeAll(async () => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (status < 300) told.push(JSON.parse(body) as (typeof told)[number]);
        response.statusCode = status;
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    later(() => void server.close());
    cwd = temporaryFolder();
    const uri = await freshUri('sqlite');
    store = await openTestStore({ uri, create: true, migrate: true });
    env = { METRICS_DB_URI: uri, HOOK: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path` };
    writeFileSync(join(cwd, 'alerts.yaml'), `${RULES}\nnotify:\n  - webhook_env: HOOK\n  - file: told.ndjson\n`);
    writeFileSync(join(cwd, 'policy.yaml'), '');
    await ingestRecords(store, generations(80, 30), { source: 'test', hashKey: 'key', now: () => new Date() });
  });
  beforeEach(() => {
    told.length = 0;
    status = 204;
  });

  const run = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await commandLine(['alerts', ...words], { cwd, env });
    return { exitCode, stdout, stderr };
  };

  it('tells nobody and keeps nothing in a rehearsal', async () => {
    const { exitCode, stdout } = await run('check', '--dry-run');
    expect([exitCode, told]).toEqual([0, []]);
    expect(stdout).toContain('2 firing, 2 new, nobody told');
    expect((await run('list')).stdout).toContain('No alert is firing');
  });

  it('tries again what could not be delivered, and names no address', async () => {
    status = 400;
    writeFileSync(
      join(cwd, 'broken.yaml'),
      `${RULES}\nnotify:\n  - file: no-such-folder/told.ndjson\n  - webhook_env: HOOK\n`,
    );
    const { exitCode, stderr } = await run('check', '--config', 'broken.yaml');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('told.ndjson: it cannot be written (ENOENT); HOOK: it answered 400');
    expect(stderr).not.toContain('secret-path');
    expect((await run('list')).stdout).toContain('No alert is firing');
  });

  it('tells the other channels when one is broken, and none of them again because of it', async () => {
    const other = temporaryFolder();
    const uri = await freshUri('sqlite');
    const own = await openTestStore({ uri, create: true, migrate: true });
    await ingestRecords(own, generations(80, 30), { source: 'test', hashKey: 'key', now: () => new Date() });
    writeFileSync(join(other, 'policy.yaml'), '');
    writeFileSync(
      join(other, 'alerts.yaml'),
      `${RULES}\nnotify:\n  - file: no-such-folder/told.ndjson\n  - webhook_env: HOOK\n`,
    );
    const check = () => commandLine(['alerts', 'check'], { cwd: other, env: { ...env, METRICS_DB_URI: uri } });
    const first = await check();
    expect([first.exitCode, told.length]).toEqual([1, 1]);
    expect(first.stderr).toContain('told.ndjson: it cannot be written (ENOENT)');
    const second = await check();
    expect([second.exitCode, told.length]).toEqual([0, 1]);
    expect(second.stdout).toContain('2 firing, 0 new');
  });

  it('tells once, fails a check until somebody knows, and tells the end', async () => {
    expect((await run('check', '--fail')).exitCode).toBe(11);
    expect(told.flatMap(({ alerts = [] }) => alerts.map(({ event, alert }) => `${event} ${alert}`)).sort()).toEqual([
      'firing age',
      'firing success/acme/shop',
    ]);
    expect((await run('check', '--fail')).exitCode).toBe(11);
    expect(told).toHaveLength(1);
    const lines = readFileSync(join(cwd, 'told.ndjson'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ organization: 'default', event: 'firing', severity: 'high' });

    expect((await run('ack', 'age', '--note', 'being mended')).exitCode).toBe(0);
    expect((await run('ack', 'success/acme/shop')).exitCode).toBe(0);
    expect((await run('ack', 'nothing')).exitCode).toBe(64);
    expect((await run('check', '--fail')).exitCode).toBe(0);
    expect((await run('list')).stdout).toContain('known: being mended');

    await ingestRecords(store, [{ kind: 'bug', pattern: 'x', error: 'x', timestamp: hours(0.1) }], {
      source: 'test',
      hashKey: 'key',
      now: () => new Date(),
    });
    told.length = 0;
    await run('check');
    expect(told[0]?.alerts).toMatchObject([{ event: 'resolved', alert: 'age' }]);
    const { stdout } = await run('list', '--all', '--json');
    const { alerts } = JSON.parse(stdout) as { alerts: { alert: string; state: string }[] };
    expect(alerts.map(({ alert, state }) => `${alert} ${state}`)).toEqual(['success/acme/shop firing', 'age resolved']);
  });

  it('tells the end of an alert of which nothing is seen any more', async () => {
    await store.db.updateTable('metrics_code_generation').set({ repository: 'acme/renamed' }).execute();
    await run('check');
    const news = told.flatMap(({ alerts = [] }) => alerts.map(({ event, alert }) => `${event} ${alert}`));
    expect(news.sort()).toEqual(['firing success/acme/renamed', 'resolved success/acme/shop']);
    told.length = 0;
    await run('check');
    expect(told).toEqual([]);
  });

  it('forgets alerts whose rule is gone', async () => {
    writeFileSync(join(cwd, 'alerts.yaml'), 'rules: [{ name: ingest, last_ingest: failed }]');
    expect((await run('check', '--fail')).exitCode).toBe(0);
    expect((await run('list', '--all', '--json')).stdout).toContain('"alerts": []');
    expect(existsSync(join(cwd, 'told.ndjson'))).toBe(true);
  });
});
