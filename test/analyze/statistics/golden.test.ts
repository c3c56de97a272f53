import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/analyze/statistics/auc.ts';
import { benjaminiHochberg } from '../../../src/analyze/statistics/benjamini-hochberg.ts';
import { brierScore } from '../../../src/analyze/statistics/brier.ts';
import { calibrationError } from '../../../src/analyze/statistics/calibration-error.ts';
import { forecastsOf } from '../../../src/analyze/statistics/forecasts.ts';
import { applyIsotonic, fitIsotonic } from '../../../src/analyze/statistics/isotonic.ts';
import { jeffreys } from '../../../src/analyze/statistics/jeffreys.ts';
import { kaplanMeier } from '../../../src/analyze/statistics/kaplan-meier.ts';
import { laplaceTrend } from '../../../src/analyze/statistics/laplace-trend.ts';
import { mannKendall } from '../../../src/analyze/statistics/mann-kendall.ts';
import { meanInterval } from '../../../src/analyze/statistics/mean-interval.ts';
import { medianInterval } from '../../../src/analyze/statistics/median-interval.ts';
import { newcombe } from '../../../src/analyze/statistics/newcombe.ts';
import { pChart } from '../../../src/analyze/statistics/p-chart.ts';
import { poissonInterval } from '../../../src/analyze/statistics/poisson-interval.ts';
import { ascending, quantile } from '../../../src/analyze/statistics/quantile.ts';
import { rateRatio } from '../../../src/analyze/statistics/rate-ratio.ts';
import { binOf, reliability } from '../../../src/analyze/statistics/reliability.ts';
import { spiegelhalter } from '../../../src/analyze/statistics/spiegelhalter.ts';
import { uChart } from '../../../src/analyze/statistics/u-chart.ts';
import { wilson } from '../../../src/analyze/statistics/wilson.ts';
import { xmrChart } from '../../../src/analyze/statistics/xmr-chart.ts';

// Oracles were computed with SciPy 1.17, unless a line says otherwise.

describe('a rate', () => {
  it.each([
    [0, 10, 0, 0.277533],
    [1, 10, 0.017876, 0.40415],
    [10, 10, 0.722467, 1],
    [17, 20, 0.639581, 0.947631],
    [85, 100, 0.767164, 0.90694],
    [850, 1000, 0.826531, 0.87079],
  ])('of %d in %d has the Wilson interval %d to %d', (k, n, low, high) => {
    const interval = wilson(k, n);
    expect(interval?.low).toBeCloseTo(low, 6);
    expect(interval?.high).toBeCloseTo(high, 6);
  });

  it('has no interval without trials', () => {
    expect(wilson(0, 0)).toBeNull();
    expect(jeffreys(0, 0)).toBeNull();
  });

  it('differs from another by Newcombe: 56/70 and 48/80', () => {
    const compared = newcombe({ successes: 56, n: 70 }, { successes: 48, n: 80 });
    expect(compared?.difference).toBeCloseTo(0.2, 12);
    expect(compared?.interval.low).toBeCloseTo(0.0524, 4);
    expect(compared?.interval.high).toBeCloseTo(0.3339, 4);
  });

  it('ranks 90 of 100 above 3 of 3 by the lower Jeffreys bound', () => {
    expect(jeffreys(3, 3)?.low).toBeCloseTo(0.4644, 4);
    expect(jeffreys(3, 3)?.high).toBeCloseTo(0.9998, 4);
    expect(jeffreys(90, 100)?.low).toBeCloseTo(0.8299, 4);
    expect(jeffreys(90, 100)?.high).toBeCloseTo(0.9474, 4);
  });
});

