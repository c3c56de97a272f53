import { describe, expect, it } from 'vitest';
import { DIALECTS, freshStore } from '../support/databases.ts';

/**
 * spec/2 joins patterns, gains, bugs and failures before it counts. With two gains, two periods of effectiveness, four
 * bugs and five failures its SQL answers 6.0 hours, 40 bugs and 40 failures. Ours must answer what happened.
 */
describe.each(DIALECTS)('joined views on %s', (dialect) => {
  it('count each thing once: 3.0 hours, 4 bugs, 5 failures', async () => {
    const store = await freshStore(dialect);
    const { db, organizationId: organization_id } = store;
    const moment = '2026-11-01 10:00:00.000000';
    const [day, week] = ['2026-11-01 00:00:00.000000', '2026-10-26 00:00:00.000000'];
    const user = await db
      .insertInto('users')
      .values({ organization_id, email: 'a@example.com', username: 'a', hashed_password: 'x' } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    const pattern = await db
      .insertInto('patterns')
      .values({
        organization_id,
        author_id: user.id,
        name: 'bounds_checking',
        description: 'd',
        pattern_data: '{}',
        created_at: moment,
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const time_saved_seconds of [3600, 7200]) {
      const gain = {
        organization_id,
        user_id: user.id,
        metric_type: 'pattern_applied',
        metric_data: '{}',
        time_saved_seconds,
        pattern_id: pattern.id,
      };
      await db
        .insertInto('metrics')
        .values(gain as never)
        .execute();
    }
    const rollup = (kind: string, occurrences: number, successes = 0, failures = 0) => ({
      organization_id,
      kind,
      local_day: day,
      local_week: week,
      repository: 'r',
      environment: 'local',
      pattern: 'bounds_checking',
      severity: '',
      category: '',
      events: occurrences,
      occurrences,
      successes,
      failures,
      measured: 0,
      measure_sum: 0,
      size_sum: 0,
    });
    for (const row of [rollup('bug', 4), rollup('test_failure', 5), rollup('pattern_application', 10, 8, 2)]) {
      await db
        .insertInto('rollup_daily')
        .values(row as never)
        .execute();
    }
    const one = async (sql: string): Promise<number[]> =>
      ((await store.runner().run(sql)).rows[0] ?? []).map((cell) => (cell === null ? Number.NaN : Number(cell)));
    expect(await one('SELECT hours_saved, users_benefited, effectiveness FROM v_pattern_roi')).toEqual([3, 1, 0.8]);
    expect(await one('SELECT related_bugs, related_test_failures, success_rate FROM v_pattern_report')).toEqual([
      4, 5, 0.8,
    ]);
    // No review issue was ever recorded: that is no data, not 0.
    expect(await one('SELECT related_review_issues FROM v_pattern_report')).toEqual([Number.NaN]);
  });
});
