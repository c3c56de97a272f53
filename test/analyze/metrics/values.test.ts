import { beforeAll, describe, expect, it } from 'vitest';
import { METRICS, metricOf } from '../../../src/analyze/catalog.ts';
import { computeMetric } from '../../../src/analyze/compute.ts';
import { explainMetric } from '../../../src/analyze/explain.ts';
import { loadSample } from '../../../src/sample/load.ts';
import type { Store } from '../../../src/store/store.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

const now = new Date('2026-03-04T15:00:00Z');

async function sampled(dialect: (typeof DIALECTS)[number], days = 90): Promise<Store> {
  const store = await freshStore(dialect);
  await loadSample(store, { seed: 5, now, days, hashKey: 'test' });
  return store;
}

describe('values', () => {
  const stores: Store[] = [];
  beforeAll(async () => {
    for (const dialect of DIALECTS) stores.push(await sampled(dialect));
  });

  it.each(METRICS.map((metric) => metric.id))('of %s are the same to the last digit on every database', async (id) => {
    const [sqlite, postgresql] = await Promise.all(
      stores.map((store) => computeMetric(store, id, { now, compare: 'previous' })),
    );
    expect(sqlite?.value).not.toBeNull();
    expect(postgresql).toEqual(sqlite);
    for (const by of metricOf(id).dimensions) {
      const [one, other] = await Promise.all(stores.map((store) => computeMetric(store, id, { now, by })));
      expect(other).toEqual(one);
      expect(one?.groups?.length).toBeGreaterThan(0);
    }
  });

  it.each(METRICS.map((metric) => metric.id))('of %s are explained by as many rows as were counted', async (id) => {
    for (const store of stores) {
      const { result, rows, total, sql } = await explainMetric(store, id, { now, limit: 100_000 });
      expect(rows).toHaveLength(total);
      expect(rows.filter((row) => row.included)).toHaveLength(result.coverage.included);
      const reasons = new Set(rows.flatMap((row) => (row.reason === null ? [] : [row.reason])));
      for (const reason of reasons) expect(Object.keys(metricOf(id).exclusions)).toContain(reason);
      expect(sql).toMatch(/^SELECT/);
    }
  });

  it('are those that a person counts by hand', async () => {
    const [store] = stores;
    if (!store) throw new Error('no store');
    const since = '2026-02-02 15:00:00.000000';
    const generations = await store.db
      .selectFrom('metrics_code_generation')
      .select(['success', 'confidence', 'compilation_error', 'patterns_count'])
      .where('timestamp', '>=', since)
      .execute();
    const known = generations.filter((row) => row.success !== null);
    const value = async (id: string) => (await computeMetric(store, id, { now })).value;
    expect(await value('generation-success-rate')).toBe(known.filter((row) => row.success).length / known.length);
    const judged = generations.filter((row) => row.success !== null || row.compilation_error);
    expect(await value('compilation-error-rate')).toBe(
      judged.filter((row) => row.compilation_error).length / judged.length,
    );
    const confidences = generations.flatMap((row) => (row.confidence === null ? [] : [row.confidence]));
    expect(await value('average-confidence')).toBeCloseTo(
      confidences.reduce((total, each) => total + each, 0) / confidences.length,
      12,
    );
    const applied = known.reduce((total, row) => total + (row.patterns_count ?? 0), 0);
    const hits = known.filter((row) => row.success).reduce((total, row) => total + (row.patterns_count ?? 0), 0);
    expect(await value('pattern-success-rate')).toBeCloseTo(hits / applied, 12);
    const runs = await store.db
      .selectFrom('test_runs')
      .select(['failed_tests', 'passed_tests'])
      .where('run_timestamp', '>=', since)
      .execute();
    const failed = runs.reduce((total, row) => total + row.failed_tests, 0);
    const ran = runs.reduce((total, row) => total + row.failed_tests + row.passed_tests, 0);
    expect(await value('test-failure-rate')).toBeCloseTo(failed / ran, 12);
  });

  it('adds up the hours of a pattern once, however many other rows there are', async () => {
    const [store] = stores;
    if (!store) throw new Error('no store');
    const result = await computeMetric(store, 'roi-per-pattern', { now, by: 'pattern' });
    const rows = await store.db
      .selectFrom('metrics')
      .innerJoin('patterns', 'patterns.id', 'metrics.pattern_id')
      .select('metrics.time_saved_seconds')
      .where('patterns.name', '=', 'bounds_checking')
      .execute();
    const seconds = rows.reduce((total, row) => total + Number(row.time_saved_seconds), 0);
    expect(result.groups?.find((each) => each.group === 'bounds_checking')?.value).toBeCloseTo(seconds / 3600, 9);
  });

  it('of teams of fewer than five people are not shown', async () => {
    const [store] = stores;
    if (!store) throw new Error('no store');
    const result = await computeMetric(store, 'generation-success-rate', { now, by: 'team' });
    expect(result.groups?.map((each) => each.group)).toEqual(['Data', 'Payments', 'Platform', 'Web']);
    expect(result.hiddenGroups).toBe(1);
  });

  it('cannot be split by what the metric does not know', async () => {
    const [store] = stores;
    if (!store) throw new Error('no store');
    await expect(computeMetric(store, 'audit-trail-coverage', { now, by: 'team' })).rejects.toThrow(/cannot be split/);
  });
});

describe('with little data', () => {
  it('there is no value where there is nothing, and no verdict', async () => {
    const store = await freshStore('sqlite');
    for (const { id } of METRICS) {
      const result = await computeMetric(store, id, { now });
      expect([id, result.value, result.verdict]).toEqual([id, null, metricOf(id).target ? 'cannot tell yet' : null]);
    }
  });

  it('three days are too few for a trend and for calibration', async () => {
    const store = await sampled('sqlite', 3);
    const verdict = async (id: string) => (await computeMetric(store, id, { now })).verdict;
    expect(await verdict('bug-detection-trend')).toBe('cannot tell yet');
    expect(await verdict('calibration-error')).toBe('cannot tell yet');
    expect(await verdict('generation-success-rate')).toBe('cannot tell yet');
    // Hours of three days cannot miss a target for ninety-one.
    expect(await verdict('roi-per-pattern')).toBe('cannot tell yet');
    expect(await verdict('test-failure-rate')).toBe('met');
  });
});
