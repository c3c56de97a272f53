import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/analyze/catalog.ts';
import { computeMetric } from '../../../src/analyze/compute.ts';
import type { MetricDefinition } from '../../../src/analyze/metric.ts';
import type { MetricValue } from '../../../src/analyze/result.ts';
import { ingestRecords } from '../../../src/ingest/ingest.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

type Sent = Record<string, unknown>;

const now = new Date('2027-01-06T12:00:00Z');
const at = (daysAgo: number): string => new Date(now.getTime() - daysAgo * 86_400_000).toISOString();

/** One event of each kind, joined to each other, at a moment. */
const oneOfEach = (daysAgo: number, success: boolean, mark = ''): Sent[] => {
  const timestamp = at(daysAgo);
  const context = { repository: 'a/b', commit_sha: `c${mark}`, pr_number: 7 };
  return [
    { kind: 'bug', pattern: 'p', error: `e${mark}`, timestamp, ...context },
    { kind: 'test_failure', test_name: 't', failure_reason: 'r', timestamp, ...context },
    { kind: 'code_review', issue_type: 'i', pattern: 'p', severity: 'critical', timestamp, ...context },
    { kind: 'performance', metric_type: 'm', function_name: 'f', execution_time_ms: 0, timestamp },
    {
      kind: 'deployment_issue',
      issue_type: 'i',
      environment: 'production',
      resolution_time_minutes: 0,
      timestamp,
      ...context,
    },
    {
      kind: 'code_generation',
      prompt: `p${mark}`,
      patterns_applied: ['p'],
      confidence: success ? 1 : 0,
      success,
      code_length: 0,
      timestamp: at(daysAgo + 0.1),
      ...context,
    },
    { kind: 'llm_call', success, timestamp },
    { kind: 'pr_event', event_type: 'created', event_timestamp: at(daysAgo), ...context },
    { kind: 'pr_event', event_type: 'reviewed', event_timestamp: timestamp, review_time_seconds: 0, ...context },
    { kind: 'pr_event', event_type: 'merged', event_timestamp: timestamp, cycle_time_seconds: 0, ...context },
    {
      kind: 'deployment',
      deployment_id: `d${mark}`,
      environment: 'production',
      status: success ? 'success' : 'failure',
      deployed_at: timestamp,
      branch_name: 'main',
      ...context,
    },
    {
      kind: 'test_run',
      run_id: `r${mark}`,
      run_timestamp: timestamp,
      total_tests: success ? 1 : 0,
      passed_tests: success ? 1 : 0,
      failed_tests: 0,
      ...context,
    },
    {
      kind: 'rule_compliance',
      rule_name: 'r',
      compliance_status: success ? 'compliant' : 'violation',
      event_timestamp: timestamp,
      ...context,
    },
  ];
};

/** Figures that lie between bounds whatever the data. */
const BOUNDS: Partial<Record<string, readonly [number, number]>> = {
  share: [0, 1],
  hours: [0, Number.POSITIVE_INFINITY],
  minutes: [0, Number.POSITIVE_INFINITY],
  patterns: [0, Number.POSITIVE_INFINITY],
  'per week': [0, Number.POSITIVE_INFINITY],
  'per 100 test runs': [0, Number.POSITIVE_INFINITY],
  'per pattern and 30 days': [0, Number.POSITIVE_INFINITY],
  'difference of shares': [-1, 1],
};

/** What no reader should ever meet, as sentences. */
function nonsense({ unit, id }: Pick<MetricDefinition, 'unit' | 'id'>, value: MetricValue): string[] {
  const wrong: string[] = [];
  const numbers: [string, number | null][] = [
    ['value', value.value],
    ['low', value.interval?.low ?? null],
    ['high', value.interval?.high ?? null],
    ['n', value.n],
  ];
  const bounds = unit === 'probability' && id !== 'over-confidence' ? BOUNDS.share : BOUNDS[unit];
  const [lowest, highest] = bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [name, number] of numbers) {
    if (number === null) continue;
    if (!Number.isFinite(number)) wrong.push(`${name} is ${number}`);
    if (Object.is(number, -0)) wrong.push(`${name} is -0`);
    if (name !== 'n' && (number < lowest - 1e-12 || number > highest + 1e-12))
      wrong.push(`${name} ${number} is out of bounds`);
  }
  const { interval } = value;
  if (interval && interval.low > interval.high) wrong.push('the interval is upside down');
  if (interval && value.value !== null && (value.value < interval.low - 1e-9 || value.value > interval.high + 1e-9)) {
    wrong.push(`the value ${value.value} is outside ${interval.low} … ${interval.high}`);
  }
  if (value.value === null && (value.verdict === 'met' || value.verdict === 'missed'))
    wrong.push('judged without a value');
  if (value.n === 0 && value.value !== null && interval === null) wrong.push(`${value.value} of nothing`);
  const { coverage } = value;
  if (coverage.included + coverage.excluded !== coverage.rows) wrong.push('coverage does not add up');
  const text = JSON.stringify(value.details, (_, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? `not finite: ${each}` : each,
  );
  if (text.includes('not finite')) wrong.push(`details: ${text.slice(0, 200)}`);
  return wrong;
}

