import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChartFilters } from '../../src/charts/chart-filters.ts';
import type { Failure } from '../../src/errors.ts';
import { createApp } from '../../src/server/app.ts';
import type { ChartReply, EmbeddedDashboard } from '../../src/server/contract.ts';
import { embedKey } from '../../src/server/embed/embed-keys.ts';
import { embedSettings } from '../../src/server/embed/embed-settings.ts';
import { type EmbedGrant, signEmbedToken } from '../../src/server/embed/embed-token.ts';
import type { Store } from '../../src/store/store.ts';
import { commandLine } from '../support/command-line.ts';
import { freshStore, later, temporaryFolder } from '../support/databases.ts';
import { pageFolder } from '../support/page-folder.ts';
import { smallBundle } from './small-bundle.ts';

const NOW = new Date('2026-03-04T15:00:00Z');
const SECRET = 'a random text that is long enough to sign with';
const OLDER = 'another random text, which was the key before it';
const GRANT: EmbedGrant = { organization: 'default', dashboard: 'dashboard', locked: {} };

const second = {
  ...structuredClone(smallBundle.dashboards[0] as (typeof smallBundle.dashboards)[number]),
  uuid: 'second',
  slug: 'second',
};
const BUNDLE = { ...smallBundle, dashboards: [...smallBundle.dashboards, second] };

let store: Store;
const asked: { uuid: string; filters: ChartFilters }[] = [];

async function appWith(env: Record<string, string>, more: { host?: string; token?: string } = {}) {
  const embed = embedSettings(env);
  const table = { type: 'table' as const, columns: [], rows: [{ pattern: 'bounds' }] };
  const app = await createApp({
    store,
    organization: 'default',
    version: '0.0.0',
    bundle: async () => BUNDLE,
    draw: async ({ chart, filters }) => {
      asked.push({ uuid: chart.uuid, filters });
      return { picture: table, table, queries: [{ sql: 'SELECT secret', rowcount: 0, ms: 1 }] };
    },
    webDir: pageFolder(temporaryFolder()),
    hashKey: 'key',
    timezone: 'UTC',
    now: () => NOW,
    host: '127.0.0.1',
    ...(embed ? { embed } : {}),
    ...more,
  });
  later(() => app.close());
  return app;
}

type App = Awaited<ReturnType<typeof appWith>>;

const token = (grant: Partial<EmbedGrant> = {}, ttlSeconds = 3_600, now = NOW, secret = SECRET): Promise<string> =>
  signEmbedToken(embedKey(secret, 'a test'), { ...GRANT, ...grant }, { now, ttlSeconds });

const get = (app: App, url: string, bearer?: string) =>
  app.inject({
    url,
    headers: { host: '127.0.0.1:4800', ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
  });

const data = async (app: App, bearer: string, body: unknown): Promise<ChartReply[]> => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/embed/bugs/data',
    headers: { host: '127.0.0.1:4800', authorization: `Bearer ${bearer}` },
    payload: body as object,
  });
  expect(answer.statusCode).toBe(200);
  return answer.body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ChartReply);
};

