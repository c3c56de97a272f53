import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { assetsByUuid } from '../../src/model/bundle.ts';
import { packFiles } from '../../src/superset/apply/pack.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import type { PlanPolicy } from '../../src/superset/plan/policy-input.ts';
import { planTarget } from '../../src/superset/read/plan-target.ts';
import { readLive } from '../../src/superset/read/read-live.ts';
import { readBase, seenFacts, writeBase } from '../../src/superset/state/base.ts';
import type { TargetReader } from '../../src/superset/target.ts';
import { freshStore } from '../support/databases.ts';
import { smallBundle } from '../superset/support/bundle.ts';

const VERSION = '6.1.0';
const POLICY: PlanPolicy = { mode: 'strict_fail_on_drift', driftGate: 'fail', prune: false };
const nowMs = Date.parse('2026-03-01T12:00:00Z');

/** A target that holds a bundle as texts, and counts what it is asked. */
function textTarget(held: { bundle: Bundle; changedOn: string }) {
  const asked: string[] = [];
  const all = () => objectSet(held.bundle, VERSION).values();
  const target: TargetReader = {
    address: 'https://bi.example.com',
    version: VERSION,
    exportTexts: () => {
      asked.push('export');
      return Promise.resolve(packFiles(held.bundle).map(({ path, text }) => ({ path, text })));
    },
    export: () => Promise.reject(new Error('the texts are asked for')),
    list: () => {
      asked.push('lists');
      const rows = [...all()].map(({ kind, uuid, name }) => {
        const row = { kind, uuid, name, id: 1, changedOn: held.changedOn, changedBy: 'Olga', owners: [] };
        return [uuid, row] as const;
      });
      return Promise.resolve(new Map(rows));
    },
    declared: () => Promise.resolve({ assets: [], listed: [], abilities: { roles: [], lacking: {} } }),
    close: () => Promise.resolve(),
  };
  return { target, asked };
}

const small = () => smallBundle('texts', 'here.db');

/** A store whose base says that the small bundle was applied, and the target that holds it. */
async function applied(held = { bundle: small(), changedOn: '2026-03-01T11:00:00' }) {
  const store = await freshStore('sqlite', { access: 'owner' });
  const { target, asked } = textTarget(held);
  const git = small();
  const desired = objectSet(git, VERSION);
  const live = await readLive(target, { lists: true });
  const record = [...desired.values()].map(({ kind, uuid, name }) => ({
    kind,
    uuid,
    name,
    asset: assetsByUuid(git).get(uuid) ?? {},
  }));
  const facts = seenFacts(live, desired, VERSION);
  await writeBase(store, { environment: 'dev', applyId: 'a', gitSha: undefined, record, forget: [], ...facts, nowMs });
  asked.length = 0;
  const plan = (more: { quick?: boolean; policy?: PlanPolicy; desired?: Bundle } = {}) =>
    planTarget({
      target,
      store,
      environment: 'dev',
      desired: more.desired ? objectSet(more.desired, VERSION) : desired,
      policy: more.policy ?? POLICY,
      nowMs,
      quick: more.quick,
    });
  return { store, held, asked, plan };
}

describe('a target that is planned for again', () => {
  it('is not read where a text is the same to the byte, and its lists are not asked for when nothing was changed', async () => {
    const { store, plan, asked } = await applied();
    const { plan: made, live, judgedBy } = await plan();
    expect(made.objects).toEqual([]);
    expect(judgedBy).toBe('export');
    expect(asked).toEqual(['export']);
    const base = await readBase(store, 'dev', VERSION);
    expect(base?.known.size).toBe(live.objects.size);
    expect(live.bundle.charts).toHaveLength(2);
  });

  it('shows what one text says otherwise, and who changed it', async () => {
    const { plan, asked, held } = await applied();
    for (const chart of held.bundle.charts.slice(0, 1)) chart.description = 'by hand';
    const { plan: made } = await plan();
    expect(made.objects).toMatchObject([{ class: 'drift', changedBy: 'Olga', drift: [{ field: 'description' }] }]);
    expect(asked).toEqual(['export', 'lists']);
  });

  it('still shows what a rule ignored when it was recorded, once the rule is gone', async () => {
    const bundle = small();
    for (const chart of bundle.charts.slice(0, 1)) chart.description = 'ignored for now';
    const { plan } = await applied({ bundle, changedOn: '2026-03-01T11:00:00' });
    const rule = { kind: 'chart' as const, field: 'description', reason: 'theirs' };
    const ignoring = await plan({ policy: { ...POLICY, ignore: [rule] } });
    expect(ignoring.plan.gate.status).toBe('pass');
    expect((await plan()).plan.objects).toMatchObject([{ class: 'drift', drift: [{ field: 'description' }] }]);
  });

  it('is read whole by a feedback-loop of another version', async () => {
    const { store } = await applied();
    expect((await readBase(store, 'dev', '6.0.0'))?.known.size).toBe(0);
  });
});

describe('a quick plan', () => {
  it('asks the lists alone while they say that nothing was changed', async () => {
    const { plan, asked } = await applied();
    const { plan: made, judgedBy, live } = await plan({ quick: true });
    expect([judgedBy, asked, made.objects]).toEqual(['lists', ['lists'], []]);
    expect(made.gate.status).toBe('pass');
    expect(() => live.bundle).toThrow(/hold no assets/);
  });

  it('compares everything when something was changed there', async () => {
    const { plan, held } = await applied();
    held.changedOn = '2026-03-01T11:30:00';
    for (const chart of held.bundle.charts.slice(0, 1)) chart.description = 'by hand';
    const { plan: made, judgedBy } = await plan({ quick: true });
    expect(judgedBy).toBe('export');
    expect(made.objects).toMatchObject([{ class: 'drift' }]);
  });

  it('compares everything when something was deleted there, or changed in Git', async () => {
    const { plan, held } = await applied();
    const [first] = held.bundle.charts;
    const desired = small();
    for (const chart of desired.charts.slice(0, 1)) chart.description = 'in Git';
    expect((await plan({ quick: true, desired })).plan.objects).toMatchObject([{ class: 'pending' }]);
    held.bundle.charts = held.bundle.charts.slice(1);
    const { plan: made } = await plan({ quick: true });
    expect(made.objects.find((each) => each.uuid === first?.uuid)).toMatchObject({ class: 'deleted_live' });
  });
});
