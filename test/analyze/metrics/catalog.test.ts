import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { KPIS, METRICS, metricOf } from '../../../src/analyze/catalog.ts';
import { metricText } from '../../../src/analyze/compute.ts';
import { judge } from '../../../src/analyze/verdict.ts';
import type { MetricDefinition } from '../../../src/analyze/metric.ts';
import { meaningOf } from './meaning-of.ts';

const changed = metricOf('change-fail-rate');

describe('the catalogue', () => {
  it('has the sixteen KPIs of spec/2, and every metric says all a reader needs', () => {
    expect(KPIS).toHaveLength(16);
    expect(new Set(METRICS.map((metric) => metric.id)).size).toBe(METRICS.length);
    for (const metric of METRICS) {
      for (const words of [metric.name, metric.question, metric.definition, metric.formula, metric.method]) {
        expect(words.length).toBeGreaterThan(2);
      }
      expect(metric.question).toMatch(/\?$/);
      expect(metric.sources.length).toBeGreaterThan(0);
    }
    for (const metric of KPIS) expect([metric.id, metric.targetFrom]).toEqual([metric.id, 'spec/2']);
  });

  it('raises the version of a metric whose definition changes', () => {
    // A change of what it says, asks for or computes needs a new version here, in whichever file it was made.
    const file = resolve(import.meta.dirname, 'versions.json');
    const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { version: number; hash: string }>;
    const current = Object.fromEntries(
      METRICS.map((metric) => [metric.id, { version: metric.version, hash: meaningOf(metric) }]),
    );
    const unraised = METRICS.filter(({ id, version }) => {
      const before = known[id];
      return before !== undefined && before.hash !== current[id]?.hash && before.version >= version;
    });
    expect(unraised.map((metric) => `${metric.id}: raise its version`)).toEqual([]);
    if (process.env.UPDATE_METRIC_VERSIONS) writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
    else expect(current, 'run once with UPDATE_METRIC_VERSIONS=1').toEqual(known);
  });

  it.each<[string, Partial<MetricDefinition>]>([
    ['what it says', { minimumSample: 11 }],
    ['how it is computed', { estimate: (cells, span) => ({ ...changed.estimate(cells, span), n: 1 }) }],
    ['its rows', { rows: (scope) => ({ ...changed.rows(scope), k: sql`0` }) }],
    [
      'its rows on one database',
      { rows: (scope) => ({ ...changed.rows(scope), ...(scope.dialect === 'sqlite' ? { k: sql`0` } : {}) }) },
    ],
    ['one of its splits', { rows: (scope) => ({ ...changed.rows(scope), groups: {} }) }],
  ])('sees a change of %s, wherever it is written', (_, change) => {
    expect(meaningOf({ ...changed, ...change })).not.toBe(meaningOf(changed));
    expect(meaningOf({ ...changed, version: 99 })).toBe(meaningOf(changed));
  });

  it('names what is near when there is no such metric', () => {
    expect(() => metricOf('generation-sucess-rate')).toThrow(/there is no metric/);
  });
});

describe('a verdict', () => {
  const metric = { target: { relation: 'at least', value: 0.85 } as const, minimumSample: 10, sampleUnit: 'x' };
  const estimate = (low: number, high: number, n = 100) => ({ value: 0.9, n, interval: { low, high }, details: {} });

  it('needs the whole interval, and the minimum sample', () => {
    expect(judge(metric, estimate(0.86, 0.95)).verdict).toBe('met');
    expect(judge(metric, estimate(0.7, 0.84)).verdict).toBe('missed');
    expect(judge(metric, estimate(0.8, 0.9)).verdict).toBe('cannot tell yet');
    expect(judge(metric, estimate(0.86, 0.95, 9)).verdict).toBe('cannot tell yet');
    expect(judge(metric, { value: null, n: 0, interval: null, details: {} }).verdict).toBe('cannot tell yet');
    expect(judge({ ...metric, target: null }, estimate(0.8, 0.9)).verdict).toBeNull();
    expect(judge(metric, { ...estimate(0.7, 0.84), growing: 'it grows' })).toEqual({
      verdict: 'cannot tell yet',
      because: 'it grows',
    });
    expect(judge(metric, { ...estimate(0.86, 0.95), growing: 'it grows' }).verdict).toBe('met');
  });

  it('knows bands', () => {
    const band = { ...metric, target: { relation: 'between', low: 2, high: 5 } as const };
    expect(judge(band, estimate(2.5, 3)).verdict).toBe('met');
    expect(judge(band, estimate(5.5, 6)).verdict).toBe('missed');
    expect(judge(band, estimate(1.5, 6)).verdict).toBe('cannot tell yet');
  });
});

describe('the text of a definition', () => {
  it('has no code in it', () => {
    for (const metric of METRICS) expect(JSON.parse(JSON.stringify(metricText(metric)))).toEqual(metricText(metric));
  });
});