describe('calibration', () => {
  const p = [
    0.95, 0.92, 0.9, 0.88, 0.85, 0.82, 0.8, 0.78, 0.75, 0.72, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.3, 0.2, 0.1,
  ];
  const y = [1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0] as const;
  const forecasts = forecastsOf(p, y);

  it('of twenty forecasts has the known error', () => {
    const error = calibrationError(forecasts);
    expect(error?.ece).toBeCloseTo(0.129, 10);
    expect(error?.mce).toBeCloseTo(0.3, 10);
    expect(error?.inTheLarge).toBeCloseTo(0.091, 10);
  });

  it('has the known Brier score, whose parts add up to it', () => {
    const score = brierScore(forecasts);
    expect(score?.brier).toBeCloseTo(0.18025, 10);
    expect(score?.uncertainty).toBeCloseTo(0.2475, 10);
    expect(score?.skill).toBeCloseTo(0.271717, 6);
    expect(score?.logLoss).toBeCloseTo(0.532672, 6);
    expect(score?.reliability).toBeCloseTo(0.0228817, 7);
    expect(score?.resolution).toBeCloseTo(0.085, 10);
    expect(score?.withinBinVariance).toBeCloseTo(0.00061833, 8);
    expect(score?.withinBinCovariance).toBeCloseTo(0.00575, 10);
    if (!score) return;
    const { reliability: rel, resolution, uncertainty, withinBinVariance, withinBinCovariance } = score;
    expect(rel - resolution + uncertainty + withinBinVariance - withinBinCovariance).toBeCloseTo(score.brier, 12);
  });

  it('is tested by Spiegelhalter, and discrimination measured by the area under the curve', () => {
    expect(spiegelhalter(forecasts)?.z).toBeCloseTo(0.195483, 6);
    expect(spiegelhalter(forecasts)?.p).toBeCloseTo(0.845015, 6);
    expect(auc(forecasts)).toBeCloseTo(0.818182, 6);
  });

  it('puts 0.3, 0.6 and 0.7 in the bins they name', () => {
    expect([0.3, 0.6, 0.7, 0.29, 1, 0].map((each) => binOf(each, 10))).toEqual([3, 6, 7, 2, 9, 0]);
    expect(reliability(forecasts).map((bin) => bin.n)).toEqual([1, 1, 1, 2, 2, 2, 4, 4, 3]);
  });

  it('is mended by pooling adjacent violators', () => {
    // By hand: 1, 0 pool to one half; then 1.
    const steps = fitIsotonic(forecastsOf([0.2, 0.4, 0.9], [1, 0, 1]));
    expect(steps.map((step) => step.value)).toEqual([0.5, 1]);
    expect(applyIsotonic(steps, 0.5)).toBe(0.5);
    expect(applyIsotonic(steps, 0.95)).toBe(1);
  });
});

describe('control charts', () => {
  it('of a rate: the p-chart', () => {
    const [k, n] = [
      [5, 9, 4, 20],
      [50, 60, 40, 80],
    ];
    const points = pChart((k ?? []).map((count, index) => ({ count, n: n?.[index] ?? 0 })));
    expect(points[0]?.centre).toBeCloseTo(0.165217, 6);
    const limits = points.map((point) => [point.low, point.high]);
    const known = [
      [0.007656, 0.322779],
      [0.021384, 0.309051],
      [0, 0.341377],
      [0.040654, 0.289781],
    ];
    for (const [index, [low, high]] of known.entries()) {
      expect(limits[index]?.[0]).toBeCloseTo(low ?? 0, 6);
      expect(limits[index]?.[1]).toBeCloseTo(high ?? 0, 6);
    }
  });

  it('of counts with exposure: the u-chart has three standard errors around the mean rate', () => {
    const [point] = uChart([
      { count: 4, n: 2 },
      { count: 6, n: 8 },
    ]);
    expect(point?.centre).toBe(1);
    expect(point?.high).toBeCloseTo(1 + 3 / Math.sqrt(2), 12);
    expect(point?.low).toBe(0);
  });

  it('of single values: the XmR chart finds 30 after 10, 12, 11, 13, 12', () => {
    const points = xmrChart([10, 12, 11, 13, 12, 30]);
    expect(points[0]?.centre).toBeCloseTo(14.6667, 4);
    expect(points[0]?.low).toBeCloseTo(1.8987, 4);
    expect(points[0]?.high).toBeCloseTo(27.4347, 4);
    expect(points.map((point) => point.out)).toEqual([false, false, false, false, false, true]);
  });
});