const WORLDS: Readonly<Record<string, Sent[]>> = {
  'no events': [],
  'one event of each kind': oneOfEach(20, true),
  'only failures': Array.from({ length: 12 }, (_, index) => oneOfEach(2 + index * 2, false, String(index))).flat(),
  'only successes': Array.from({ length: 12 }, (_, index) => oneOfEach(2 + index * 2, true, String(index))).flat(),
  'events of the future': [...oneOfEach(-3, true), ...oneOfEach(-400, false, 'x')],
  'events long ago': oneOfEach(4_000, true),
  'half past, half future': Array.from({ length: 12 }, (_, index) =>
    oneOfEach(6 - index, index % 2 === 0, String(index)),
  ).flat(),
};

describe.each(DIALECTS)('no figure is nonsense on %s', (dialect) => {
  // That both give the same values, values.test.ts holds.
  const worlds = Object.entries(WORLDS).filter(([name]) => dialect === 'sqlite' || /^(no|half)/.test(name));
  it.each(worlds)('with %s', async (_, events) => {
    const store = await freshStore(dialect);
    await store.db.updateTable('organizations').set({ settings: '{"timezone":"America/Santiago"}' }).execute();
    await ingestRecords(store, events, { source: 's', input: 's', hashKey: 'k' });
    const wrong: string[] = [];
    for (const metric of METRICS) {
      const { freshness } = await computeMetric(store, metric.id, { now });
      if (freshness.dataUntil !== null && Date.parse(freshness.dataUntil) > now.getTime()) {
        wrong.push(`${metric.id}: data until ${freshness.dataUntil}, which is yet to come`);
      }
      for (const since of [undefined, new Date('1970-01-01T00:00:00Z')]) {
        const result = await computeMetric(store, metric.id, {
          now,
          compare: 'previous',
          ...(since ? { since } : {}),
        });
        wrong.push(...nonsense(metric, result).map((each) => `${metric.id} since ${since?.toISOString()}: ${each}`));
        const change = result.change?.difference;
        if (change !== undefined && !Number.isFinite(change)) wrong.push(`${metric.id}: change ${change}`);
        if (Object.is(change, -0)) wrong.push(`${metric.id}: change -0`);
      }
      for (const by of metric.dimensions) {
        const { groups } = await computeMetric(store, metric.id, { now, by });
        for (const group of groups ?? []) {
          wrong.push(...nonsense(metric, group).map((each) => `${metric.id} by ${by} ${group.group}: ${each}`));
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(DIALECTS)('no verdict misleads on %s', (dialect) => {
  const verdicts = async (events: Sent[]): Promise<Record<string, string | null>> => {
    const store = await freshStore(dialect);
    await ingestRecords(store, events, { source: 's', input: 's', hashKey: 'k' });
    const found: Record<string, string | null> = {};
    for (const id of ['bug-detection-trend', 'high-severity-issues', 'application-count']) {
      found[id] = (await computeMetric(store, id, { now })).verdict;
    }
    return found;
  };
  const unknown = 'cannot tell yet';

  it('when the data are of one day, or long gone', async () => {
    const none = { 'bug-detection-trend': unknown, 'high-severity-issues': unknown, 'application-count': unknown };
    expect(await verdicts(oneOfEach(20, true))).toEqual(none);
    expect(await verdicts(oneOfEach(4_000, true))).toEqual(none);
  });

  it('when events stopped coming: silence is no decrease', async () => {
    const bugs = Array.from({ length: 56 }, (_, index) => ({
      kind: 'bug',
      pattern: 'p',
      error: `e${index}`,
      timestamp: at(90 - index),
    }));
    const weeks = async (events: Sent[]): Promise<unknown> => {
      const store = await freshStore(dialect);
      await ingestRecords(store, events, { source: 's', input: 's', hashKey: 'k' });
      return (await computeMetric(store, 'bug-detection-trend', { now })).details.weeks;
    };
    // Seven a week for eight weeks, then nothing of any kind for five.
    expect(await weeks(bugs)).toEqual([7, 7, 7, 7, 7, 7, 7]);
    // The same, while tests go on: there were none.
    const tests = Array.from({ length: 90 }, (_, index) => ({
      kind: 'test_run',
      run_id: `r${index}`,
      run_timestamp: at(90 - index),
      total_tests: 1,
      passed_tests: 1,
    }));
    expect(await weeks([...bugs, ...tests])).toEqual([7, 7, 7, 7, 7, 7, 7, 3, 0, 0, 0, 0]);
  });
});

describe('two periods', () => {
  it('differ for certain by the exact test of two counts, also where their intervals still touch', async () => {
    const store = await freshStore('sqlite');
    const finding = (daysAgo: number): Sent => ({
      kind: 'code_review',
      issue_type: `${daysAgo}`,
      pattern: 'p',
      severity: 'critical',
      timestamp: at(daysAgo),
    });
    const evenly = (count: number, from: number): Sent[] =>
      Array.from({ length: count }, (_, index) => finding(from + ((index + 0.5) * 28) / count));
    await ingestRecords(store, [finding(80), ...evenly(10, 28), ...evenly(24, 0)], {
      source: 's',
      input: 's',
      hashKey: 'k',
    });
    const compared = (days: number) =>
      computeMetric(store, 'high-severity-issues', {
        now,
        since: new Date(now.getTime() - days * 86_400_000),
        compare: 'previous',
      });
    const { interval, n, previous, change } = await compared(28);
    expect([previous?.n, n]).toEqual([10, 24]);
    expect(previous?.interval?.high).toBeGreaterThan(interval?.low ?? 0);
    expect(change?.certain).toBe(true);
    expect((await compared(14)).change?.certain).toBe(false);
  });
});