describe('a token for an embedded dashboard', () => {
  let app: App;
  beforeAll(async () => {
    store = await freshStore('sqlite');
    app = await appWith({ FEEDBACK_LOOP_EMBED_KEY: SECRET, FEEDBACK_LOOP_EMBED_KEY_PREVIOUS: OLDER });
  });

  it('opens its dashboard, without what leads elsewhere', async () => {
    const answer = await get(app, '/api/embed/bugs', await token());
    expect(answer.statusCode).toBe(200);
    const { dashboard, meta } = answer.json<EmbeddedDashboard>();
    expect(dashboard).toMatchObject({ slug: 'bugs', previous: null, next: null });
    expect(meta).toMatchObject({ organization: 'default', version: '', pages: [] });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('gives the charts, without their SQL', async () => {
    const replies = await data(app, await token(), { charts: ['one', 'two'] });
    expect(replies.map(({ ok }) => ok)).toEqual([true, true]);
    expect(JSON.stringify(replies)).not.toContain('SELECT secret');
  });

  it.each([
    ['no token', undefined, 401, 'AUTH_REQUIRED'],
    ['not even a token', () => Promise.resolve('x'), 403, 'EMBED_REFUSED'],
    ['another dashboard', () => token({ dashboard: 'second' }), 403, 'EMBED_REFUSED'],
    ['a dashboard that is gone', () => token({ dashboard: 'gone' }), 404, 'NOT_FOUND'],
    ['another organization', () => token({ organization: 'other' }), 403, 'EMBED_REFUSED'],
    ['a token that has expired', () => token({}, 60, new Date(NOW.getTime() - 120_000)), 401, 'EMBED_EXPIRED'],
    ['a token from the future', () => token({}, 60, new Date(NOW.getTime() + 3_600_000)), 403, 'EMBED_REFUSED'],
    [
      'a key that is not in use',
      () => token({}, 60, NOW, 'a key that this server was never told of, at all'),
      403,
      'EMBED_REFUSED',
    ],
  ])('is refused for %s', async (_, make, status, code) => {
    const answer = await get(app, '/api/embed/bugs', await make?.());
    expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([status, code]);
  });

  it('is taken when the clocks differ by a few seconds, and with the key before this one', async () => {
    for (const own of [
      token({}, 60, new Date(NOW.getTime() - 75_000)),
      token({}, 60, new Date(NOW.getTime() + 20_000)),
      token({}, 60, NOW, OLDER),
    ]) {
      expect((await get(app, '/api/embed/bugs', await own)).statusCode).toBe(200);
    }
  });

  it('cannot choose how it is checked', async () => {
    const key = embedKey(SECRET, 'a test');
    const claims = { org: 'default', dashboard: 'dashboard' };
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = {
      ...claims,
      iss: 'feedback-loop',
      aud: 'feedback-loop:embed',
      iat: NOW.getTime() / 1_000,
      exp: NOW.getTime() / 1_000 + 60,
    };
    const unsigned = `${part({ alg: 'none', kid: key.id })}.${part(body)}.`;
    expect((await get(app, '/api/embed/bugs', unsigned)).statusCode).toBe(403);
    const [head, , signature] = (await token()).split('.');
    const altered = `${head}.${part({ ...body, dashboard: 'second' })}.${signature}`;
    expect((await get(app, '/api/embed/second', altered)).statusCode).toBe(403);

    // The old confusion: the text of a public key taken for a shared secret.
    const pair = generateKeyPairSync('ed25519');
    const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const checking = await appWith({ FEEDBACK_LOOP_EMBED_KEY: pem });
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: embedKey(pem, 'a test').id })
      .setIssuer('feedback-loop')
      .setAudience('feedback-loop:embed')
      .setIssuedAt(NOW.getTime() / 1_000)
      .setExpirationTime(NOW.getTime() / 1_000 + 60)
      .sign(new TextEncoder().encode(pem));
    expect((await get(checking, '/api/embed/bugs', confused)).statusCode).toBe(403);

    const signing = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const honest = await token({}, 60, NOW, signing);
    expect((await get(checking, '/api/embed/bugs', honest)).statusCode).toBe(200);
  });

  it('must say when it ends, and live no longer than a month', async () => {
    const key = embedKey(SECRET, 'a test');
    const endless = await new SignJWT({ org: 'default', dashboard: 'dashboard' })
      .setProtectedHeader({ alg: 'HS256', kid: key.id })
      .setIssuer('feedback-loop')
      .setAudience('feedback-loop:embed')
      .setIssuedAt(NOW.getTime() / 1_000)
      .sign(new TextEncoder().encode(SECRET));
    expect((await get(app, '/api/embed/bugs', endless)).statusCode).toBe(403);
    await expect(token({}, 32 * 86_400)).rejects.toThrow('31 days');
    const old = await token({}, 31 * 86_400, new Date(NOW.getTime() - 31.5 * 86_400_000));
    expect((await get(app, '/api/embed/bugs', old)).statusCode).toBe(401);
  });

  it('opens no other door, whether the server needs a token or not', async () => {
    const own = await token();
    const guarded = await appWith({ FEEDBACK_LOOP_EMBED_KEY: SECRET }, { host: '0.0.0.0', token: 'the real one' });
    for (const server of [app, guarded]) {
      for (const url of [
        '/api/meta',
        '/api/dashboards/bugs',
        '/api/metrics',
        '/api/events/bug',
        '/dashboards',
        '/api/openmetrics',
        '/nothing',
      ]) {
        expect([url, (await get(server, url, own)).statusCode]).toEqual([url, 403]);
      }
    }
    expect((await get(guarded, '/api/embed/bugs', own)).statusCode).toBe(200);
    expect((await get(guarded, '/api/embed/bugs', 'the real one')).statusCode).toBe(403);
    expect((await get(guarded, '/api/meta')).statusCode).toBe(401);
    expect((await get(guarded, '/api/meta', 'the real one')).statusCode).toBe(200);
  });

  it('is of no use where embedding is off', async () => {
    const off = await appWith({});
    expect((await get(off, '/embed/bugs')).statusCode).toBe(404);
    expect((await get(off, '/api/embed/bugs', await token())).statusCode).toBe(403);
  });
});

