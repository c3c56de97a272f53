import { beforeAll, describe, expect, it } from 'vitest';
import type { ChartFilters } from '../../src/charts/chart-filters.ts';
import { ingestRecords } from '../../src/ingest/ingest.ts';
import { createApp } from '../../src/server/app.ts';
import type { ChartReply, DashboardDetail, EventPage } from '../../src/server/contract.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { pageFolder } from '../support/page-folder.ts';
import { smallBundle } from './small-bundle.ts';

type App = Awaited<ReturnType<typeof createApp>>;

const HOST = { host: '127.0.0.1:4800' };
const NOW = new Date('2026-11-21T12:00:00Z');

let store: Store;
let app: App;
const asked: { uuid: string; filters: ChartFilters }[] = [];

const makeApp = async (options: { host?: string; token?: string } = {}): Promise<App> => {
  const webDir = pageFolder(temporaryFolder());
  return createApp({
    store,
    organization: 'default',
    version: '0.0.0',
    bundle: async () => smallBundle,
    draw: async ({ chart, dataset, filters }) => {
      asked.push({ uuid: chart.uuid, filters });
      // The query is the test's own, the database a real one.
      const { rows, ms } = await store
        .runner()
        .run(`SELECT pattern, SUM(count) AS bugs FROM ${dataset.table_name} GROUP BY pattern`);
      const table = {
        type: 'table' as const,
        columns: [
          { name: 'pattern', label: 'Pattern', kind: 'text' as const },
          { name: 'bugs', label: 'Bugs', kind: 'number' as const },
        ],
        rows: rows.map(([pattern, bugs]) => ({ pattern: String(pattern), bugs: Number(bugs) })),
      };
      return { picture: table, table, queries: [{ sql: 'SELECT', rowcount: rows.length, ms }] };
    },
    webDir,
    hashKey: 'key',
    timezone: 'UTC',
    now: () => NOW,
    host: options.host ?? '127.0.0.1',
    ...(options.token === undefined ? {} : { token: options.token }),
  });
};

const bug = (pattern: string, hour: number, extra: Record<string, unknown> = {}) => ({
  kind: 'bug',
  pattern,
  error: `${pattern} went wrong`,
  timestamp: `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`,
  ...extra,
});

const ingest = (events: Record<string, unknown>[]) =>
  ingestRecords(store, events, { source: 'test', hashKey: 'key', now: () => NOW });

beforeAll(async () => {
  store = await freshStore('sqlite');
  await ingest([
    bug('bounds', 1),
    bug('bounds', 2),
    bug('json', 3, { repository: 'acme/shop', pr_number: 7 }),
    { kind: 'bug' },
  ]);
  app = await makeApp();
});

const data = async (body: unknown): Promise<ChartReply[]> => {
  const response = await app.inject({
    method: 'POST',
    url: '/api/dashboards/bugs/data',
    headers: HOST,
    payload: body as object,
  });
  return response.body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ChartReply);
};

