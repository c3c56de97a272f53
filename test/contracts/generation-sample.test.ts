import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

const DAY = '2026-03-02 00:00:00.000000';
const ROWS = 64;

/** Generations numbered from 1, and a roll-up that says how many there are. */
async function fill(store: Store): Promise<void> {
  const generations = Array.from({ length: ROWS }, (_, index) => ({
    organization_id: store.organizationId,
    event_id: `e${index}`,
    source: 'test',
    prompt: 'p',
    confidence: index / ROWS,
    success: index % 3 === 0 ? null : index % 3 === 1,
    timestamp: `2026-03-02 00:${String(index % 60).padStart(2, '0')}:00.000000`,
    local_day: DAY,
    local_week: DAY,
  }));
  await store.db.insertInto('metrics_code_generation').values(generations).execute();
}

async function sampled(store: Store, events: number): Promise<number[]> {
  await store.db.deleteFrom('rollup_daily').execute();
  const row = { kind: 'code_generation', local_day: DAY, local_week: DAY, repository: 'r', environment: 'unknown' };
  const names = { pattern: '', severity: '', category: '' };
  const sums = { occurrences: events, successes: 0, failures: 0, measured: 0, measure_sum: 0, size_sum: 0 };
  await store.db
    .insertInto('rollup_daily')
    .values({ organization_id: store.organizationId, ...row, ...names, events, ...sums })
    .execute();
  const { rows } = await sql<{ id: number }>`
    SELECT g.id FROM v_generation_sample s JOIN metrics_code_generation g ON g.event_id = s.event_id ORDER BY g.id`.execute(
    store.db,
  );
  return rows.map(({ id }) => Number(id));
}

describe.each(DIALECTS)('the sample of generations on %s', (dialect) => {
  it('is all of them up to 5,000, then of every 4th, 16th, 64th, so that at most 5,000 are left, to every 1024th', async () => {
    const store = await freshStore(dialect);
    await fill(store);
    const { rows } = await sql<{ id: number }>`SELECT id FROM metrics_code_generation ORDER BY id`.execute(store.db);
    const all = rows.map(({ id }) => Number(id));
    const every = (step: number): number[] => all.filter((id) => id % step === 0);
    expect(await sampled(store, 5_000)).toEqual(all);
    for (const [above, step] of [
      [5_000, 4],
      [20_000, 16],
      [80_000, 64],
      [320_000, 256],
      [1_280_000, 1024],
    ] as const) {
      expect(await sampled(store, above + 1)).toEqual(every(step));
      if (step < 1024) expect(await sampled(store, above * 4)).toEqual(every(step));
    }
    expect(every(64)).toHaveLength(ROWS / 64);
  });

  it('reads one of its parts, from an index that holds all it shows', async () => {
    const store = await freshStore(dialect);
    const query = 'SELECT outcome, confidence FROM v_generation_sample';
    if (dialect === 'sqlite') {
      const { rows } = await sql.raw<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`).execute(store.db);
      const plan = rows.map(({ detail }) => detail).join('\n');
      for (const step of [4, 16, 64, 256, 1024]) {
        expect(plan).toContain(`SCAN g USING COVERING INDEX idx_code_gen_sample_${step}`);
      }
      return;
    }
    await fill(store);
    await sampled(store, 5_001);
    const { rows } = await sql.raw<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF) ${query}`).execute(store.db);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/One-Time Filter/);
    expect(plan).toMatch(/never executed/);
  });
});
