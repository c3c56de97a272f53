import { describe, expect, it } from 'vitest';
import { addDays, mondayOf, nextMonth } from '../../../src/analyze/summaries/calendar.ts';
import { developmentMetricRows } from '../../../src/analyze/summaries/development-metrics.ts';
import { type KindDay, summaryRows } from '../../../src/analyze/summaries/metrics-summary.ts';
import { effectivenessRows } from '../../../src/analyze/summaries/pattern-effectiveness.ts';
import { trendOf } from '../../../src/analyze/summaries/trend.ts';
import { seededUniform } from '../../../src/util/seeded-uniform.ts';

const bug = (day: string, occurrences = 1, more: Partial<KindDay> = {}): KindDay => ({
  kind: 'bug',
  day,
  week: mondayOf(day),
  severity: '',
  pattern: 'bounds_checking',
  occurrences,
  ...more,
});

describe('the calendar', () => {
  it('has Mondays and months', () => {
    expect(mondayOf('2026-03-01')).toBe('2026-02-23');
    expect(mondayOf('2026-03-02')).toBe('2026-03-02');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(nextMonth('2026-12-01')).toBe('2027-01-01');
    expect(nextMonth('2026-01-01')).toBe('2026-02-01');
  });
});

describe('effectiveness of a pattern', () => {
  it('is its share of known successes, with bounds, per week and month', () => {
    const rows = effectivenessRows([
      { pattern: 'a', day: '2026-03-02', successes: 2, failures: 0 },
      { pattern: 'a', day: '2026-03-08', successes: 1, failures: 1 },
      { pattern: 'a', day: '2026-03-09', successes: 0, failures: 1 },
      { pattern: 'b', day: '2026-03-09', successes: 0, failures: 0 },
    ]);
    expect(rows.map((row) => [row.period_kind, row.period_start.slice(0, 10), row.application_count])).toEqual([
      ['week', '2026-03-02', 4],
      ['week', '2026-03-09', 1],
      ['month', '2026-03-01', 5],
    ]);
    expect(rows[0]?.effectiveness_score).toBe(0.75);
    expect(rows[0]?.effectiveness_lower).toBeLessThan(0.75);
    expect(rows[0]?.period_end).toBe('2026-03-09 00:00:00.000000');
  });
});

describe('the summary of a kind', () => {
  const weeks = (counts: readonly number[]): KindDay[] =>
    counts.map((count, week) => bug(addDays('2026-01-05', 7 * week), count));
  const trendAt = (days: readonly KindDay[], today: string): unknown =>
    summaryRows(days, [], today).findLast((row) => row.period_kind === 'week')?.trend_direction;

  it('counts occurrences by severity, with critical, and names the most frequent pattern', () => {
    const review = { kind: 'code_review', severity: 'critical' };
    const rows = summaryRows(
      [
        bug('2026-03-02', 1, review),
        bug('2026-03-02', 2, { ...review, severity: 'high', pattern: 'input_validation' }),
        bug('2026-03-03', 1, { ...review, severity: 'unknown' }),
      ],
      [],
      '2026-03-04',
    );
    const [first, , week] = rows;
    expect(first).toMatchObject({ total_count: 3, critical_severity_count: 1, high_severity_count: 2 });
    expect(first).toMatchObject({ top_pattern: 'input_validation', top_pattern_count: 2 });
    expect(week).toMatchObject({ period_kind: 'week', total_count: 4, top_pattern: 'bounds_checking' });
  });

  it('says a direction from eight whole weeks on, and nothing before', () => {
    expect(trendAt(weeks([9, 8, 7, 6, 5, 4, 3]), '2026-06-01')).toBeNull();
    expect(trendAt(weeks([9, 8, 7, 6, 5, 4, 3, 2]), '2026-06-01')).toBe('decreasing');
    expect(trendAt(weeks([1, 2, 3, 4, 5, 6, 7, 8, 9]), '2026-06-01')).toBe('increasing');
    expect(trendAt(weeks([5, 4, 6, 5, 4, 6, 5, 4]), '2026-06-01')).toBe('stable');
  });

  it('does not let the week that still runs look like a fall', () => {
    const rows = summaryRows(weeks([10, 10, 2]), [], '2026-01-20');
    const week = rows.filter((row) => row.period_kind === 'week');
    expect(week.map((row) => row.week_over_week_change)).toEqual([null, 0, null]);
  });

  it('compares a day with the same day a week before, and with nothing when that was nothing', () => {
    const rows = summaryRows([bug('2026-03-02', 4), bug('2026-03-09', 6), bug('2026-03-10', 1)], [], '2026-04-01');
    const days = rows.filter((row) => row.period_kind === 'day');
    expect(days.map((row) => row.week_over_week_change)).toEqual([null, 50, null]);
  });

  it('calls a trend in no more than one of twenty random series', () => {
    const uniform = seededUniform('summaries');
    let alarms = 0;
    for (let team = 0; team < 1500; team++) {
      const counts = Array.from({ length: 13 }, () => Math.floor(-8 * Math.log(1 - uniform())));
      if (trendOf(counts) !== 'stable') alarms++;
    }
    expect(alarms / 1500).toBeLessThan(0.06);
  });
});

describe('figures of delivery', () => {
  it('have a row where there are data, and a zero only between deployments', () => {
    const rows = developmentMetricRows({
      cycleTimes: [
        { day: '2026-03-02', seconds: 3600 },
        { day: '2026-03-02', seconds: 7200 },
        { day: '2026-03-02', seconds: 36_000 },
      ],
      passRates: [],
      deployments: [
        { day: '2026-03-02', count: 2 },
        { day: '2026-03-04', count: 1 },
      ],
      rules: [
        { day: '2026-03-02', rule: 'testing.mdc', status: 'violation', count: 1 },
        { day: '2026-03-02', rule: 'documentation-first.mdc', status: 'compliant', count: 3 },
      ],
    });
    expect(
      rows.map((row) => [row.metric_type, row.metric_date.slice(0, 10), row.metric_value, row.sample_size]),
    ).toEqual([
      ['pr_cycle_time_avg', '2026-03-02', 4.33, 3],
      ['pr_cycle_time_median', '2026-03-02', 2, 3],
      ['deployment_frequency', '2026-03-02', 2, 2],
      ['deployment_frequency', '2026-03-03', 0, 0],
      ['deployment_frequency', '2026-03-04', 1, 1],
      ['rule_compliance_rate', '2026-03-02', 75, 4],
      ['documentation_first_usage_rate', '2026-03-02', 100, 3],
    ]);
  });
});
