import { describe, expect, it } from 'vitest';
import { DIALECTS, freshStore, openTestStore, freshUri } from '../support/databases.ts';

const bug = {
  pattern: 'null_check',
  error: 'TypeError',
  timestamp: '2026-03-01 10:00:00.123456',
  event_id: 'e1',
  source: 'test',
  local_day: '2026-03-01 00:00:00.000000',
  local_week: '2026-02-23 00:00:00.000000',
};

describe.each(DIALECTS)('a store on %s', (dialect) => {
  it('gives back what was written, in the same form on every dialect', async () => {
    const store = await freshStore(dialect);
    await store.db
      .insertInto('metrics_code_generation')
      .values({
        organization_id: store.organizationId,
        event_id: 'g1',
        source: 'test',
        prompt: 'p',
        success: true,
        timestamp: bug.timestamp,
        local_day: bug.local_day,
        local_week: bug.local_week,
        patterns_applied: '["a", "b"]',
        confidence: 0.5,
        code_length: 12,
      })
      .execute();
    const row = await store.db
      .selectFrom('metrics_code_generation')
      .select(['timestamp', 'local_day', 'success', 'patterns_applied', 'confidence', 'id', 'repository'])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({
      timestamp: '2026-03-01 10:00:00.123456',
      local_day: '2026-03-01 00:00:00.000000',
      success: true,
      patterns_applied: '["a", "b"]',
      confidence: 0.5,
      id: 1,
      repository: 'unknown',
    });
  });

  it('undoes a transaction that throws', async () => {
    const store = await freshStore(dialect);
    const failing = store.transaction(async (tx) => {
      await tx
        .insertInto('metrics_bugs')
        .values({ ...bug, organization_id: store.organizationId })
        .execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.db.selectFrom('metrics_bugs').selectAll().execute()).toEqual([]);
  });

  it('says that a database without schema has to be migrated', async () => {
    const uri = await freshUri(dialect);
    await expect(openTestStore({ uri })).rejects.toMatchObject({ code: 'DB_MISSING' });
  });

  it('opens what was migrated, and migrating again changes nothing', async () => {
    const uri = await freshUri(dialect);
    const first = await openTestStore({ uri, create: true, migrate: true });
    const again = await openTestStore({ uri, migrate: true });
    const viewer = await openTestStore({ uri, access: 'viewer' });
    expect([again.organizationId, viewer.organizationId]).toEqual([first.organizationId, first.organizationId]);
    expect(await viewer.dataVersion()).toBe(0);
    const write = viewer.db
      .insertInto('metrics_bugs')
      .values({ ...bug, organization_id: 1 })
      .execute();
    await expect(write).rejects.toThrow();
  });

  it('refuses an organization that it does not hold', async () => {
    const uri = await freshUri(dialect);
    await openTestStore({ uri, create: true, migrate: true });
    await expect(openTestStore({ uri, organization: 'other' })).rejects.toMatchObject({ code: 'ORG_REFUSED' });
  });
});
