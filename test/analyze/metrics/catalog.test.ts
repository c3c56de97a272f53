import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KPIS, METRICS, metricOf } from '../../../src/analyze/catalog.ts';
import { metricText } from '../../../src/analyze/compute.ts';
import { judge } from '../../../src/analyze/verdict.ts';
import { sha256 } from '../../../src/util/hash.ts';

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
    // What a definition is, is in its file: words, rows and estimator. A change there needs a new version here.
    const file = resolve(import.meta.dirname, 'versions.json');
    const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { version: number; hash: string }>;
    const current = Object.fromEntries(
      METRICS.map((metric) => {
        const source = readFileSync(
          resolve(import.meta.dirname, `../../../src/analyze/metrics/${metric.id}.ts`),
          'utf8',
        );
        const meaning = source
          .replace(/^import .*$/gm, '')
          .replace(/^\s*version: \d+,$/gm, '')
          .replace(/\s+/g, ' ');
        return [metric.id, { version: metric.version, hash: sha256(meaning).slice(0, 16) }];
      }),
    );
    const unraised = METRICS.filter(({ id, version }) => {
      const before = known[id];
      return before !== undefined && before.hash !== current[id]?.hash && before.version >= version;
    });
    expect(unraised.map((metric) => `${metric.id}: raise its version`)).toEqual([]);
    if (process.env.UPDATE_METRIC_VERSIONS) writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
    else expect(current, 'run once with UPDATE_METRIC_VERSIONS=1').toEqual(known);
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
