import { describe, expect, it } from 'vitest';
import { readBase, writeBase } from '../../src/superset/state/base.ts';
import { listApplies, openJournal, readJournal } from '../../src/superset/state/journal.ts';
import { listLocks, takeLock, unlock } from '../../src/superset/state/lock.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

const actor = { owner: 'ada', host: 'here', pid: 42, ciUrl: 'https://ci.example.com/7', gitSha: undefined };
const chart = (name: string) => ({
  slice_name: name,
  viz_type: 'table',
  dataset_uuid: '22222222-2222-4222-8222-222222222222',
  params: { row_limit: 1e3, text: 'größer 😀' },
  uuid: '33333333-3333-4333-8333-333333333333',
});

describe.each(DIALECTS)('the books of deployments on %s', async (dialect) => {
  const store = await freshStore(dialect, { access: 'owner' });
  const now = Date.parse('2026-03-01T12:00:00Z');

  it('lets one deployer in, and tells the other who is there', async () => {
    const options = { store, environment: 'one', operation: 'deploy', actor, now: () => now };
    const lock = await takeLock(options);
    const other = { ...options, actor: { ...actor, owner: 'bob' } };
    await expect(takeLock(other)).rejects.toMatchObject({ code: 'LOCKED', exitCode: 7 });
    await expect(takeLock(other)).rejects.toThrow(/ada on here \(process 42, https:\/\/ci\.example\.com\/7\)/);
    await (await takeLock({ ...other, environment: 'two' })).release();
    await lock.release();
    await (await takeLock(other)).release();
    expect(await listLocks(store)).toEqual([]);
  });

  it('of many at once, exactly one wins', async () => {
    const tries = Array.from({ length: 8 }, () =>
      takeLock({ store, environment: 'race', operation: 'deploy', actor, now: () => now }).then(
        (lock) => lock,
        () => undefined,
      ),
    );
    const won = (await Promise.all(tries)).filter((lock) => lock !== undefined);
    expect(won).toHaveLength(1);
    await won[0]?.release();
  });

  it('takes over the lock of a deployer that was killed, who may then write no more', async () => {
    const options = { store, environment: 'dead', operation: 'deploy', actor };
    const killed = await takeLock({ ...options, now: () => now });
    await expect(takeLock({ ...options, now: () => now + 80_000 })).rejects.toMatchObject({ code: 'LOCKED' });
    const heir = await takeLock({ ...options, now: () => now + 100_000 });
    await expect(killed.check()).rejects.toMatchObject({ code: 'LOCKED' });
    await killed.release();
    await heir.check();
    await expect(unlock(store, killed.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await unlock(store, heir.id);
    await expect(heir.check()).rejects.toThrow(/taken away/);
    await heir.release();
  });

  it('remembers what was applied, as it was sent, by environment', async () => {
    const asset = chart('First');
    const record = [{ kind: 'chart' as const, uuid: asset.uuid, name: 'First', asset }];
    const update = {
      environment: 'dev',
      applyId: 'a',
      gitSha: 'abc',
      forget: [],
      changedOn: new Map(),
      liveHashes: new Map(),
      nowMs: now,
    };
    expect(await readBase(store, 'dev', '6.1.0')).toBeUndefined();
    await writeBase(store, { ...update, record });
    await writeBase(store, { ...update, record, applyId: 'b', nowMs: now + 1 });
    const base = await readBase(store, 'dev', '6.1.0');
    expect([...(base?.objects.values() ?? [])]).toMatchObject([
      { kind: 'chart', name: 'First', content: { params: { row_limit: 1000, text: 'größer 😀' } } },
    ]);
    expect(base?.last).toMatchObject({ applyId: 'b', gitSha: 'abc' });
    expect(await readBase(store, 'prod', '6.1.0')).toBeUndefined();
    await writeBase(store, { ...update, record: [], forget: [asset.uuid] });
    expect(await readBase(store, 'dev', '6.1.0')).toBeUndefined();
  });

  it('tells an apply that was done from one that failed and one that was interrupted', async () => {
    const journal = (applyId: string) =>
      openJournal({ store, applyId, environment: 'dev', actor: 'ada', now: () => now });
    const detail = { target: 'https://bi.example.com' };
    for (const [id, end] of [
      ['1', 'done'],
      ['2', 'failed'],
      ['3', undefined],
    ] as const) {
      await journal(id).write([
        { step: 'apply', status: 'started', detail },
        { step: 'write', status: 'started', kind: 'chart', uuid: chart('x').uuid, before: chart(id) },
      ]);
      if (end) await journal(id).write([{ step: 'apply', status: end, detail }]);
    }
    const applies = await listApplies(store, 'dev');
    expect(applies.map((each) => [each.applyId, each.status, each.objects, each.target])).toEqual([
      ['3', 'interrupted', 1, detail.target],
      ['2', 'failed', 1, detail.target],
      ['1', 'done', 1, detail.target],
    ]);
    const [, backup] = await readJournal(store, 'dev', '2');
    expect(backup?.before).toEqual(chart('2'));
  });
});
