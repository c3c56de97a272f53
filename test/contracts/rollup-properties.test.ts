import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSample } from '../../src/sample/load.ts';
import { checkRollups, rebuildRollups } from '../../src/store/rollup-from-events.ts';
import { splitSql } from '../../src/store/split-sql.ts';
import type { Store } from '../../src/store/store.ts';
import { DIALECTS, freshStore } from '../support/databases.ts';

const NOW = new Date('2026-03-31T12:00:00Z');
const MIGRATION = (dialect: string): URL =>
  new URL(`../../src/store/${dialect}/migrations/0220-rollup-properties.sql`, import.meta.url);

/** The same question to the events and to the roll-up. */
const QUESTIONS: readonly [string, string, string][] = [
  [
    'outcomes by number of patterns and week',
    `SELECT week, patterns_applied_count, COUNT(*), COUNT(succeeded), COALESCE(SUM(succeeded), 0), COALESCE(SUM(patterns_count), 0), SUM(code_length), COUNT(compilation_error)
       FROM v_generations GROUP BY 1, 2`,
    `SELECT week, patterns_applied_count, SUM(generations), SUM(successes + failures), SUM(successes), SUM(patterns_sum), SUM(code_written), SUM(compilation_errors)
       FROM v_generations_by_patterns GROUP BY 1, 2`,
  ],
  [
    'outcomes by tenth of confidence and repository',
    `SELECT repository, confidence_from, outcome, COUNT(*), SUM(confidence) FROM v_generations
      WHERE confidence IS NOT NULL GROUP BY 1, 2, 3`,
    `SELECT repository, confidence_from, outcome, SUM(generations), SUM(confidence_sum) FROM v_generations_by_confidence
      GROUP BY 1, 2, 3`,
  ],
  [
    'compiler messages by type',
    `SELECT error_type, environment, COUNT(*), COALESCE(SUM(confidence), 0), COALESCE(SUM(patterns_count), 0), MAX(occurred_at) FROM v_generations
      WHERE error_type IS NOT NULL GROUP BY 1, 2`,
    `SELECT error_type, environment, SUM(compilation_errors), SUM(confidence_sum), SUM(patterns_sum), MAX(last_at)
       FROM v_compilation_errors_daily GROUP BY 1, 2`,
  ],
  [
    'performance by function and day',
    `SELECT day, function_name, metric_type, COUNT(*), COALESCE(SUM(execution_time_ms), 0), COALESCE(SUM(memory_mb), 0), COUNT(file_size_kb), COALESCE(SUM(file_size_kb), 0)
       FROM v_performance GROUP BY 1, 2, 3`,
    `SELECT day, function_name, metric_type, SUM(measurements), SUM(execution_ms), SUM(memory_mb), SUM(file_size_known), SUM(file_size_kb)
       FROM v_performance_daily GROUP BY 1, 2, 3`,
  ],
  [
    'bugs by file and pattern',
    'SELECT file_path, pattern, SUM(occurrences), MAX(occurred_at) FROM v_bugs GROUP BY 1, 2',
    'SELECT file_path, pattern, SUM(occurrences), MAX(last_at) FROM v_bug_files_daily GROUP BY 1, 2',
  ],
  [
    'failures by test and pattern',
    'SELECT test_name, pattern, SUM(occurrences), MAX(occurred_at) FROM v_test_failures GROUP BY 1, 2',
    'SELECT test_name, pattern, SUM(occurrences), MAX(last_at) FROM v_failed_tests_daily GROUP BY 1, 2',
  ],
];

/** Rows as texts in one order; sums of floating-point numbers to six digits. */
async function answer(store: Store, query: string): Promise<string[]> {
  const { rows } = await store.runner().run(query);
  const cell = (value: unknown): string => {
    const number = value === null || value === '' ? Number.NaN : Number(value);
    return Number.isNaN(number) ? String(value) : String(Number(number.toPrecision(9)));
  };
  return rows.map((row) => row.map(cell).join(' | ')).sort();
}

describe.each(DIALECTS)('roll-ups by property on %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect);
    await loadSample(store, { seed: 3, now: NOW, days: 15, hashKey: 'key' });
  });

  it.each(QUESTIONS)('say what the events say: %s', async (_, events, rollup) => {
    const expected = await answer(store, events);
    expect(expected.length).toBeGreaterThan(3);
    expect(await answer(store, rollup)).toEqual(expected);
  });

  it('are found wrong by the check and mended by the rebuild', async () => {
    await store.db.updateTable('rollup_properties').set({ sum_1: 99_999 }).where('property', '=', 'function').execute();
    const { differences } = await checkRollups(store);
    expect(differences.length).toBeGreaterThan(3);
    expect(differences[0]?.dimensions.property).toBe('function');
    await rebuildRollups(store);
    expect((await checkRollups(store)).differences).toEqual([]);
  });

  it('are made from what is stored when an older database is brought up to date', async () => {
    await store.db.deleteFrom('rollup_properties').execute();
    const statements = splitSql(readFileSync(MIGRATION(dialect), 'utf8'))
      .map((statement) => statement.sql)
      .filter((text) => text.startsWith('INSERT INTO'));
    expect(statements).toHaveLength(6);
    for (const statement of statements) await sql.raw(statement).execute(store.db);
    expect((await checkRollups(store)).differences).toEqual([]);
  });
});
