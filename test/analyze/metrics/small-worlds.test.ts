import { describe, expect, it } from 'vitest';
import { computeMetric } from '../../../src/analyze/compute.ts';
import { ingestRecords } from '../../../src/ingest/ingest.ts';
import type { Store } from '../../../src/store/store.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

type Sent = Record<string, unknown>;
const ingest = (store: Store, events: Sent[]) =>
  ingestRecords(store, events, { source: 's', input: 's', hashKey: 'k' });

describe.each(DIALECTS)('on %s', (dialect) => {
  it('a test is flaky where its failure went away at the same commit, and nobody can tell where it ran once', async () => {
    const store = await freshStore(dialect);
    const now = new Date('2026-03-10T00:00:00Z');
    const run = (hour: number, commit_sha: string, failed_tests: number, test_type = 'unit'): Sent => ({
      kind: 'test_run',
      run_id: `${commit_sha}${hour}`,
      run_timestamp: `2026-03-02T0${hour}:00:00Z`,
      total_tests: 10,
      passed_tests: 10 - failed_tests,
      failed_tests,
      test_type,
      commit_sha,
    });
    const failure = (hour: number, commit_sha: string | null, test_name: string): Sent => ({
      kind: 'test_failure',
      test_name,
      failure_reason: 'r',
      timestamp: `2026-03-02T0${hour}:00:00Z`,
      commit_sha,
    });
    await ingest(store, [
      // Fails, then passes.
      run(1, 'aa', 1),
      failure(1, 'aa', 'flaky'),
      run(2, 'aa', 0),
      // Fails both times; another one only once.
      run(1, 'bb', 1),
      failure(1, 'bb', 'broken'),
      run(2, 'bb', 2),
      failure(2, 'bb', 'broken'),
      failure(2, 'bb', 'flaky'),
      // Tested once; another kind of run that went well says nothing about it.
      run(1, 'cc', 1),
      failure(1, 'cc', 'flaky'),
      run(2, 'cc', 0, 'e2e'),
      // Two kinds failed.
      run(1, 'dd', 1),
      run(1, 'dd', 1, 'e2e'),
      failure(1, 'dd', 'flaky'),
      run(2, 'dd', 0),
      failure(3, null, 'flaky'),
    ]);
    const result = await computeMetric(store, 'flaky-tests', { now, by: 'test' });
    expect(result).toMatchObject({ value: 2 / 3, n: 3, verdict: null });
    expect(result.coverage.reasons).toEqual({ kind_unknown: 1, no_commit: 1, not_run_again: 1 });
    expect(result.groups?.map(({ group, value, n }) => [group, value, n])).toEqual([
      ['broken', 0, 1],
      ['flaky', 1, 2],
    ]);
  });

  it('a test that failed in every run of a commit is not flaky, whoever ran it, and whenever the time looked at begins', async () => {
    const store = await freshStore(dialect);
    const run = (timestamp: string, more: Sent): Sent[] => [
      {
        kind: 'test_run',
        run_id: `${timestamp}${JSON.stringify(more)}`,
        run_timestamp: timestamp,
        total_tests: 1,
        passed_tests: 0,
        failed_tests: 1,
        test_type: 'unit',
        ...more,
      },
      { kind: 'test_failure', test_name: 'broken', failure_reason: 'r', timestamp, ...more },
    ];
    await ingest(store, [
      ...run('2026-03-02T01:00:00Z', { commit_sha: 'aa', source_environment: 'development' }),
      ...run('2026-03-02T02:00:00Z', { commit_sha: 'aa', source_environment: 'staging' }),
      // Twice before the time looked at begins and once in it; and the other way round at its end.
      ...run('2026-02-20T01:00:00Z', { commit_sha: 'bb' }),
      ...run('2026-02-20T02:00:00Z', { commit_sha: 'bb' }),
      ...run('2026-03-02T01:00:00Z', { commit_sha: 'bb' }),
      ...run('2026-03-04T01:00:00Z', { commit_sha: 'cc' }),
      ...run('2026-03-06T01:00:00Z', { commit_sha: 'cc' }),
      ...run('2026-03-06T02:00:00Z', { commit_sha: 'cc' }),
    ]);
    const times = { now: new Date('2026-03-10T00:00:00Z'), since: new Date('2026-03-01T00:00:00Z') };
    const asked = { ...times, until: new Date('2026-03-05T00:00:00Z'), by: 'environment' as const };
    const result = await computeMetric(store, 'flaky-tests', asked);
    expect(result).toMatchObject({ value: 0, n: 1, coverage: { reasons: { not_run_again: 2 } } });
    expect(result.groups?.filter(({ n }) => n > 0).map(({ group, n }) => [group, n])).toEqual([['unknown', 1]]);
  });

  it('later tests are those of the time looked at: what came after its end says nothing in it', async () => {
    const store = await freshStore(dialect);
    const shared = { repository: 'a/b', commit_sha: 'aa' };
    const run = (day: number, failed_tests: number): Sent => ({
      kind: 'test_run',
      run_id: `${day}`,
      run_timestamp: `2026-03-0${day}T00:00:00Z`,
      total_tests: 10,
      passed_tests: 10 - failed_tests,
      failed_tests,
      ...shared,
    });
    await ingest(store, [
      {
        kind: 'code_generation',
        prompt: 'p',
        confidence: 1,
        success: true,
        timestamp: '2026-03-01T00:00:00Z',
        ...shared,
      },
      run(2, 0),
      run(8, 1),
    ]);
    const at = async (day: number) => {
      const until = new Date(`2026-03-0${day}T00:00:00Z`);
      const { value, n } = await computeMetric(store, 'later-calibration-error', { now: until, until });
      return [value, n];
    };
    expect(await at(5)).toEqual([0, 1]);
    expect(await at(9)).toEqual([1, 1]);
  });

  it('a trend counts whole weeks of the organization only, when its clocks change, too', async () => {
    const store = await freshStore(dialect);
    await store.db.updateTable('organizations').set({ settings: '{"timezone":"Europe/Berlin"}' }).execute();
    const bug = (timestamp: string): Sent => ({ kind: 'bug', pattern: 'x', error: timestamp, timestamp });
    // One bug a week before; in the week that ends with winter time, one in its first and one in its last hour.
    const mondays = Array.from({ length: 8 }, (_, week) =>
      new Date(Date.UTC(2026, 7, 31 + 7 * week, 10)).toISOString(),
    );
    await ingest(store, [
      ...mondays.slice(0, 7).map(bug),
      bug('2026-10-18T22:00:00Z'),
      bug('2026-10-25T22:59:59Z'),
      bug('2026-10-25T23:00:00Z'),
      // Something else goes on: after a week of silence nobody could tell.
      { kind: 'llm_call', timestamp: '2026-11-03T10:00:00Z' },
    ]);
    const { details } = await computeMetric(store, 'bug-detection-trend', {
      now: new Date('2026-11-04T15:00:00Z'),
      // A Monday at noon in Berlin: that week is not whole.
      since: new Date('2026-09-07T10:00:00Z'),
    });
    expect(details.weeks).toEqual([1, 1, 1, 1, 1, 2, 1]);
  });
});
