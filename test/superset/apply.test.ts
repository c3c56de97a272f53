import { afterAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../src/model/assets.ts';
import { openStore } from '../../src/store/open.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { readLive } from '../../src/superset/read/read-live.ts';
import { listApplies, readJournal } from '../../src/superset/state/journal.ts';
import { supersetReader } from '../../src/superset/superset-target.ts';
import { temporaryFolder } from '../support/databases.ts';
import { smallBundle } from './support/bundle.ts';
import { connected } from './support/connect.ts';
import { deployer, GIT_WINS, STRICT } from './support/deployer.ts';

const store = await openStore({
  uri: `sqlite:///${temporaryFolder()}/control.db`,
  organization: 'default',
  access: 'owner',
  create: true,
  migrate: true,
});
const client = await connected();
afterAll(async () => {
  await client.close();
  await store.close();
});

/** A chart changed on the target as another person does it: through the API of its page. */
async function editChart(bundle: Bundle, index: number, changes: Record<string, unknown>): Promise<void> {
  const chart = bundle.charts[index];
  if (!chart) throw new Error('no chart');
  const id = (await listObjects(client, ['chart'])).get(chart.uuid)?.id;
  await client.put(`/api/v1/chart/${id}`, changes, 'an edit');
}

describe('a bundle on a real Superset', () => {
  const bundle = smallBundle('apply', '/nowhere/apply.db');
  const { environment, apply, plan, words } = deployer(client, store);

  it('is created whole, and then there is nothing to do', async () => {
    const first = await apply(bundle);
    expect([first.created.length, first.updated.length]).toEqual([5, 0]);
    expect(await words(bundle)).toEqual([]);
    expect((await apply(bundle)).applyId).toBeUndefined();
  });

  it('changes only what Git changed', async () => {
    const before = await listObjects(client);
    const changed = structuredClone(bundle);
    Object.assign(changed.charts[0] ?? {}, { description: 'New in Git' });
    const result = await apply(changed);
    expect(result.updated).toEqual([bundle.charts[0]?.uuid]);
    const after = await listObjects(client);
    const touched = [...after.values()].filter((each) => before.get(each.uuid)?.changedOn !== each.changedOn);
    expect(touched.map((each) => each.name)).toEqual(['apply all']);
    // Taking it away again clears it: an absent key would keep the old value.
    expect((await apply(bundle)).updated).toEqual([bundle.charts[0]?.uuid]);
    expect(
      (await readLive(supersetReader(client), { lists: false })).bundle.charts.find(
        (each) => each.uuid === bundle.charts[0]?.uuid,
      )?.description,
    ).toBeNull();
  });

  it('shows who changed what outside Git, and Git wins when the policy says so', async () => {
    await editChart(bundle, 1, { params: JSON.stringify({ ...bundle.charts[1]?.params, row_limit: 50 }) });
    const { plan: made } = await plan(bundle, STRICT);
    expect(made.objects).toMatchObject([
      {
        name: 'apply few',
        class: 'drift',
        action: 'none',
        changedBy: 'Admin User',
        drift: [{ field: 'params.row_limit', from: 5, to: 50 }],
      },
    ]);
    expect(made.gate).toMatchObject({ status: 'fail', exit: 'drift' });
    await apply(bundle, GIT_WINS);
    expect(await words(bundle, STRICT)).toEqual([]);
  });

  it('is not drift what Superset does to a chart that is opened', async () => {
    await editChart(bundle, 0, { query_context: JSON.stringify({ queries: [], form_data: {} }) });
    expect(await words(bundle, STRICT)).toEqual([]);
  });

  it('comes back when it was deleted, and is on its dashboard again', async () => {
    const listed = await listObjects(client);
    const chart = bundle.charts[0]?.uuid ?? '';
    const board = listed.get(bundle.dashboards[0]?.uuid ?? '');
    await client.remove(`/api/v1/chart/${listed.get(chart)?.id}`, 'a deletion');
    expect(await words(bundle)).toEqual(['chart apply all: deleted_live -> recreate']);
    await apply(bundle);
    expect(await words(bundle)).toEqual([]);
    const charts = await client.get(`/api/v1/dashboard/${board?.id}/charts`, 'the charts of a dashboard');
    expect((charts.result as { slice_name: string }[]).map((each) => each.slice_name).toSorted()).toEqual([
      'apply all',
      'apply few',
    ]);
  });

  it('keeps the owners that others gave it', async () => {
    const listed = await listObjects(client);
    const chart = listed.get(bundle.charts[1]?.uuid ?? '');
    await client.put(`/api/v1/chart/${chart?.id}`, { owners: [] }, 'an edit');
    const changed = structuredClone(bundle);
    Object.assign(changed.charts[1] ?? {}, { description: 'Owned by nobody' });
    const result = await apply(changed);
    expect(result.ownersRestored).toEqual([chart?.uuid]);
    expect((await listObjects(client)).get(chart?.uuid ?? '')?.owners).toEqual([]);
  });

  it('is pruned when Git no longer has it, dashboards first, with a backup in the journal', async () => {
    const [chart] = bundle.charts;
    const without: Bundle = { ...bundle, charts: bundle.charts.slice(1), dashboards: [] };
    const result = await apply(without, { ...GIT_WINS, prune: true });
    expect(result.deleted).toEqual([bundle.dashboards[0]?.uuid, chart?.uuid]);
    expect((await readLive(supersetReader(client), { lists: false })).objects.has(chart?.uuid ?? '')).toBe(false);
    const steps = await readJournal(store, environment, result.applyId);
    const backup = steps.find(
      (step) => step.step === 'delete' && step.uuid === chart?.uuid && step.before !== undefined,
    );
    expect(backup?.before).toMatchObject({ slice_name: 'apply all', params: { row_limit: 100 } });
    expect((await listApplies(store, environment))[0]).toMatchObject({ status: 'done', target: 'the shared Superset' });
  });

  it('is refused before anything is written when Superset would refuse it', async () => {
    const wrong = structuredClone(bundle);
    Object.assign(wrong.charts[1] ?? {}, { no_such_field: 1, description: 'not to be written' });
    const before = await listObjects(client);
    await expect(apply(wrong)).rejects.toMatchObject({ code: 'TARGET_REJECTED' });
    await expect(apply(wrong)).rejects.toThrow(/charts\/apply_few_\w+\.yaml.*no_such_field.*Unknown field/);
    expect(await listObjects(client)).toEqual(before);
  });

  it('names the asset when Superset fails without a reason', async () => {
    const wrong = structuredClone(bundle);
    Object.assign(wrong.dashboards[0] ?? {}, { metadata: { timed_refresh_immune_slices: [12345] } });
    await expect(apply(wrong)).rejects.toThrow(/dashboards\/apply_board_\w+\.yaml/);
    await apply(bundle);
    expect(await words(bundle)).toEqual([]);
  });
});