describe('a dashboard over HTTP', () => {
  it('is laid out as its YAML says, without what the grid editor needs', async () => {
    const detail = (await app.inject({ url: '/api/dashboards/bugs', headers: HOST })).json<DashboardDetail>();
    expect(detail.layout).toMatchObject({
      type: 'grid',
      children: [
        { type: 'row', children: [{ type: 'chart', uuid: 'one', width: 4, height: 160 }] },
        { type: 'tabs', children: [{ type: 'tab', title: 'More', children: [{ type: 'row' }] }] },
        { type: 'markdown' },
      ],
    });
    expect(detail.charts.one?.definitions).toEqual([
      { name: 'Bugs', meaning: 'Occurrences.', expression: 'SUM(count)' },
    ]);
    expect(detail.filters.map(({ kind, charts }) => ({ kind, charts }))).toEqual([
      { kind: 'time', charts: ['one', 'two'] },
      { kind: 'values', charts: ['one'] },
    ]);
  });

  it('runs no markup of a bundle', async () => {
    const text = (await app.inject({ url: '/api/dashboards/bugs', headers: HOST })).body;
    expect(text).toContain('[a link]');
    expect(text.match(/<script/g)).toEqual(['<script']); // the title, which the page shows as text
    expect(text).not.toContain('href=');
  });

  it('answers one line per chart, failures included', async () => {
    const replies = await data({});
    expect(replies.map(({ uuid, ok }) => ({ uuid, ok })).sort((a, b) => a.uuid.localeCompare(b.uuid))).toEqual([
      { uuid: 'lost', ok: false },
      { uuid: 'one', ok: true },
      { uuid: 'two', ok: true },
    ]);
    expect(replies.find(({ uuid }) => uuid === 'lost')).toMatchObject({ error: { code: 'CHART_INVALID' } });
    expect(replies.find(({ uuid }) => uuid === 'one')).toMatchObject({ n: 2 });
  });

  it('gives each chart the filters in whose scope it is, and clicks on other charts', async () => {
    asked.length = 0;
    await data({
      filters: { values: ['bounds'] },
      cross: [{ chart: 'one', column: 'pattern', value: 'json' }],
      timeRange: 'Last week',
    });
    const of = (uuid: string) => asked.find((each) => each.uuid === uuid)?.filters;
    expect(of('one')).toEqual({
      timeRange: 'Last week',
      extraFormData: [{ filters: [{ col: 'pattern', op: 'IN', val: ['bounds'] }] }],
      crossFilters: [],
    });
    expect(of('two')).toEqual({
      timeRange: 'Last week',
      extraFormData: [],
      crossFilters: [{ col: 'pattern', op: 'IN', val: ['json'] }],
    });
  });

  it('asks the database once, until an event is written', async () => {
    await data({ charts: ['one'] });
    asked.length = 0;
    expect((await data({ charts: ['one'] }))[0]).toMatchObject({ cached: true, n: 2 });
    expect(asked).toEqual([]);
    await ingest([bug('files', 4)]);
    expect((await data({ charts: ['one'] }))[0]).toMatchObject({ cached: false, n: 3 });
  });

  it('comes with its data in the page, as text that is no script', async () => {
    const { body, headers } = await app.inject({ url: '/dashboards/bugs', headers: HOST });
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(body).toMatch(/<script id="boot" type="application\/json">/);
    expect(body.match(/<script data-chart type="application\/json">/g)).toHaveLength(3);
    expect(body).not.toContain('<script>alert');
  });

  it('refuses what is not asked rightly, with a code and a hint', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/dashboards/bugs/data',
      headers: HOST,
      payload: { cross: 7 },
    });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: { code: 'INPUT_INVALID' } });
    expect((await app.inject({ url: '/api/dashboards/none', headers: HOST })).statusCode).toBe(404);
  });

  it('shows a person the page where there is nothing, and tells a program', async () => {
    const asked = (url: string, accept: string) => app.inject({ url, headers: { ...HOST, accept } });
    const page = await asked('/nowhere', 'text/html,*/*');
    expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toContain('id="boot"');
    for (const [url, accept] of [
      ['/nowhere', 'application/json'],
      ['/api/nowhere', 'text/html'],
    ] as const) {
      expect((await asked(url, accept)).json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    }
  });
});

describe('events over HTTP', () => {
  it('come in pages that neither skip nor repeat', async () => {
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: EventPage = (
        await app.inject({ url: `/api/events/bug?limit=1&sort=pattern&cursor=${cursor}`, headers: HOST })
      ).json<EventPage>();
      seen.push(...page.rows.map((row) => `${String(row.pattern)} ${String(row.timestamp).slice(11, 13)}`));
      cursor = page.next;
    }
    expect(seen).toEqual(['bounds 01', 'bounds 02', 'files 04', 'json 03']);
  });

  it('are filtered by column, time and words', async () => {
    const patterns = async (query: string): Promise<unknown[]> =>
      (await app.inject({ url: `/api/events/bug?${query}`, headers: HOST }))
        .json<EventPage>()
        .rows.map((row) => row.pattern);
    expect(await patterns('pattern=json')).toEqual(['json']);
    expect(await patterns('from=2026-11-20T02:30:00Z')).toEqual(['files', 'json']);
    expect(await patterns('q=BOUNDS went')).toEqual(['bounds', 'bounds']);
    expect(await patterns('q=100%25')).toEqual([]);
  });

  it('opens one with links to its pull request', async () => {
    const [row] = (await app.inject({ url: '/api/events/bug?pattern=json', headers: HOST })).json<EventPage>().rows;
    const detail = await app.inject({ url: `/api/events/bug/${String(row?.event_id)}`, headers: HOST });
    expect(detail.json()).toMatchObject({
      event: { error: 'json went wrong' },
      links: [{ href: 'https://github.com/acme/shop/pull/7' }],
    });
  });

  it('names the columns when one does not exist', async () => {
    const response = await app.inject({ url: '/api/events/bug?colour=red', headers: HOST });
    expect(response.json()).toMatchObject({
      error: { code: 'INPUT_INVALID', hint: expect.stringContaining('pattern') as string },
    });
  });
});

