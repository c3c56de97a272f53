import { describe, expect, it } from 'vitest';
import { refreshSummaries } from '../../../src/analyze/summaries/refresh.ts';
import { ingestRecords } from '../../../src/ingest/ingest.ts';
import { generateSample } from '../../../src/sample/generate.ts';
import type { Store } from '../../../src/store/store.ts';
import { seededUniform } from '../../../src/util/seeded-uniform.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

type Sent = Record<string, unknown>;

const DAY = 86_400_000;
const SUMMARIES = ['pattern_effectiveness', 'metrics_summary', 'development_metrics'] as const;

const ingest = (store: Store, source: string, events: Sent[]) =>
  ingestRecords(store, events, { source, input: source, hashKey: 'k' });

const inZone = (store: Store, timezone: string) =>
  store.db
    .updateTable('organizations')
    .set({ settings: JSON.stringify({ timezone }) })
    .execute();

/** What the summaries hold, without the numbers of the rows and when they were written. */
async function contents(store: Store): Promise<unknown> {
  const tables = await Promise.all(SUMMARIES.map((table) => store.db.selectFrom(table).selectAll().execute()));
  return tables.map((rows) =>
    rows
      .map(({ id: _id, created_at: _at, updated_at: _later, ...row }: Sent) =>
        JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))),
      )
      .sort(),
  );
}

describe.each(DIALECTS)('bringing the summaries up to date on %s', (dialect) => {
  // Parts of a quarter, in a random order: some days come late, one part is older than all before it.
  it('gives the same as making them again, whatever came in whichever order', async () => {
    const seed = 1;
    const draw = seededUniform(`summaries ${seed}`);
    const end = Date.parse('2026-11-20T12:00:00Z');
    const { records } = generateSample({ seed, now: new Date(end), days: 110 });
    const events = records
      .filter(() => draw() < 0.02)
      .map(({ kind, data: { team: _team, ...data } }): Sent => ({ kind, ...data }));
    const part = (): number => Math.floor(draw() ** 2 * 3);
    const parts: Sent[][] = [[], [], []];
    // By day, so that days are new to a part; a fifth of the events comes in another part.
    const dayPart = new Map<number, number>();
    for (const event of events) {
      const time = String(event.timestamp ?? event.event_timestamp ?? event.deployed_at ?? event.run_timestamp);
      const day = Math.floor(Date.parse(time) / DAY);
      const own = dayPart.get(day) ?? part();
      dayPart.set(day, own);
      (parts[draw() < 0.8 ? own : part()] as Sent[]).push(event);
    }
    const [store, other] = [await freshStore(dialect), await freshStore(dialect)];
    for (const each of [store, other]) await inZone(each, 'America/New_York');
    for (const [index, own] of parts.entries()) {
      const now = new Date(end + index * 3 * DAY);
      await ingest(store, `part ${index}`, own);
      await refreshSummaries(store, { now });
      await ingest(other, `part ${index}`, own);
      await refreshSummaries(other, { now, everything: true });
      expect(await contents(store)).toEqual(await contents(other));
    }
    const again = await refreshSummaries(store, { now: new Date(end + 6 * DAY), everything: true });
    for (const table of SUMMARIES) expect(again[table]).toMatchObject({ written: 0, removed: 0 });
  }, 120_000);

  it('looks at nothing when nothing came in, and at the touched periods when something did', async () => {
    const store = await freshStore(dialect);
    const now = new Date('2026-11-20T12:00:00Z');
    const bug = (timestamp: string): Sent => ({ kind: 'bug', pattern: 'x', error: 'e', timestamp });
    const merged = (event_timestamp: string): Sent => ({
      kind: 'pr_event',
      pr_number: 1,
      event_type: 'merged',
      event_timestamp,
      cycle_time_seconds: 3600,
    });
    const days = Array.from({ length: 200 }, (_, day) => new Date(now.getTime() - day * DAY).toISOString());
    await ingest(
      store,
      'a',
      days.flatMap((day) => [bug(day), merged(day)]),
    );
    await refreshSummaries(store, { now });

    const idle = await refreshSummaries(store, { now });
    for (const table of SUMMARIES) expect(idle[table]).toEqual({ written: 0, removed: 0, unchanged: 0 });

    await ingest(store, 'b', [merged('2026-11-19T09:00:00Z')]);
    const some = await refreshSummaries(store, { now });
    // Average and median of that day: the average and the median stay, the number of values does not.
    expect(some.development_metrics).toEqual({ written: 2, removed: 0, unchanged: 0 });
    const looked = some.metrics_summary.written + some.metrics_summary.unchanged;
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThan(40);
  });

  it('counts weeks from Monday to Sunday of the organization, also when clocks change', async () => {
    const store = await freshStore(dialect);
    await inZone(store, 'Europe/Berlin');
    const bug = (timestamp: string): Sent => ({ kind: 'bug', pattern: 'x', error: timestamp, timestamp });
    await ingest(store, 'a', [
      // Winter time begins on Sunday the 25th: the week lasts from Sunday 22:00 UTC for 169 hours.
      bug('2026-10-18T21:59:59Z'),
      bug('2026-10-18T22:00:00Z'),
      bug('2026-10-25T22:59:59Z'),
      bug('2026-10-25T23:00:00Z'),
      // Summer time begins on Sunday the 29th: 167 hours.
      bug('2026-03-22T22:59:59Z'),
      bug('2026-03-22T23:00:00Z'),
      bug('2026-03-29T21:59:59Z'),
      bug('2026-03-29T22:00:00Z'),
    ]);
    await refreshSummaries(store, { now: new Date('2026-11-20T12:00:00Z') });
    const rows = await store.db
      .selectFrom('metrics_summary')
      .select(['summary_date', 'total_count'])
      .where('metric_type', '=', 'bug')
      .where('period_kind', '=', 'week')
      .orderBy('summary_date')
      .execute();
    expect(rows.map((row) => [row.summary_date.slice(0, 10), row.total_count])).toEqual([
      ['2026-03-16', 1],
      ['2026-03-23', 2],
      ['2026-03-30', 1],
      ['2026-10-12', 1],
      ['2026-10-19', 2],
      ['2026-10-26', 1],
    ]);
  });
});