describe('counts over time', () => {
  it.each([
    [30, 1, 15, 1, 0.035698, 0.5, 0.25, 0.9589],
    [40, 30, 20, 15, 1, 1, 0.5539, 1.7514],
  ])('%d in %d against %d in %d', (a, inA, b, inB, p, ratio, low, high) => {
    const compared = rateRatio({ events: a, exposure: inA }, { events: b, exposure: inB });
    expect(compared.p).toBeCloseTo(p, 6);
    expect(compared.ratio).toBeCloseTo(ratio, 10);
    expect(compared.interval?.low).toBeCloseTo(low, 4);
    expect(compared.interval?.high).toBeCloseTo(high, 4);
  });

  it('5 against 2 proves nothing', () => {
    expect(rateRatio({ events: 5, exposure: 1 }, { events: 2, exposure: 1 }).p).toBeCloseTo(0.453125, 6);
  });

  it("have Laplace's trend", () => {
    const trend = laplaceTrend([1, 2, 3, 4, 6, 9, 14, 20, 26], 30);
    expect(trend?.u).toBeCloseTo(-1.924501, 6);
    // SciPy's 0.05429183, published cut off as 0.054291.
    expect(trend?.p).toBeCloseTo(0.054291, 5);
  });

  it("have Mann and Kendall's trend and the slope of Theil and Sen", () => {
    const trend = mannKendall([5, 7, 6, 8, 9, 8, 11, 12]);
    expect(trend?.s).toBe(23);
    expect(trend?.variance).toBeCloseTo(64.3333, 4);
    expect(trend?.z).toBeCloseTo(2.742866, 6);
    expect(trend?.p).toBeCloseTo(0.006091, 6);
    expect(trend?.slope).toBe(1);
  });

  it('four rising values are no proof: one order of 24 rises, one falls', () => {
    expect(mannKendall([1, 2, 3, 4])?.p).toBeCloseTo(2 / 24, 12);
  });

  it('many at once are held by Benjamini and Hochberg', () => {
    const q = benjaminiHochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]);
    const known = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216];
    for (const [index, each] of known.entries()) expect(q[index]).toBeCloseTo(each, 4);
  });

  it('a mean count has the exact interval: 0 gives (0, 3.689), 10 gives (4.795, 18.390) (Garwood 1936)', () => {
    expect(poissonInterval(0).low).toBe(0);
    expect(poissonInterval(0).high).toBeCloseTo(3.6889, 4);
    expect(poissonInterval(10).low).toBeCloseTo(4.7954, 4);
    expect(poissonInterval(10).high).toBeCloseTo(18.3904, 4);
  });
});

describe('durations', () => {
  it.each([
    [6, 1, 6, 0.969],
    [10, 2, 9, 0.979],
    [20, 6, 15, 0.959],
    [30, 10, 21, 0.957],
  ])('of %d: the interval of the median goes from rank %d to %d', (n, low, high, coverage) => {
    const interval = medianInterval(Array.from({ length: n }, (_, index) => n - index));
    expect(interval?.ranks).toEqual([low, high]);
    expect(interval?.low).toBe(low);
    expect(interval?.high).toBe(high);
    expect(interval?.coverage).toBeCloseTo(coverage, 3);
  });

  it('of five have no interval', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
  });

  it('have quantiles as percentile_cont gives them', () => {
    const sorted = ascending([15, 20, 35, 40, 50]);
    expect(quantile(sorted, 0.4)).toBeCloseTo(29, 12);
    expect(quantile(sorted, 0.5)).toBe(35);
    expect(quantile([], 0.5)).toBeNull();
  });

  it('that have not all ended keep their share: 6, 6, 6, 7, 10 ended and 6, 9 not (the first of the 6-MP data)', () => {
    const ended = [6, 6, 6, 7, 10].map((time) => ({ time, ended: true }));
    const open = [6, 9].map((time) => ({ time, ended: false }));
    const { steps, median } = kaplanMeier([...ended, ...open]);
    expect(steps.map((step) => [step.time, step.atRisk])).toEqual([
      [6, 7],
      [7, 3],
      [10, 1],
    ]);
    expect(steps[0]?.survival).toBeCloseTo(4 / 7, 12);
    expect(steps[1]?.survival).toBeCloseTo((4 / 7) * (2 / 3), 12);
    expect(median).toBe(7);
  });

  it("a mean has Student's interval: 1..5 is 3 plus or minus 1.9632", () => {
    const found = meanInterval([1, 2, 3, 4, 5].map((value) => ({ value, n: 1 })));
    expect(found?.mean).toBe(3);
    expect((found?.interval?.high ?? 0) - 3).toBeCloseTo(1.9632, 4);
  });
});