describe('runs and quarantine over HTTP', () => {
  it('shows what was read and what was refused', async () => {
    const runs = (await app.inject({ url: '/api/runs', headers: HOST })).json<{ runs: { quarantined: number }[] }>()
      .runs;
    expect(runs.at(-1)).toMatchObject({ read: 4, stored: 3, quarantined: 1, status: 'partial' });
    const page = (await app.inject({ url: '/api/quarantine', headers: HOST })).json<{ records: { id: number }[] }>();
    expect(page.records).toHaveLength(1);
    const again = await app.inject({
      method: 'POST',
      url: `/api/quarantine/${page.records[0]?.id}/retry`,
      headers: HOST,
    });
    expect(again.json()).toMatchObject({ state: 'open', message: expect.any(String) as string });
    const dropped = await app.inject({
      method: 'POST',
      url: `/api/quarantine/${page.records[0]?.id}/drop`,
      headers: HOST,
    });
    expect(dropped.json()).toMatchObject({ state: 'dropped' });
    expect((await app.inject({ url: '/api/quarantine', headers: HOST })).json()).toMatchObject({ records: [] });
  });
});

describe('who may ask', () => {
  it('is only who names this machine, when bound to it', async () => {
    const response = await app.inject({ url: '/api/meta', headers: { host: 'evil.example:4800' } });
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ error: { code: 'HOST_REFUSED' } });
  });

  it('is no page from elsewhere, for what changes something', async () => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/quarantine/1/drop',
      headers: { ...HOST, origin: 'https://evil.example' },
    });
    expect(response.statusCode).toBe(403);
  });

  it('is who has the token, when bound elsewhere; the page keeps it in a cookie', async () => {
    const open = await makeApp({ host: '0.0.0.0', token: 'let-me-in' });
    const status = async (headers: Record<string, string>) =>
      (await open.inject({ url: '/api/meta', headers })).statusCode;
    expect(await status({ host: 'box.example' })).toBe(401);
    expect(await status({ host: 'box.example', authorization: 'Bearer wrong' })).toBe(401);
    const lost = await open.inject({ url: '/nowhere', headers: { host: 'box.example', accept: 'text/html' } });
    expect(lost.statusCode).toBe(401);
    expect(await status({ host: 'box.example', authorization: 'Bearer let-me-in' })).toBe(200);
    const entered = await open.inject({ url: '/dashboards?token=let-me-in', headers: { host: 'box.example' } });
    expect(entered.statusCode).toBe(302);
    expect(
      await status({ host: 'box.example', cookie: String(entered.headers['set-cookie']).split(';')[0] ?? '' }),
    ).toBe(200);
  });
});

describe('what was answered once', () => {
  it('is given to the next as it is, until an event is written or somebody asks anew', async () => {
    const ask = (body: object) =>
      app.inject({ method: 'POST', url: '/api/dashboards/bugs/data', headers: HOST, payload: body });
    const known = async (body: object) => (await ask(body)).headers.etag !== undefined;
    const body = { charts: ['one'], timeRange: 'Last month' };
    expect(await known(body)).toBe(false);
    expect(await known(body)).toBe(true);
    await ingest([bug('later', 7)]);
    const after = await ask(body);
    expect(after.body).toContain('later');
    expect(after.headers.etag).toBeUndefined();
    expect(await known(body)).toBe(true);
    expect(await known({ ...body, fresh: true })).toBe(false);
    expect(await known(body)).toBe(false);
    // A chart that failed is asked again.
    for (let round = 0; round < 2; round++) expect(await known({ charts: ['lost'] })).toBe(false);
  });
});
