import { afterAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { openStore } from '../../src/store/open.ts';
import { connect } from '../../src/superset/client/client.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { listApplies } from '../../src/superset/state/journal.ts';
import { temporaryFolder } from '../support/databases.ts';
import { smallBundle, uuidOf } from './support/bundle.ts';
import { connected, target } from './support/connect.ts';
import { deployer, GIT_WINS } from './support/deployer.ts';
import { type Fault, FAULTS, faultProxy } from './support/fault-proxy.ts';

/** FEEDBACK_LOOP_FAULTS=all walks over every way at every writing call: about ten minutes. */
const ALL = process.env.FEEDBACK_LOOP_FAULTS === 'all';

const uri = `sqlite:///${temporaryFolder()}/control.db`;
const store = await openStore({ uri, organization: 'default', access: 'owner', create: true, migrate: true });
const proxy = await faultProxy(target().url);
const direct = await connected();
afterAll(async () => {
  await direct.close();
  await proxy.close();
  await store.close();
});

const others = smallBundle('others', '/nowhere/others.db');
const first = smallBundle('faults', '/nowhere/faults.db');

/** The same assets with something new in each kind, and a chart more or less: every write of an apply is needed. */
function version(n: number): Bundle {
  const bundle = structuredClone(first);
  Object.assign(bundle.databases[0] ?? {}, { cache_timeout: n });
  Object.assign(bundle.datasets[0] ?? {}, { description: `version ${n}` });
  Object.assign(bundle.charts[0] ?? {}, { description: `version ${n}` });
  Object.assign(bundle.dashboards[0] ?? {}, { css: `/* version ${n} */` });
  const [dataset] = bundle.datasets;
  bundle.declared = [
    {
      kind: 'role',
      uuid: uuidOf('faults', 'role'),
      name: 'faults viewer',
      permissions: n % 2 === 0 ? ['can_read on Chart'] : ['can_read on Chart', 'can_read on Dashboard'],
      datasets: [dataset?.uuid ?? ''],
      databases: [],
    },
    {
      kind: 'rls',
      uuid: uuidOf('faults', 'rule'),
      name: 'faults rule',
      description: null,
      filter_type: 'Regular',
      datasets: [dataset?.uuid ?? ''],
      roles: ['faults viewer'],
      clause: `${n} = ${n}`,
      group_key: null,
    },
  ];
  if (n % 2 === 1) return bundle;
  const extra = smallBundle('faults-extra', '/nowhere/faults.db').charts[0];
  if (extra) bundle.charts.push({ ...extra, dataset_uuid: bundle.datasets[0]?.uuid ?? '' });
  return bundle;
}

const POLICY = { ...GIT_WINS, prune: true };
const known = deployer(direct, store);

/** One apply through the proxy: a login of its own, no second attempts, and little patience where none is needed. */
async function applyThroughProxy(bundle: Bundle, fault?: Fault): Promise<void> {
  const patience = fault === 'timeout' ? 5_000 : 120_000;
  const options = { timeoutMs: patience, transferTimeoutMs: patience, retry: { attempts: 1 } };
  const client = await connect({ target: target({ url: proxy.url }), ...options });
  try {
    await deployer(client, store, known.environment, 1).apply(bundle, POLICY);
  } finally {
    await client.close();
  }
}

describe('whatever happens to a call', async () => {
  await deployer(direct, store).apply(others);
  const untouched = new Map([...(await listObjects(direct))].filter(([, each]) => each.name.startsWith('others')));
  await known.apply(version(0), POLICY);
  proxy.arm();
  await applyThroughProxy(version(1));
  const calls = proxy.calls();
  const writes = calls.flatMap((call, at) => (/^(POST|PUT|DELETE) (?!.*login)|csrf/.test(call) ? [at] : []));
  let n = 1;

  // Every sort of call once. Each that writes in every way, or in two ways that take turns.
  const sortOf = (call: string): string => call.replace(/\?.*/, '').replace(/\/\d+/g, '/N');
  const sorts = new Map(calls.map((call, at) => [sortOf(call), at] as const).toReversed());
  const walk = calls.flatMap((call, at): [string, number, Fault][] => {
    const turn = writes.indexOf(at) * 2;
    const two = [FAULTS[turn % FAULTS.length] ?? 'reset', FAULTS[(turn + 1) % FAULTS.length] ?? 'reset'];
    const once = ALL || sorts.get(sortOf(call)) === at ? [FAULTS[at % FAULTS.length] ?? 'reset'] : [];
    const faults = turn < 0 ? once : ALL ? FAULTS : two;
    return faults.map((fault) => [`${fault} at call ${at + 1}, ${call}`, at, fault]);
  });

  it('there are calls of every sort to fail', () => {
    expect(calls.some((call) => call.startsWith('DELETE /api/v1/chart/'))).toBe(true);
    expect(calls.filter((call) => call === 'POST /api/v1/assets/import/').length).toBeGreaterThanOrEqual(2);
    expect(calls).toContainEqual(expect.stringMatching(/^POST .*permissions$/));
    expect(calls).toContainEqual(expect.stringMatching(/^PUT .*rowlevelsecurity/));
    expect(new Set(walk.map(([, , fault]) => fault)).size).toBe(FAULTS.length);
    expect(new Set(walk.map(([, at]) => sortOf(calls[at] ?? '')))).toEqual(new Set(sorts.keys()));
  });

  it.each(walk)('%s: the next deployment brings the target to Git', async (_, at, fault) => {
    n += 1;
    const wanted = version(n);
    proxy.arm(at, fault);
    // Some faults are mended at once (an expired token); the others end the deployment.
    const failed = await applyThroughProxy(wanted, fault).then(
      () => undefined,
      (error: unknown) => error,
    );
    proxy.arm();
    await applyThroughProxy(wanted);
    expect(await known.words(wanted, POLICY), String(failed)).toEqual([]);
    const now = await listObjects(direct);
    for (const [uuid, each] of untouched) expect(now.get(uuid)).toEqual(each);
    const [last, before] = await listApplies(store, known.environment);
    expect([last?.status, ['done', 'failed'].includes(before?.status ?? '')]).toEqual(['done', true]);
  });
});
