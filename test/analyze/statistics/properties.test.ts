import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/analyze/statistics/auc.ts';
import { benjaminiHochberg } from '../../../src/analyze/statistics/benjamini-hochberg.ts';
import { brierScore } from '../../../src/analyze/statistics/brier.ts';
import { calibrationError } from '../../../src/analyze/statistics/calibration-error.ts';
import { type ForecastGroup, forecastsOf } from '../../../src/analyze/statistics/forecasts.ts';
import { fitIsotonic } from '../../../src/analyze/statistics/isotonic.ts';
import { jeffreys } from '../../../src/analyze/statistics/jeffreys.ts';
import { mannKendall } from '../../../src/analyze/statistics/mann-kendall.ts';
import { medianInterval } from '../../../src/analyze/statistics/median-interval.ts';
import { noiseFloor } from '../../../src/analyze/statistics/noise-floor.ts';
import { applyPlatt, fitPlatt } from '../../../src/analyze/statistics/platt.ts';
import { rateRatio } from '../../../src/analyze/statistics/rate-ratio.ts';
import { wilson } from '../../../src/analyze/statistics/wilson.ts';
import { seededUniform } from '../../../src/util/seeded-uniform.ts';
import { fc } from '../../support/property.ts';

const rate = fc.integer({ min: 1, max: 5000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const forecast: fc.Arbitrary<ForecastGroup> = fc
  .record({ p: fc.integer({ min: 0, max: 100 }), n: fc.integer({ min: 1, max: 20 }), share: fc.nat(20) })
  .map(({ p, n, share }) => ({ p: p / 100, n, successes: share % (n + 1) }));

const run = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 150 });

describe('intervals of a rate', () => {
  it('hold the rate, lie within 0..1, and mirror when success and failure change places', () => {
    run(
      fc.property(rate, ([k, n]) => {
        for (const make of [wilson, jeffreys]) {
          const own = make(k, n);
          const mirrored = make(n - k, n);
          if (!own || !mirrored) throw new Error('no interval');
          expect(own.low).toBeGreaterThanOrEqual(0);
          expect(own.high).toBeLessThanOrEqual(1);
          expect(own.low).toBeCloseTo(1 - mirrored.high, 9);
          if (k > 0 && k < n) {
            expect(own.low).toBeLessThan(k / n);
            expect(own.high).toBeGreaterThan(k / n);
          }
        }
      }),
    );
  });

  it('narrow with more of the same, and rise with one more success', () => {
    run(
      fc.property(rate, ([k, n]) => {
        const [one, ten] = [wilson(k, n), wilson(10 * k, 10 * n)];
        expect((ten?.high ?? 0) - (ten?.low ?? 0)).toBeLessThan((one?.high ?? 0) - (one?.low ?? 0));
        if (k < n) expect(wilson(k + 1, n)?.low).toBeGreaterThan(one?.low ?? 0);
      }),
    );
  });

  it('cover the truth in about 95 of 100 simulated samples', () => {
    const uniform = seededUniform('coverage');
    for (const truth of [0.1, 0.5, 0.85]) {
      let covered = 0;
      for (let sample = 0; sample < 2000; sample++) {
        let k = 0;
        for (let trial = 0; trial < 60; trial++) if (uniform() < truth) k++;
        const interval = wilson(k, 60);
        if (interval && interval.low <= truth && truth <= interval.high) covered++;
      }
      expect(covered / 2000).toBeGreaterThan(0.93);
      expect(covered / 2000).toBeLessThan(0.975);
    }
  });

  it('of the median cover it, whatever the distribution', () => {
    const uniform = seededUniform('median');
    let covered = 0;
    for (let sample = 0; sample < 2000; sample++) {
      const interval = medianInterval(Array.from({ length: 25 }, () => -Math.log(1 - uniform())));
      if (interval && interval.low <= Math.LN2 && Math.LN2 <= interval.high) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.94);
  });
});

