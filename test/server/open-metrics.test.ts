import parse from 'parse-prometheus-text-format';
import { beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../src/analyze/catalog.ts';
import { loadSample } from '../../src/sample/load.ts';
import { createApp } from '../../src/server/app.ts';
import type { MetricList } from '../../src/server/contract.ts';
import { chooseExposition } from '../../src/server/open-metrics/choose-exposition.ts';
import { exposition } from '../../src/server/open-metrics/family.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { pageFolder } from '../support/page-folder.ts';
import { smallBundle } from './small-bundle.ts';

const NOW = new Date('2026-03-04T15:00:20Z');
const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8';

type App = Awaited<ReturnType<typeof createApp>>;

const appOver = (store: Store, more: { host?: string; token?: string; now?: () => Date } = {}): Promise<App> =>
  createApp({
    store,
    organization: 'acme "north"',
    version: '0.0.0',
    bundle: async () => smallBundle,
    draw: () => {
      throw new Error('no chart is drawn here');
    },
    webDir: pageFolder(temporaryFolder()),
    hashKey: 'key',
    timezone: 'UTC',
    now: () => NOW,
    host: '127.0.0.1',
    ...more,
  });

const scrape = (app: App, accept: string, url = '/metrics', headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { host: '127.0.0.1:4800', accept, ...headers } });

describe('metrics for a scraper', () => {
  let store: Store;
  let app: App;
  let list: MetricList;
  beforeAll(async () => {
    store = await freshStore('sqlite');
    await loadSample(store, { seed: 2, now: NOW, days: 60, hashKey: 'key' });
    app = await appOver(store);
    list = (await scrape(app, 'application/json', '/api/metrics')).json<MetricList>();
    return () => app.close();
  });

  const parsed = async (query = '') => {
    const answer = await scrape(app, 'text/plain;version=0.0.4', `/metrics${query}`);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    return new Map(parse(answer.body).map((family) => [family.name, family]));
  };

  it('hold the values of the metrics page in base units, absent where there is none', async () => {
    const families = await parsed();
    const result = (id: string) => list.metrics.find(({ definition }) => definition.id === id)?.result;
    const rate = families.get('feedback_loop_generation_success_rate_ratio');
    expect(rate?.metrics).toHaveLength(1);
    expect(Number(rate?.metrics[0]?.value)).toBeCloseTo(result('generation-success-rate')?.value ?? Number.NaN, 9);
    expect(rate?.metrics[0]?.labels).toEqual({ organization: 'acme "north"' });
    expect(rate?.help).toContain('Generation success rate: ');
    const hours = result('change-lead-time');
    expect(Number(families.get('feedback_loop_change_lead_time_seconds')?.metrics[0]?.value)).toBeCloseTo(
      (hours?.value ?? Number.NaN) * 3_600,
      3,
    );
    expect(Number(families.get('feedback_loop_change_lead_time_lower_seconds')?.metrics[0]?.value)).toBeCloseTo(
      (hours?.interval?.low ?? Number.NaN) * 3_600,
      3,
    );
    const samples = families.get('feedback_loop_metric_samples')?.metrics;
    expect(new Set(samples?.map(({ labels }) => labels?.metric))).toEqual(new Set(METRICS.map(({ id }) => id)));
  });

  it('say the verdict as one state of three, for metrics with a target', async () => {
    const verdicts = (await parsed()).get('feedback_loop_metric_verdict')?.metrics ?? [];
    for (const { definition, result } of list.metrics) {
      const own = verdicts.filter(({ labels }) => labels?.metric === definition.id);
      const on = own.filter(({ value }) => value === '1').map(({ labels }) => labels?.feedback_loop_metric_verdict);
      expect([definition.id, own.length, on]).toEqual([
        definition.id,
        result.verdict === null ? 0 : 3,
        result.verdict === null ? [] : [result.verdict.replaceAll(' ', '_')],
      ]);
    }
  });

  it('tell what is stored, refused and how old it is', async () => {
    const families = await parsed();
    const { events } = await store.db
      .selectFrom('metrics_bugs')
      .select((eb) => eb.fn.countAll<number>().as('events'))
      .executeTakeFirstOrThrow();
    const stored = families.get('feedback_loop_events_stored_total');
    expect(stored?.metrics.find(({ labels }) => labels?.kind === 'bug')?.value).toBe(String(events));
    expect(Number(families.get('feedback_loop_data_age_seconds')?.metrics[0]?.value)).toBeGreaterThan(0);
    const run = families.get('feedback_loop_ingest_last_run_status')?.metrics.find(({ value }) => value === '1');
    expect(run?.labels?.feedback_loop_ingest_last_run_status).toBe('done');
  });

  it('are split on request, and hide teams of fewer than five', async () => {
    const rate = (await parsed('?by=repository')).get('feedback_loop_generation_success_rate_ratio');
    expect(rate?.metrics.map(({ labels }) => labels?.repository)).toContain('harbor-lights/ledger-api');
    const teams = (await parsed('?by=team')).get('feedback_loop_generation_success_rate_ratio')?.metrics ?? [];
    const small = await store.db
      .selectFrom('teams')
      .leftJoin('user_teams', 'user_teams.team_id', 'teams.id')
      .select(['teams.name', (eb) => eb.fn.count<number>('user_teams.id').as('people')])
      .groupBy('teams.name')
      .execute();
    const hidden = small.filter(({ people }) => Number(people) < 5).map(({ name }) => name);
    expect(teams.filter(({ labels }) => hidden.includes(labels?.team ?? ''))).toEqual([]);
    expect((await scrape(app, '', '/api/openmetrics?by=person')).statusCode).toBe(400);
  });

  it('hold no person', async () => {
    const { body } = await scrape(app, 'text/plain');
    const people = await store.db.selectFrom('users').select(['username', 'email']).execute();
    expect(people.length).toBeGreaterThan(5);
    for (const { username, email } of people) {
      expect(body).not.toContain(`"${username}"`);
      expect(body).not.toContain(email);
    }
  });

  it('are OpenMetrics for who asks for that: unit last in the name, counters with _total, an end', async () => {
    const answer = await scrape(app, PROMETHEUS);
    expect(answer.headers['content-type']).toContain('application/openmetrics-text; version=1.0.0');
    expect(answer.headers.vary).toBe('Accept');
    expect(answer.body.endsWith('\n# EOF\n')).toBe(true);
    expect(answer.body).toContain('# TYPE feedback_loop_events_stored counter\n');
    expect(answer.body).toMatch(
      /^feedback_loop_events_stored_total\{organization="acme \\"north\\"",kind="bug"\} \d+$/m,
    );
    for (const [, name = '', unit = ''] of answer.body.matchAll(/^# UNIT (\S+) (\S+)$/gm)) {
      expect(name.endsWith(`_${unit}`)).toBe(true);
    }
    const names = [...answer.body.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect((await scrape(app, '*/*', '/api/openmetrics')).headers['content-type']).toContain('openmetrics-text');
  });

  it('leave /metrics to the page for a browser', async () => {
    const page = await scrape(app, BROWSER);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers.vary).toBe('Accept');
    expect((await scrape(app, '*/*')).headers['content-type']).toContain('text/html');
  });

  it('need the token where others can reach the server', async () => {
    const guarded = await appOver(store, { host: '0.0.0.0', token: 'a long text' });
    expect((await scrape(guarded, PROMETHEUS)).statusCode).toBe(401);
    expect((await scrape(guarded, PROMETHEUS, '/api/openmetrics')).statusCode).toBe(401);
    expect((await scrape(guarded, PROMETHEUS, '/metrics', { cookie: 'feedback_loop_token=%' })).statusCode).toBe(401);
    const headers = { authorization: 'Bearer a long text' };
    expect((await scrape(guarded, PROMETHEUS, '/metrics', headers)).statusCode).toBe(200);
    await guarded.close();
  });

  it('are computed once for many scrapes; ages are as of each', async () => {
    let now = NOW.getTime();
    const moving = await appOver(store, { now: () => new Date(now) });
    const value = async (name: string): Promise<string | undefined> => {
      const { body } = await scrape(moving, 'text/plain');
      return parse(body).find((family) => family.name === name)?.metrics[0]?.value;
    };
    const before = [
      await value('feedback_loop_deployment_frequency_per_week'),
      await value('feedback_loop_data_age_seconds'),
    ];
    now += 15_000;
    expect(await value('feedback_loop_deployment_frequency_per_week')).toBe(before[0]);
    expect(Number(await value('feedback_loop_data_age_seconds')) - Number(before[1])).toBeCloseTo(15, 3);
    await moving.close();
  });
});

describe('an empty database', () => {
  it.each(['sqlite', 'postgresql'] as const)('on %s gives no value, not zero', async (dialect) => {
    const app = await appOver(await freshStore(dialect));
    const { body, statusCode } = await scrape(app, PROMETHEUS);
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/^feedback_loop_generation_success_rate_ratio/m);
    expect(body).not.toMatch(/^feedback_loop_data_age_seconds/m);
    expect(body).toMatch(/^feedback_loop_metric_samples\{.*metric="generation-success-rate"\} 0$/m);
    expect(body).toContain('feedback_loop_metric_verdict="cannot_tell_yet"} 1');
    await app.close();
  });
});