describe('what a token fixes', () => {
  let app: App;
  beforeAll(async () => {
    store = await freshStore('sqlite');
    app = await appWith({ FEEDBACK_LOOP_EMBED_KEY: SECRET });
  });

  it('narrows every chart, and the page can only narrow it further', async () => {
    asked.length = 0;
    const own = await token({ locked: { pattern: 'bounds' }, timeRange: 'Last month' });
    await data(app, own, {
      charts: ['one'],
      timeRange: 'No filter',
      fresh: true,
      filters: { values: null, time: 'No filter' },
      cross: [{ chart: 'two', column: 'pattern', value: 'json' }],
    });
    expect(asked[0]?.filters).toMatchObject({
      timeRange: 'Last month',
      crossFilters: [
        { col: 'pattern', op: 'IN', val: ['bounds'] },
        { col: 'pattern', op: 'IN', val: ['json'] },
      ],
    });
  });

  it('is said, and no longer offered as a choice', async () => {
    const own = await token({ locked: { pattern: 'bounds' }, timeRange: 'Last month' });
    const { dashboard, locked, timeRange } = (await get(app, '/api/embed/bugs', own)).json<EmbeddedDashboard>();
    expect(dashboard.filters).toEqual([]);
    expect({ locked, timeRange }).toEqual({
      locked: [{ column: 'pattern', value: 'bounds' }],
      timeRange: 'Last month',
    });
  });

  it('keeps charts away that cannot be narrowed to it', async () => {
    asked.length = 0;
    const replies = await data(app, await token({ locked: { team: 'north' } }), {});
    expect(replies.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(replies[0]).toMatchObject({
      error: { code: 'EMBED_REFUSED', message: expect.stringContaining('team') as string },
    });
    expect(asked).toEqual([]);
  });

  it('narrows the values that a filter offers', async () => {
    asked.length = 0;
    const url = '/api/embed/bugs/filters/values';
    expect((await get(app, url, await token({ locked: { pattern: 'bounds' } }))).statusCode).toBe(200);
    expect(asked[0]?.filters.crossFilters).toEqual([{ col: 'pattern', op: 'IN', val: ['bounds'] }]);
    expect((await get(app, url, await token({ timeRange: 'Last month' }))).statusCode).toBe(200);
    expect(asked[1]?.filters.timeRange).toBe('Last month');
    expect((await get(app, url, await token({ locked: { team: 'north' } }))).statusCode).toBe(403);
  });
});

describe('the page for a frame', () => {
  it('may be shown by nobody, unless origins are named', async () => {
    store = await freshStore('sqlite');
    const closed = await get(await appWith({ FEEDBACK_LOOP_EMBED_KEY: SECRET }), '/embed/bugs');
    expect(closed.statusCode).toBe(200);
    expect(closed.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(closed.headers['x-frame-options']).toBe('DENY');
    const origins = 'https://wiki.example.org http://localhost:8080';
    const named = await appWith({ FEEDBACK_LOOP_EMBED_KEY: SECRET, FEEDBACK_LOOP_EMBED_ORIGINS: origins });
    const open = await get(named, '/embed/bugs');
    expect(open.headers['content-security-policy']).toContain(`frame-ancestors ${origins}`);
    expect(open.headers['x-frame-options']).toBeUndefined();
    expect(open.body).not.toContain('<script id="boot"');
    for (const url of ['/dashboards', '/dashboards/bugs', '/metrics']) {
      expect((await get(named, url)).headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  it.each(['https://a.example; script-src *', 'wiki.example.org', '*', "'self'"])(
    'takes no origin like %s',
    (origin) => {
      expect(() => embedSettings({ FEEDBACK_LOOP_EMBED_KEY: SECRET, FEEDBACK_LOOP_EMBED_ORIGINS: origin })).toThrow(
        'no origin',
      );
    },
  );

  it('takes no key that can be guessed, and names it without showing it', () => {
    expect(() => embedSettings({ FEEDBACK_LOOP_EMBED_KEY: 'hunter2' })).toThrow(
      /^FEEDBACK_LOOP_EMBED_KEY is too short/,
    );
    let refused: unknown;
    try {
      embedSettings({ FEEDBACK_LOOP_EMBED_KEY: '-----BEGIN PRIVATE KEY-----\nhunter2' });
    } catch (thrown) {
      refused = thrown;
    }
    expect(refused).toMatchObject({ code: 'CONFIG_INVALID' });
    expect((refused as Failure).message).not.toContain('hunter2');
  });
});

describe('feedback-loop embed token', () => {
  it('makes one for a dashboard of the project, and says which charts it keeps away', async () => {
    const cwd = temporaryFolder();
    expect((await commandLine(['init', '.'], { cwd })).exitCode).toBe(0);
    const env = { FEEDBACK_LOOP_EMBED_KEY: SECRET };
    const words = ['embed', 'token', 'code-quality', '--filter', 'repository=acme/shop', '--ttl', '15m', '--json'];
    const { stdout, stderr, exitCode } = await commandLine(words, { cwd, env });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('opens Code Quality of default until') as string]);
    const made = JSON.parse(stdout) as { url: string; token: string };
    expect(made.url).toBe(`http://127.0.0.1:4600/embed/code-quality#${made.token}`);
    const refused = async (...more: string[]) =>
      (await commandLine(['embed', 'token', ...more], { cwd, env })).exitCode;
    expect(await refused('no-such-dashboard')).toBe(64);
    expect(await refused('code-quality', '--filter', 'repository')).toBe(64);
    expect(await refused('code-quality', '--ttl', 'forever')).toBe(64);
    expect((await commandLine(['embed', 'token', 'code-quality'], { cwd })).stderr).toContain('openssl rand');
  });
});
