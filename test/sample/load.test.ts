import { beforeAll, describe, expect, it } from 'vitest';
import { refreshSummaries } from '../../src/analyze/summaries/refresh.ts';
import { TABLES } from '../../src/model/tables.ts';
import { generateSample } from '../../src/sample/generate.ts';
import { loadSample } from '../../src/sample/load.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

const options = { seed: 3, now: new Date('2026-03-04T15:00:00Z'), days: 30 };
const load = (store: Store) => loadSample(store, { ...options, hashKey: 'test' });

/** Tables that a document of the spec names; ours keep the books. */
const OF_THE_SPEC = TABLES.filter(
  (table) =>
    table.schema !== 'gitops' && table.columns.some((column) => column.name !== 'id' && column.origin !== 'ours'),
);

describe.each(DIALECTS)('the sample in %s', (dialect) => {
  let store: Store;
  let first: Awaited<ReturnType<typeof load>>;
  beforeAll(async () => {
    store = await freshStore(dialect);
    first = await load(store);
    await refreshSummaries(store, { now: options.now });
  });

  const count = async (table: string): Promise<number> => {
    const row = await store.db
      .selectFrom(table as 'users')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return Number(row.n);
  };

  it('goes in whole through the ordinary door', () => {
    expect(first.report).toMatchObject({ quarantined: 0, status: 'done', ignored: {}, cut: 0, redacted: {} });
    expect(first.report.stored).toBe(generateSample(options).records.length);
  });

  it('fills every table of the spec', async () => {
    // The 21 of the spec, and metrics_llm_calls beside them.
    expect(OF_THE_SPEC.length).toBeGreaterThanOrEqual(21);
    for (const table of OF_THE_SPEC) expect([table.name, (await count(table.name)) > 0]).toEqual([table.name, true]);
  });

  it('adds nothing when it is loaded again', async () => {
    const before = await Promise.all(TABLES.map((table) => count(table.name)));
    const again = await load(store);
    const summaries = await refreshSummaries(store, { now: options.now });
    expect(again.report).toMatchObject({ stored: 0, known: first.report.stored });
    expect(again.apiWritten).toBe(false);
    for (const changes of Object.values(summaries)) expect(changes).toMatchObject({ written: 0, removed: 0 });
    const after = await Promise.all(TABLES.map((table) => count(table.name)));
    const differing = TABLES.filter((_, index) => before[index] !== after[index]).map((table) => table.name);
    expect(differing).toEqual(['ingest_runs']);
  });

  it('has summaries that agree with the events, counted again by hand', async () => {
    const bugs = await store.db
      .selectFrom('metrics_bugs')
      .select((eb) => eb.fn.sum<number>('count').as('n'))
      .executeTakeFirstOrThrow();
    for (const period of ['day', 'week'] as const) {
      const summary = await store.db
        .selectFrom('metrics_summary')
        .select((eb) => eb.fn.sum<number>('total_count').as('n'))
        .where('metric_type', '=', 'bug')
        .where('period_kind', '=', period)
        .executeTakeFirstOrThrow();
      expect(Number(summary.n)).toBe(Number(bugs.n));
    }
    const generations = await store.db
      .selectFrom('metrics_code_generation')
      .select(['patterns_applied', 'success'])
      .where('success', 'is not', null)
      .execute();
    const applied = generations.filter((row) => String(row.patterns_applied).includes('"bounds_checking"'));
    const rows = await store.db
      .selectFrom('pattern_effectiveness')
      .selectAll()
      .where('pattern_name', '=', 'bounds_checking')
      .where('period_kind', '=', 'month')
      .execute();
    expect(rows.reduce((total, row) => total + row.application_count, 0)).toBe(applied.length);
    expect(rows.reduce((total, row) => total + row.success_count, 0)).toBe(
      applied.filter((row) => row.success === true).length,
    );
  });
});
