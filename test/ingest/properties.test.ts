import { beforeAll, describe, expect, it, vi } from 'vitest';
import { LISTS } from '../../src/collect/metrics-json/read-metrics-json.ts';
import { checkRollups } from '../../src/store/rollup-from-events.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';
import { contents, ingest, wipe } from './support.ts';
import { fc } from '../support/property.ts';

type Entry = Record<string, unknown>;
type Listed = { list: string; entry: Entry };

const pattern = fc.constantFrom('bounds_checking', 'ünïcode', 'a\tb\\n');
const timestamp = fc
  .tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 0, max: 23 }), fc.constantFrom('Z', '+05:30', ''))
  .map(([day, hour, zone]) => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:30:00${zone}`);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });

const entries: Record<string, fc.Arbitrary<Entry>> = {
  bugs: fc.record({ pattern, error: fc.string({ maxLength: 5 }), line: optional(fc.nat(9)), timestamp }),
  test_failures: fc.record({
    test_name: fc.string({ maxLength: 5 }),
    failure_reason: pattern,
    pattern_violated: optional(pattern),
    timestamp,
  }),
  code_reviews: fc.record({
    pattern,
    severity: optional(fc.constantFrom('low', 'critical')),
    count: optional(fc.nat(3)),
    timestamp,
  }),
  performance_metrics: fc.record({
    operation: pattern,
    duration_ms: optional(fc.double({ min: 0, max: 1e6, noNaN: true })),
    timestamp,
  }),
  deployment_issues: fc.record({
    issue_type: optional(pattern),
    environment: fc.constantFrom('prod', 'qa', ''),
    resolution_time_minutes: optional(fc.nat(90)),
    timestamp,
  }),
  code_generation: fc.record({
    prompt: pattern,
    patterns_applied: optional(fc.array(pattern, { maxLength: 4 })),
    confidence: optional(fc.double({ min: 0, max: 1, noNaN: true })),
    success: optional(fc.boolean()),
    timestamp,
  }),
  llm_calls: fc.record({
    success: optional(fc.boolean()),
    duration: optional(fc.nat(20)),
    model: optional(pattern),
    timestamp,
  }),
};

const listed: fc.Arbitrary<Listed> = fc.oneof(
  ...Object.entries(entries).map(([list, entry]) => entry.map((each) => ({ list, entry: each }))),
);

/** Records without running totals; some of them occur twice. Identical ones stay together: apart they are a re-reading. */
const groups = fc
  .array(fc.tuple(listed, fc.constantFrom(1, 1, 1, 2)), { minLength: 1, maxLength: 25 })
  .map((items) =>
    items.map(([item, copies], index) => repeat({ ...item, entry: { ...item.entry, nr: index } }, copies)),
  );

const repeat = (item: Listed, copies: number): Listed[] => Array.from({ length: copies }, () => item);

const fileOf = (items: readonly Listed[]): Record<string, Entry[]> => {
  const file: Record<string, Entry[]> = Object.fromEntries([...LISTS.keys()].map((list) => [list, []]));
  for (const { list, entry } of items) file[list]?.push(entry);
  return file;
};

const bad: fc.Arbitrary<{ list: string; entry: unknown }> = fc.oneof(
  fc.record({
    list: fc.constantFrom(...Object.keys(entries)),
    entry: fc.constantFrom<unknown>(null, 3, [], 'x', {}, { timestamp: 'yesterday' }),
  }),
  fc.record({
    list: fc.constant('bugs'),
    entry: fc.constant({ pattern: 1, error: 'e', timestamp: '2026-01-01T00:00:00Z' }),
  }),
  fc.record({
    list: fc.constant('code_generation'),
    entry: fc.constant({ prompt: 'p', confidence: 3, timestamp: '2026-01-01T00:00:00Z' }),
  }),
);

// Thousands of records into a real server: a loaded machine needs more than the usual half minute.
vi.setConfig({ testTimeout: 180_000 });

describe.each(DIALECTS)('whatever is ingested into %s', (dialect) => {
  const numRuns = dialect === 'sqlite' ? 20 : 4;
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect);
  });

  const after = async (files: readonly unknown[], batchSize?: number): Promise<unknown> => {
    await wipe(store);
    for (const file of files) await ingest(store, file, batchSize === undefined ? {} : { batchSize });
    expect((await checkRollups(store)).differences).toEqual([]);
    return contents(store);
  };

  it('gives the same tables in any order, any split, any size of batch, once or twice', async () => {
    const cases = fc.record({
      groups,
      cuts: fc.infiniteStream(fc.nat(2)),
      order: fc.infiniteStream(fc.nat()),
      batchSize: fc.integer({ min: 1, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ groups: items, cuts, order, batchSize }) => {
        const whole = await after([fileOf(items.flat())]);
        const shuffled = items
          .map((group) => ({ group, key: order.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ group }) => group);
        const parts: Listed[][] = [[], [], []];
        for (const group of shuffled) parts[cuts.next().value]?.push(...group);
        expect(await after([...parts.map(fileOf), fileOf(items.flat())], batchSize)).toEqual(whole);
      }),
      { numRuns },
    );
  });

  it('gives the same tables for any order of whole readings of a file that counts up', async () => {
    const key = fc.constantFrom(
      { pattern: 'p', error: 'e', file_path: 'f' },
      { pattern: 'q', error: 'e', file_path: 'f' },
    );
    const entry = fc
      .tuple(key, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .map(([fields, count, day]) => ({ ...fields, count, timestamp: `2026-03-0${day}T00:00:00Z` }));
    const reading = fc.array(entry, { minLength: 1, maxLength: 4 }).map((bugs) => ({ bugs }));
    const cases = fc.array(reading, { minLength: 2, maxLength: 6 }).chain((readings) =>
      fc.record({
        readings: fc.constant(readings),
        shuffled: fc.shuffledSubarray(readings, { minLength: readings.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ readings, shuffled }) => {
        const once = await after(readings);
        expect(await after([...shuffled, ...readings])).toEqual(once);
      }),
      { numRuns: numRuns * 2 },
    );
  });

  it('holds a bad record in quarantine and stores all the others', async () => {
    const cases = fc.record({ groups, refused: fc.array(fc.tuple(bad, fc.nat()), { minLength: 1, maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(cases, async ({ groups: items, refused }) => {
        const good = await after([fileOf(items.flat())]);
        const file = fileOf(items.flat()) as Record<string, unknown[]>;
        for (const [{ list, entry }, at] of refused) {
          const entriesOfList = file[list] ?? [];
          entriesOfList.splice(at % (entriesOfList.length + 1), 0, entry);
        }
        expect(await after([file])).toEqual(good);
        const { count } = await store.db
          .selectFrom('quarantine')
          .select((e) => e.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        expect(Number(count)).toBe(refused.length);
      }),
      { numRuns },
    );
  });
});
