import { describe, expect, it } from 'vitest';
import { controlLimits } from '../../src/analyze/control.ts';
import type { MetricValue } from '../../src/analyze/result.ts';
import { forecastsOf } from '../../src/analyze/statistics/forecasts.ts';
import { shrunkRates } from '../../src/analyze/statistics/shrinkage.ts';
import { recalibrationGain } from '../../src/analyze/statistics/recalibration.ts';
import { seededUniform } from '../../src/util/seeded-uniform.ts';

const point = (value: number | null, n: number, details: Record<string, unknown> = {}): MetricValue => ({
  value,
  n,
  interval: null,
  verdict: null,
  because: '',
  coverage: { rows: n, included: n, excluded: 0, share: 1, reasons: {} },
  details,
});
const rate = (hits: number, n: number): MetricValue => point(hits / n, n, { hits });

describe('control limits of a history', () => {
  it('judge the last weeks by the ones before them', () => {
    const limits = controlLimits([...Array.from({ length: 9 }, () => rate(80, 100)), rate(80, 100), rate(50, 100)]);
    expect(limits.at(-2)).toMatchObject({ centre: 0.8, out: false });
    expect(limits.at(-1)).toMatchObject({ centre: 0.8, out: true });
    expect(limits.at(-1)?.low).toBeCloseTo(0.68, 10);
  });

  it('leave gaps where there is no value, and say nothing with fewer than five weeks before', () => {
    const weeks = [rate(8, 10), point(null, 0), ...Array.from({ length: 9 }, () => rate(8, 10))];
    expect(controlLimits(weeks)[1]).toBeNull();
    expect(controlLimits(weeks)[2]).not.toBeNull();
    expect(controlLimits(weeks.slice(0, 8)).every((each) => each === null)).toBe(true);
  });

  it('are those of a u-chart for counts, of an XmR chart for other values', () => {
    const counts = Array.from({ length: 10 }, () => point(9, 9, { count: 9, weeks: 1 }));
    expect(controlLimits(counts)[0]).toMatchObject({ centre: 9, low: 0, high: 18 });
    const medians = [10, 12, 10, 12, 10, 12, 10, 12, 10, 30].map((value) => point(value, 20));
    expect(controlLimits(medians).at(-1)).toMatchObject({ centre: 11, out: true });
  });
});

describe('rates of groups, shrunk', () => {
  it('move towards the common rate, small groups most', () => {
    const groups = [
      { successes: 3, n: 3 },
      { successes: 90, n: 100 },
      { successes: 40, n: 100 },
      { successes: 0, n: 0 },
    ];
    const [few, good, bad, none] = shrunkRates(groups);
    expect(few).toBeLessThan(1);
    expect(good).toBeGreaterThan(0.85);
    expect(good).toBeLessThan(0.9);
    expect(bad).toBeGreaterThan(0.4);
    expect(none).toBeNull();
  });

  it('become one rate when they differ by no more than chance', () => {
    const equal = shrunkRates(Array.from({ length: 5 }, (_, index) => ({ successes: 50 + (index % 2), n: 100 })));
    expect(new Set(equal).size).toBe(1);
    expect(shrunkRates([])).toEqual([]);
  });
});

describe('recalibration, judged on what came later', () => {
  it('mends a forecaster who is always too sure', () => {
    const uniform = seededUniform('too sure');
    const half = () => {
      const p: number[] = [];
      const y: (0 | 1)[] = [];
      for (let index = 0; index < 800; index++) {
        const truth = 0.4 + 0.4 * uniform();
        p.push(Math.round((truth + 0.19) * 100) / 100);
        y.push(uniform() < truth ? 1 : 0);
      }
      return forecastsOf(p, y);
    };
    const gain = recalibrationGain(half(), half());
    expect(gain?.before).toBeGreaterThan(0.15);
    expect(gain?.platt).toBeLessThan(0.07);
    expect(gain?.isotonic).toBeLessThan(0.09);
    expect(gain?.n).toBe(800);
  });

  it('says nothing without both outcomes to learn from', () => {
    expect(recalibrationGain(forecastsOf([0.9, 0.8], [1, 1]), forecastsOf([0.9], [1]))).toBeNull();
  });
});