describe('calibration', () => {
  it('does not depend on the order, nor on whether equal forecasts come as one group', () => {
    run(
      fc.property(fc.array(forecast, { minLength: 1, maxLength: 30 }), (groups) => {
        const single = groups.flatMap((group) =>
          Array.from({ length: group.n }, (_, index) => ({
            p: group.p,
            n: 1,
            successes: index < group.successes ? 1 : 0,
          })),
        );
        expect(calibrationError(single.toReversed())?.ece).toBeCloseTo(calibrationError(groups)?.ece ?? -1, 10);
        expect(brierScore(single)?.brier).toBeCloseTo(brierScore(groups)?.brier ?? -1, 10);
        const [one, other] = [auc(single), auc(groups)];
        if (one === null) expect(other).toBeNull();
        else expect(other).toBeCloseTo(one, 10);
      }),
    );
  });

  it('has its parts add up to the Brier score for any forecasts', () => {
    run(
      fc.property(fc.array(forecast, { minLength: 1, maxLength: 30 }), (groups) => {
        const score = brierScore(groups);
        if (!score) throw new Error('no score');
        const { reliability, resolution, uncertainty, withinBinVariance, withinBinCovariance } = score;
        const parts = reliability - resolution + uncertainty + withinBinVariance - withinBinCovariance;
        expect(parts).toBeCloseTo(score.brier, 10);
      }),
    );
  });

  it('keeps area under the curve when the forecasts are stretched without changing their order', () => {
    run(
      fc.property(fc.array(forecast, { minLength: 2, maxLength: 30 }), (groups) => {
        const stretched = groups.map((group) => ({ ...group, p: group.p ** 3 }));
        expect(auc(stretched)).toEqual(auc(groups));
      }),
    );
  });

  it('gives a rising function when pooled, and a mean that is kept', () => {
    run(
      fc.property(fc.array(forecast, { minLength: 1, maxLength: 30 }), (groups) => {
        const steps = fitIsotonic(groups);
        const values = steps.map((step) => step.value);
        expect(values).toEqual(values.toSorted((left, right) => left - right));
        const mass = steps.reduce((total, step) => total + step.value * step.n, 0);
        expect(mass).toBeCloseTo(
          groups.reduce((total, group) => total + group.successes, 0),
          8,
        );
      }),
    );
  });

  it('is restored by Platt: the mean of the recalibrated forecasts is the success rate', () => {
    const groups = forecastsOf([0.95, 0.9, 0.9, 0.85, 0.99, 0.7, 0.6], [1, 0, 1, 1, 1, 0, 0]);
    const model = fitPlatt(groups);
    if (!model) throw new Error('no model');
    const mean = groups.reduce((total, group) => total + applyPlatt(model, group.p), 0) / groups.length;
    expect(mean).toBeCloseTo(4 / 7, 5);
  });

  it.each([
    [20, 0.174, 0.269],
    [100, 0.083, 0.124],
    [1000, 0.027, 0.04],
  ])('has a noise floor: %d calibrated forecasts show a mean error of about %d', (n, mean, p95) => {
    const uniform = seededUniform(`floor ${n}`);
    // Beta(4, 1.3) as the ratio of gamma draws would need a generator; its quantiles at random levels do as well.
    const groups = Array.from({ length: n }, () => {
      const level = uniform();
      return { p: Math.round(betaLike(level) * 1000) / 1000, n: 1, successes: 0 };
    });
    const floor = noiseFloor(groups);
    expect(floor?.mean).toBeGreaterThan(mean * 0.8);
    expect(floor?.mean).toBeLessThan(mean * 1.2);
    expect(floor?.p95).toBeGreaterThan(p95 * 0.8);
    expect(floor?.p95).toBeLessThan(p95 * 1.2);
    expect(noiseFloor(groups)).toEqual(floor);
  });
});

/** The largest of k uniform numbers is Beta(k, 1): k = 3.2 has nearly the mean and spread of Beta(4, 1.3). */
const betaLike = (level: number): number => level ** (1 / 3.2);

describe('tests on null data alarm no more often than they say', () => {
  it('the trend test of Mann and Kendall, for short and long series', () => {
    const uniform = seededUniform('null trends');
    for (const length of [8, 13]) {
      let alarms = 0;
      for (let series = 0; series < 2000; series++) {
        const trend = mannKendall(Array.from({ length }, () => Math.floor(uniform() * 12)));
        if (trend && trend.p < 0.05) alarms++;
      }
      expect(alarms / 2000).toBeLessThan(0.06);
    }
  });

  it('the exact comparison of two counts', () => {
    const uniform = seededUniform('null counts');
    let alarms = 0;
    for (let pair = 0; pair < 2000; pair++) {
      let first = 0;
      for (let event = 0; event < 40; event++) if (uniform() < 0.5) first++;
      if (rateRatio({ events: first, exposure: 1 }, { events: 40 - first, exposure: 1 }).p < 0.05) alarms++;
    }
    expect(alarms / 2000).toBeLessThan(0.055);
  });

  it('a trend stays the same when every value is shifted, and turns when the series is reversed', () => {
    run(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 20 }), (values) => {
        const own = mannKendall(values);
        expect(mannKendall(values.map((value) => value + 7))?.p).toBe(own?.p);
        expect(mannKendall(values.toReversed())?.s).toBe(-(own?.s ?? 0) + 0);
      }),
    );
  });

  it('q-values are never below their p-values and keep their order', () => {
    run(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (p) => {
        const q = benjaminiHochberg(p);
        for (const [index, each] of p.entries()) expect(q[index]).toBeGreaterThanOrEqual(each);
        const order = p.map((_, index) => index).toSorted((left, right) => (p[left] ?? 0) - (p[right] ?? 0));
        const inOrder = order.map((index) => q[index] ?? 0);
        expect(inOrder).toEqual(inOrder.toSorted((left, right) => left - right));
      }),
    );
  });
});
