import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile, studentQuantile } from '../../../src/analyze/statistics/beta.ts';
import { gammaCdf, gammaQuantile, logGamma } from '../../../src/analyze/statistics/gamma.ts';
import { normalCdf, normalQuantile } from '../../../src/analyze/statistics/normal.ts';

// Values of @stdlib/stats-base-dists-beta-quantile and -normal-cdf 0.2, computed once.
const BETA: [number, number, number, number][] = [
  [0.5, 0.5, 0.025, 0.001541333133436012],
  [0.5, 10.5, 0.025, 0.000047890433157581876],
  [0.5, 10.5, 0.975, 0.2171962675092105],
  [3.5, 0.5, 0.025, 0.46441675695704904],
  [90.5, 10.5, 0.025, 0.8298760703478132],
  [90.5, 10.5, 0.975, 0.9474153247093311],
  [2, 3, 0.5, 0.3857275681323895],
  [850.5, 150.5, 0.975, 0.871106955792912],
  [500000.5, 100000.5, 0.025, 0.8323887383648263],
  [500000.5, 100000.5, 0.975, 0.8342747124158865],
  [1.5, 2000.5, 0.5, 0.0005910969888252972],
];

describe('special functions agree with an independent library', () => {
  it.each(BETA)('beta(%d, %d) at %d is %d', (a, b, p, x) => {
    expect(Math.abs(betaQuantile(p, a, b) / x - 1)).toBeLessThan(1e-9);
    expect(betaCdf(x, a, b)).toBeCloseTo(p, 8);
  });

  it.each([
    [-6, 9.865876450377014e-10],
    [-3.5, 0.00023262907903552502],
    [-1.96, 0.024997895148220435],
    [-0.5, 0.30853753872598694],
    [1, 0.8413447460685429],
    [5, 0.9999997133484281],
  ])('normal distribution at %d is %d', (z, p) => {
    expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(1e-12);
    expect(normalQuantile(p)).toBeCloseTo(z, 6);
  });

  it('knows the table of Student', () => {
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.7062, 4);
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.2281, 4);
    expect(studentQuantile(0.025, 10)).toBeCloseTo(-2.2281, 4);
  });

  it('knows factorials and the exponential distribution', () => {
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(gammaCdf(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
    expect(gammaQuantile(0.5, 1)).toBeCloseTo(Math.log(2), 12);
  });
});
