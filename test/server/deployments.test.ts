import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle, ChartAsset } from '../../src/model/assets.ts';
import { createApp } from '../../src/server/app.ts';
import type { ApplyDetail, DeploymentDetail, DeploymentList, Meta } from '../../src/server/contract.ts';
import { writeBase } from '../../src/superset/state/base.ts';
import { openJournal } from '../../src/superset/state/journal.ts';
import type { Store } from '../../src/store/store.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { smallBundle } from './small-bundle.ts';

const headers = { host: '127.0.0.1' };
const NOW = Date.parse('2026-11-21T12:00:00Z');

const chartOf = (uuid: string): ChartAsset => {
  const chart = smallBundle.charts.find((each) => each.uuid === uuid);
  if (!chart) throw new Error(`the bundle has no chart ${uuid}`);
  return chart;
};

let store: Store;
let app: Awaited<ReturnType<typeof createApp>>;

beforeAll(async () => {
  store = await freshStore('sqlite');
  const bundle: Bundle = { ...smallBundle, databases: [], dashboards: [] };
  app = await createApp({
    store,
    organization: 'default',
    version: '0.0.0',
    bundle: async () => smallBundle,
    draw: async () => {
      throw new Error('nothing is drawn here');
    },
    project: { environments: () => ['local', 'prod'], bundleFor: () => ({ bundle, version: '6.1' }) },
    webDir: temporaryFolder(),
    now: () => new Date(NOW),
    hashKey: 'key',
    timezone: 'UTC',
    host: '127.0.0.1',
  });
});

const get = async <T>(url: string): Promise<T> => (await app.inject({ url, headers })).json<T>();

/** Writes what an apply of one chart leaves behind. */
async function apply(applyId: string, end: 'done' | 'failed' | undefined): Promise<void> {
  const journal = openJournal({ store, applyId, environment: 'local', actor: 'ada@box', now: () => NOW });
  const detail = { target: 'http://superset.example', gitSha: 'abc1234' };
  const one = chartOf('one');
  await journal.write([{ step: 'apply', status: 'started', detail }]);
  await journal.write([
    { step: 'write', status: 'started', kind: 'chart', uuid: 'one', before: { ...one, description: 'old' } },
  ]);
  if (!end) return;
  const asset = { ...one, description: 'new' };
  const record = [{ kind: 'chart' as const, uuid: 'one', name: one.slice_name, asset }];
  await writeBase(store, {
    environment: 'local',
    applyId,
    gitSha: 'abc1234',
    record,
    forget: [],
    changedOn: new Map(),
    liveHashes: new Map(),
    nowMs: NOW,
  });
  await journal.write([{ step: 'write', status: end, uuid: 'one' }]);
  await journal.write([
    { step: 'apply', status: end, detail: { ...detail, ...(end === 'failed' ? { error: 'it broke' } : {}) } },
  ]);
}

describe('deployments over HTTP', () => {
  it('are a page of a project with environments, before the first apply, too', async () => {
    expect((await get<Meta>('/api/meta')).pages).toContain('deployments');
    const { environments } = await get<DeploymentList>('/api/deployments');
    expect(environments).toEqual([
      { name: 'local', objects: 0, last: null, lock: null },
      { name: 'prod', objects: 0, last: null, lock: null },
    ]);
  });

  it('tell each apply with its objects, field by field', async () => {
    await apply('first', 'done');
    const detail = await get<ApplyDetail>('/api/deployments/local/first');
    expect(detail.apply).toMatchObject({ status: 'done', actor: 'ada@box', gitSha: 'abc1234', objects: 1 });
    expect(detail.objects).toMatchObject([
      {
        name: 'Chart one',
        action: 'update',
        status: 'done',
        changes: [{ field: 'description', before: 'old', after: 'new' }],
      },
    ]);
  });

  it('tell what Git holds and was not applied', async () => {
    const { pending } = await get<DeploymentDetail>('/api/deployments/local');
    expect(pending?.map(({ name, action }) => `${action} ${name}`)).toEqual([
      'create metrics_bugs',
      'create Chart lost',
      'update Chart one',
      'create Chart two',
    ]);
  });

  it('tell failed applies from interrupted ones', async () => {
    await apply('second', 'failed');
    await apply('third', undefined);
    const { applies } = await get<DeploymentDetail>('/api/deployments/local');
    expect(applies.map(({ id, status, error }) => ({ id, status, error }))).toEqual([
      { id: 'third', status: 'interrupted', error: null },
      { id: 'second', status: 'failed', error: 'it broke' },
      { id: 'first', status: 'done', error: null },
    ]);
  });

  it('know no other environment', async () => {
    expect((await app.inject({ url: '/api/deployments/moon', headers })).statusCode).toBe(404);
  });
});
