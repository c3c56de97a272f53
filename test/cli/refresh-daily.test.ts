import { describe, expect, it } from 'vitest';
import { refreshSummaries } from '../../src/analyze/summaries/refresh.ts';
import { refreshDaily } from '../../src/cli/refresh-daily.ts';
import { ingestRecords } from '../../src/ingest/ingest.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

describe.each(DIALECTS)('a server on %s', (dialect) => {
  it('makes the verdicts anew when the day turns, once, and lets no cache keep the old ones', async () => {
    const store = await freshStore(dialect);
    const bug = { kind: 'bug', pattern: 'p', error: 'e', timestamp: '2026-03-01T10:00:00Z' };
    await ingestRecords(store, [bug], { source: 's', input: 's', hashKey: 'k' });
    const clock = { now: new Date('2026-03-01T23:59:00Z') };
    const failures: unknown[] = [];
    const days = async (): Promise<string[]> => {
      const rows = await store.db.selectFrom('metric_verdicts').select('day').distinct().orderBy('day').execute();
      return rows.map(({ day }) => day.slice(0, 10));
    };
    /** What a server does between two moments. */
    const served = async (): Promise<number> => {
      const before = await store.dataVersion();
      await refreshDaily(store, { now: () => clock.now, onError: (thrown) => failures.push(thrown) })();
      return (await store.dataVersion()) - before;
    };
    expect([await served(), await days()]).toEqual([0, []]);
    await refreshSummaries(store, { now: clock.now });
    expect(await served()).toBe(0);
    clock.now = new Date('2026-03-02T00:00:30Z');
    expect(await served()).toBe(1);
    expect(await served()).toBe(0);
    expect(await days()).toEqual(['2026-03-01', '2026-03-02']);
    expect(failures).toEqual([]);
  });
});
