import { describe, expect, it } from 'vitest';
import { type CellValue, insertColumns, type LoadEvent } from '../../src/store/load-event.ts';
import { EventPacker, unpackEvents } from '../../src/store/packed-events.ts';
import { RollupSums } from '../../src/store/rollup.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';
import { ingest } from '../ingest/support.ts';

function event(kind: LoadEvent['kind'], eventId: string, cells: Record<string, CellValue>): LoadEvent {
  const shared: Record<string, CellValue> = { event_id: eventId, timestamp: '2026-03-04 05:06:07.000000', source: 's' };
  const row = insertColumns(kind).map(({ name }) => cells[name] ?? shared[name] ?? null);
  return { kind, eventId, contentHash: '', row };
}

describe('packed events', () => {
  it('are the same events in the same order when they are unpacked, however columns vary', () => {
    const packer = new EventPacker();
    const pieces: LoadEvent[][] = [
      [event('bug', 'a', { line: 1 }), event('llm_call', 'b', { success: true }), event('bug', 'c', { line: 1 })],
      [{ ...event('bug', 'd', { line: 2, error: 'tab\t"quote"\n\u2028🙂' }), contentHash: 'h' }],
      [],
      [
        { ...event('code_generation', 'e', { confidence: 0.1 + 0.2 }), patterns: ['p', 'q'] },
        { ...event('bug', 'f', {}), reading: { entry: 'x', readAt: '2026-03-04 05:06:07.000000', total: 4 } },
        { ...event('bug', 'g', {}), record: { kind: 'bug', place: '/bugs/1', text: '{}' } },
      ],
    ];
    for (const events of pieces) {
      const packed = structuredClone(packer.pack(events));
      expect(unpackEvents(packed)).toEqual(events);
      const [sums, unpacked] = [new RollupSums(), new RollupSums()];
      sums.addPacked(packed.sums);
      for (const each of events) unpacked.add(each);
      expect(sums.rows()).toEqual(unpacked.rows());
    }
  });

  it('say when an id or an entry comes twice', () => {
    const packer = new EventPacker();
    const reading = { entry: 'x', readAt: '2026-03-04 05:06:07.000000', total: 4 };
    expect(packer.pack([event('bug', 'a', {}), event('bug', 'b', {})]).distinct).toBe(true);
    expect(packer.pack([event('bug', 'a', {}), event('llm_call', 'a', {})]).distinct).toBe(false);
    const twice = [
      { ...event('bug', 'a', {}), reading },
      { ...event('bug', 'b', {}), reading },
    ];
    expect(packer.pack(twice).distinct).toBe(false);
  });
});

/** Doubles of every size, from a small generator, so that each run sees the same. */
function doubles(count: number): number[] {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, () => next() * 10 ** Math.floor(next() * 40 - 20));
}

describe.each(DIALECTS)('what goes to %s as text', (dialect) => {
  it('comes back as the same number to the last bit', async () => {
    const store = await freshStore(dialect);
    const numbers = [...doubles(2_000), 0.1 + 0.2, 5e-324, 1.7976931348623157e308, 2 ** 53 - 1, 1e21, 0];
    const performance_metrics = numbers.map((avg_time_ms) => ({
      metric_type: 'execution_time',
      details: { avg_time_ms },
      timestamp: '2026-01-01T00:00:00Z',
    }));
    await ingest(store, { performance_metrics });
    const rows = await store.db.selectFrom('metrics_performance').select('execution_time_ms as ms').execute();
    const sorted = (list: number[]): number[] => list.sort((a, b) => a - b);
    expect(sorted(rows.map(({ ms }) => Number(ms)))).toEqual(sorted(numbers));
  });

  it('takes the id of a sender that no database could hold, and knows it again', async () => {
    const store = await freshStore(dialect);
    const lines = ['a\u0000b', 'c\ud800d'].map((event_id) => ({
      kind: 'bug',
      event_id,
      pattern: 'p',
      error: 'e',
      timestamp: '2026-01-01T00:00:00Z',
    }));
    expect(await ingest(store, lines)).toMatchObject({ stored: 2, quarantined: 0 });
    expect(await ingest(store, lines)).toMatchObject({ stored: 0, known: 2 });
    const ids = await store.db.selectFrom('metrics_bugs').select('event_id').orderBy('event_id').execute();
    expect(ids).toEqual([{ event_id: 'a\uFFFDb' }, { event_id: 'c\uFFFDd' }]);
  });

  it('tells new events from known ones within one piece', async () => {
    const store = await freshStore(dialect);
    const bug = (error: string, count: number, day: number) => ({
      pattern: 'p',
      error,
      count,
      timestamp: `2026-01-0${day}T00:00:00Z`,
    });
    await ingest(store, { bugs: [bug('a', 5, 1), bug('b', 2, 1)] });
    const second = { bugs: [bug('a', 6, 2), bug('b', 2, 1), bug('c', 1, 2)] };
    expect(await ingest(store, second)).toMatchObject({ stored: 2, known: 1 });
    const rows = await store.db.selectFrom('metrics_bugs').select(['error', 'count']).orderBy('id').execute();
    expect(rows).toEqual([
      { error: 'a', count: 5 },
      { error: 'b', count: 2 },
      { error: 'a', count: 1 },
      { error: 'c', count: 1 },
    ]);
  });
});
