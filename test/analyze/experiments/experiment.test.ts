import { beforeAll, describe, expect, it } from 'vitest';
import { declareExperiment, neededPerSide } from '../../../src/analyze/experiments/declare.ts';
import { readExperiments } from '../../../src/analyze/experiments/experiment.ts';
import { judgeExperiment } from '../../../src/analyze/experiments/judge.ts';
import { ingestRecords } from '../../../src/ingest/ingest.ts';
import type { Store } from '../../../src/store/store.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

const declared = new Date('2026-03-01T00:00:00Z');
const end = new Date('2026-04-01T00:00:00Z');
const after = new Date('2026-04-02T00:00:00Z');

const generation = (index: number, day: string, pattern: string, success: boolean | null) => ({
  kind: 'code_generation',
  event_id: `${day}-${pattern}-${index}`,
  prompt: 'p',
  patterns_applied: [pattern, 'other'],
  success,
  timestamp: `2026-${day}T00:00:00Z`,
  repository: 'a/b',
});

/** 40 with the pattern, 36 of them good; 40 without, 20 good; and others that must not count. */
const events = [
  ...Array.from({ length: 40 }, (_, index) => generation(index, '03-10', 'bounds_checking', index < 36)),
  ...Array.from({ length: 40 }, (_, index) => generation(index, '03-11', 'nothing', index < 20)),
  ...Array.from({ length: 50 }, (_, index) => generation(index, '02-20', 'bounds_checking', false)),
  ...Array.from({ length: 50 }, (_, index) => generation(index, '04-01', 'bounds_checking', false)),
  ...Array.from({ length: 5 }, (_, index) => generation(index, '03-12', 'bounds_checking', null)),
];

describe.each(DIALECTS)('an experiment in %s', (dialect) => {
  let store: Store;
  const declaration = { pattern: 'bounds_checking', end, minimum: 30 };
  beforeAll(async () => {
    store = await freshStore(dialect);
    await declareExperiment(store, { name: 'bounds', ...declaration }, declared);
    await declareExperiment(store, { name: 'many', ...declaration, minimum: 500 }, declared);
    await ingestRecords(store, events, { source: 'test', hashKey: 'k' });
  });

  it('cannot be declared twice, with an end that has passed, or for too few', async () => {
    const again = declareExperiment(store, { name: 'bounds', ...declaration }, declared);
    await expect(again).rejects.toThrow(/already/);
    await expect(declareExperiment(store, { name: 'x', ...declaration }, after)).rejects.toThrow(/ends after/);
    await expect(declareExperiment(store, { name: 'x', ...declaration, minimum: 3 }, declared)).rejects.toThrow(/10/);
  });

  it('shows nothing before its end', async () => {
    const early = new Date('2026-03-20T00:00:00Z');
    await expect(judgeExperiment(store, 'bounds', early)).rejects.toMatchObject({ code: 'EXPERIMENT_OPEN' });
  });

  it('has no answer with fewer than were wanted', async () => {
    await expect(judgeExperiment(store, 'many', after)).rejects.toThrow(/each side was to have 500/);
  });

  it('is judged once, by what happened between declaration and end', async () => {
    const { verdict } = await judgeExperiment(store, 'bounds', after);
    expect(verdict).toMatchObject({
      outcome: 'better',
      with: { successes: 36, n: 40 },
      without: { successes: 20, n: 40 },
    });
    expect(verdict.difference).toBeCloseTo(0.4, 12);
    await ingestRecords(
      store,
      Array.from({ length: 40 }, (_, index) => generation(index, '03-15', 'bounds_checking', false)),
      { source: 'test', hashKey: 'k' },
    );
    const later = await judgeExperiment(store, 'bounds', new Date('2026-05-01T00:00:00Z'));
    expect(later.verdict).toEqual(verdict);
  });

  it('stands in the audit trail from its declaration to its verdict', async () => {
    const [bounds] = (await readExperiments(store)).filter((each) => each.name === 'bounds');
    const entries = await store.db
      .selectFrom('audit_logs')
      .select('action')
      .where('resource_type', '=', 'config')
      .where('resource_id', '=', bounds?.id ?? 0)
      .orderBy('id')
      .execute();
    expect(entries.map((entry) => entry.action)).toEqual(['create', 'update']);
  });
});

describe('the size of an experiment', () => {
  it('is that of the tables: 0.5 against 0.6 needs 385 on each side, 0.8 against 0.9 needs 197', () => {
    expect(neededPerSide(0.5, 0.1)).toBe(385);
    expect(neededPerSide(0.8, 0.1)).toBe(197);
  });
});
