import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';
import { contents, ingest, wipe } from './support.ts';

const bug = (more: object = {}): object => ({
  pattern: 'bounds_checking',
  error: 'IndexError',
  code: 'x = items[0]',
  file_path: 'src/api.py',
  line: 15,
  stack_trace: null,
  timestamp: '2026-03-01T23:30:00.123456+02:00',
  ...more,
});

describe.each(DIALECTS)('ingest into %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect);
  });
  beforeEach(() => wipe(store));

  it('stores all seven lists of upstream metrics JSON, with their deviations', async () => {
    const at = '2026-01-18T08:00:00Z';
    const report = await ingest(store, {
      bugs: [bug()],
      test_failures: { test_name: 't', failure_reason: 'r', timestamp: at, count: 4 },
      code_reviews: [{ pattern: 'p', issue_type: 'i', severity: 'CRITICAL', count: 2, timestamp: at }],
      performance_metrics: [
        { operation: 'analysis', duration_ms: 250, timestamp: at },
        { metric_type: 'memory_error', details: { error: 'e', file_size: 12 }, timestamp: at },
        { metric_type: 'execution_time', details: { function: 'f', avg_time_ms: 1.5 }, timestamp: at },
      ],
      deployment_issues: [{ pattern: 'p', environment: 'prod', error: 'why', count: 2, timestamp: at }],
      code_generation: [{ prompt: 'do', patterns_applied: ['a', 'b', 'a'], confidence: 0.9, timestamp: at, extra: 1 }],
      llm_calls: [
        { success: true, attempts: 1, duration: 2.5, provider: 'x', model: 'm', raw: { a: 1 }, timestamp: at },
      ],
    });
    expect(report).toMatchObject({ read: 9, stored: 9, quarantined: 0, status: 'done', format: 'metrics-json' });
    const rows = await contents(store);
    expect(rows.metrics_bugs).toMatchObject([
      {
        timestamp: '2026-03-01 21:30:00.123456',
        local_day: '2026-03-01 00:00:00.000000',
        local_week: '2026-02-23 00:00:00.000000',
        count: 1,
      },
    ]);
    expect(rows.metrics_test_failures).toMatchObject([{ count: 4, pattern_violated: null }]);
    expect(rows.metrics_code_reviews).toMatchObject([{ severity: 'critical', count: 2 }]);
    expect(rows.metrics_performance).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ metric_type: 'analysis', function_name: 'analysis', execution_time_ms: 250 }),
        expect.objectContaining({ metric_type: 'memory_error', file_size_bytes: 12 }),
        expect.objectContaining({ metric_type: 'execution_time', function_name: 'f', execution_time_ms: 1.5 }),
      ]),
    );
    expect(rows.metrics_deployment).toMatchObject([
      {
        issue_type: 'unknown',
        environment: 'production',
        source_environment: 'production',
        root_cause: 'why',
        count: 2,
      },
    ]);
    expect(rows.metrics_code_generation).toMatchObject([{ success: null, confidence: 0.9, patterns_count: 3 }]);
    expect(JSON.parse(String(rows.metrics_code_generation?.[0]?.generation_metadata))).toEqual({ extra: 1 });
    expect(rows.metrics_llm_calls).toMatchObject([{ success: true, duration_seconds: 2.5 }]);
    const applications = rows.rollup_daily?.filter((row) => row.kind === 'pattern_application');
    expect(applications?.map((row) => [row.pattern, row.successes, row.failures, row.measured])).toEqual([
      ['a', 0, 0, 1],
      ['b', 0, 0, 1],
    ]);
  });

  it('changes nothing when the same file is read again', async () => {
    const file = { bugs: [bug({ count: 5 }), bug(), bug(), bug()], llm_calls: null };
    expect(await ingest(store, file)).toMatchObject({ read: 4, stored: 4, known: 0 });
    const before = await contents(store);
    expect(await ingest(store, file)).toMatchObject({ read: 4, stored: 0, known: 4 });
    expect(await contents(store)).toEqual(before);
  });

  it('counts a running total up by its increase, and starts anew when it falls', async () => {
    const reading = (count: number, hour: number): object => ({
      bugs: [bug({ count, timestamp: `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z` })],
    });
    await ingest(store, reading(5, 1));
    await ingest(store, reading(9, 4));
    const late = await ingest(store, reading(6, 2));
    expect(late).toMatchObject({ stored: 1, recounted: 1 });
    await ingest(store, reading(2, 6));
    await ingest(store, reading(100, 3), { source: 'another machine' });
    const { metrics_bugs: bugs = [], rollup_daily: days = [] } = await contents(store);
    const times = bugs.map((row): [string, unknown] => [String(row.timestamp), row.count]);
    expect(times.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['2026-03-01 01:00:00.000000', 5],
      ['2026-03-01 02:00:00.000000', 1],
      ['2026-03-01 03:00:00.000000', 100],
      ['2026-03-01 04:00:00.000000', 3],
      ['2026-03-01 06:00:00.000000', 2],
    ]);
    expect(days.map((row) => [row.events, row.occurrences])).toEqual([[5, 111]]);
  });

  it('takes the same id with other content as a conflict: neither a second event nor an overwrite', async () => {
    const line = (error: string): string => JSON.stringify({ kind: 'bug', event_id: 'x1', ...bug({ error }) });
    expect(await ingest(store, `${line('first')}\n${line('first')}\n`)).toMatchObject({ stored: 1, known: 1 });
    const report = await ingest(store, `${line('second')}\n`);
    expect(report).toMatchObject({ stored: 0, known: 0, quarantined: 1, reasons: { conflict: 1 }, status: 'failed' });
    expect((await contents(store)).metrics_bugs).toMatchObject([{ error: 'first', event_id: 'x1' }]);
    await ingest(store, `${line('second')}\n`);
    const held = await store.db.selectFrom('quarantine').select(['reason', 'place', 'seen', 'raw']).execute();
    expect(held).toEqual([{ reason: 'conflict', place: 'line 1', seen: 2, raw: line('second') }]);
  });

  it('knows what is stored also where other content of its id came before it in one batch', async () => {
    const line = (error: string): string => `${JSON.stringify({ kind: 'bug', event_id: 'x2', ...bug({ error }) })}\n`;
    await ingest(store, line('stored'));
    expect(await ingest(store, line('other') + line('stored'))).toMatchObject({ stored: 0, known: 1, quarantined: 1 });
    expect(await ingest(store, line('other') + line('other'))).toMatchObject({ stored: 0, known: 0, quarantined: 2 });
  });

  it('tells new events from known ones and conflicts, wherever they stand in a large batch', async () => {
    const event = (index: number, error = 'e'): object => ({
      kind: 'bug',
      event_id: `id ${index}`,
      ...bug({ error, line: index }),
    });
    const all = Array.from({ length: 230 }, (_, index) => event(index));
    const some = all.filter((_, index) => index % 60 === 7);
    expect(await ingest(store, some)).toMatchObject({ stored: some.length, format: 'event-list' });
    const mixed = [...all, event(67, 'other'), event(200, 'other'), event(300), event(300), event(300, 'other')];
    expect(await ingest(store, mixed)).toMatchObject({
      stored: 231 - some.length,
      known: some.length + 1,
      reasons: { conflict: 3 },
    });
    const { metrics_bugs: bugs = [], event_ledger: ledger = [] } = await contents(store);
    expect([bugs.length, ledger.length, bugs.filter((row) => row.error === 'other').length]).toEqual([231, 231, 0]);
  });
});
