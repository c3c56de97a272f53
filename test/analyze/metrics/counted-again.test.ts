import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/analyze/catalog.ts';
import { explainMetric } from '../../../src/analyze/explain.ts';
import { loadSample } from '../../../src/sample/load.ts';
import type { Store } from '../../../src/store/store.ts';
import { DIALECTS, freshStore } from '../../support/databases.ts';

const now = new Date('2026-03-04T15:00:00Z');

const SHARE = 'SUM(k * times) * 1.0 / SUM(times)';
const CLUSTERED = 'SUM(k * times) * 1.0 / SUM(n * times)';
const PER_WEEK = 'SUM(k * times) / (30 / 7.0)';
const DIFFERENCE = `SUM(CASE WHEN n = 1 THEN k * times END) * 1.0 / SUM(CASE WHEN n = 1 THEN times END)
  - SUM(CASE WHEN n = 0 THEN k * times END) * 1.0 / SUM(CASE WHEN n = 0 THEN times END)`;
const BINS = `(SELECT SUM(ABS(o - c)) / SUM(m) FROM (
  SELECT SUM(k * times) AS o, SUM(value * times) AS c, SUM(times) AS m FROM counted
  GROUP BY CASE WHEN value >= 1 THEN 9 ELSE FLOOR(value * 10) END) AS b)`;
/** The median of cells that are counted: the mean of the two values in the middle, in units of so many seconds. */
const median = (seconds: number, of = 'counted') => `(SELECT AVG(v) / ${seconds} FROM (
  SELECT a.value AS v FROM ${of} a
  WHERE (SELECT SUM(times) FROM ${of} b WHERE b.value <= a.value) * 2 >= (SELECT SUM(times) FROM ${of})
    AND (SELECT SUM(times) FROM ${of} b WHERE b.value >= a.value) * 2 >= (SELECT SUM(times) FROM ${of})
  GROUP BY a.value) AS middle)`;

/** The number that each metric's rows give in plain SQL over the counted rows, written without the product's code. */
const BY_HAND: Record<string, string> = {
  'generation-success-rate': SHARE,
  'average-confidence': 'SUM(value * times) / SUM(times)',
  'patterns-per-generation': 'SUM(value * times) * 1.0 / SUM(times)',
  'compilation-error-rate': SHARE,
  'effectiveness-score': `(SELECT AVG(p) FROM (
    SELECT SUM(k * times) * 1.0 / SUM(times) AS p FROM counted GROUP BY item HAVING SUM(times) >= 10) AS items)`,
  'calibration-error': BINS,
  'application-count': 'SUM(k * times) * 1.0 / COUNT(DISTINCT item)',
  'pattern-success-rate': CLUSTERED,
  'test-failure-rate': CLUSTERED,
  'high-severity-issues': PER_WEEK,
  'pattern-coverage': SHARE,
  'pattern-versioning': SHARE,
  'audit-trail-coverage': SHARE,
  'roi-per-pattern': 'SUM(value * times) / 3600.0 / COUNT(DISTINCT item)',
  'user-adoption': SHARE,
  'deployment-frequency': PER_WEEK,
  'change-lead-time': median(3600.0),
  'change-fail-rate': SHARE,
  'recovery-time': median(3600.0),
  'deployment-rework-rate': SHARE,
  'resolution-time': median(1.0),
  'review-time': median(3600.0),
  'reviews-per-week': PER_WEEK,
  'rule-compliance-rate': SHARE,
  'bug-recurrence': SHARE,
  'bugs-per-test-run': '100.0 * SUM(k * times) / SUM(n * times)',
  'flaky-tests': SHARE,
  'over-fusion': DIFFERENCE,
  'long-code': DIFFERENCE,
  'over-confidence': 'SUM((value - k) * times) / SUM(times)',
  'later-calibration-error': BINS,
  'later-review-calibration-error': BINS,
  'later-revert-calibration-error': BINS,
  'later-incident-calibration-error': BINS,
};

/** Not a figure of SQL: the slopes between all pairs of weeks, which golden tests hold. */
const SLOPES = new Set(['bug-detection-trend']);

describe.each(DIALECTS)('what `metrics explain` gives, on %s', (dialect) => {
  let store: Store;
  beforeAll(async () => {
    store = await freshStore(dialect);
    await loadSample(store, { seed: 5, now, days: 100, hashKey: 'test' });
  });

  const metrics = METRICS.filter(({ id }) => !SLOPES.has(id)).map(({ id }) => id);
  it.each(metrics)('for %s gives the number when it is counted again in plain SQL', async (id) => {
    const explained = await explainMetric(store, id, { now, limit: 1 });
    const formula = BY_HAND[id] ?? 'no formula';
    const known = /\bvalue\b/.test(formula) && explained.sql.includes('"k"') && formula.includes('AVG(v)');
    // What has not ended yet (k = 0) has no duration.
    const counted = `SELECT * FROM (${explained.sql}) AS cells WHERE excluded IS NULL${known ? ' AND k <> 0' : ''}`;
    const query = `WITH counted AS (${counted}) SELECT ${formula} AS number FROM counted LIMIT 1`;
    const { rows } = await sql.raw<{ number: number | string | null }>(query).execute(store.db);
    expect(explained.result.value).not.toBeNull();
    expect(Number(rows[0]?.number)).toBeCloseTo(explained.result.value ?? Number.NaN, 9);
  });
});