describe('the text formats', () => {
  const family = {
    name: 'a_ratio',
    type: 'gauge' as const,
    unit: 'ratio',
    help: 'One "two"\nthree\\four',
    samples: [{ labels: { path: 'C:\\x "y"\nz' }, value: Number.POSITIVE_INFINITY }],
  };

  it('escape what would end a line or a label', () => {
    expect(exposition([family], 'openmetrics')).toBe(
      '# TYPE a_ratio gauge\n# UNIT a_ratio ratio\n# HELP a_ratio One \\"two\\"\\nthree\\\\four\na_ratio{path="C:\\\\x \\"y\\"\\nz"} +Inf\n# EOF\n',
    );
    expect(parse(exposition([family], 'prometheus'))[0]?.metrics[0]?.labels?.path).toBe('C:\\x "y"\nz');
  });

  it.each([
    [PROMETHEUS, 'openmetrics'],
    ['text/plain', 'prometheus'],
    ['text/plain;version=0.0.4;q=0.5, application/openmetrics-text;q=0.4', 'prometheus'],
    ['application/openmetrics-text;q=0', undefined],
    [BROWSER, undefined],
    ['text/html, text/plain;q=0.5', undefined],
    ['*/*', undefined],
    ['text/plain;version=2', undefined],
    [undefined, undefined],
  ])('answer Accept: %s with %s', (accept, format) => {
    expect(chooseExposition(accept)).toBe(format);
  });
});
