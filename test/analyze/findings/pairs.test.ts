import { describe, expect, it } from 'vitest';
import { findFindings } from '../../../src/analyze/findings/find.ts';
import type { Material } from '../../../src/analyze/findings/finding.ts';
import { pairCandidates } from '../../../src/analyze/findings/pairs.ts';
import { seededUniform } from '../../../src/util/seeded-uniform.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const DAY = 86_400_000;

/** Generations with two or three of eight patterns; what a pair adds to the log-odds of success is up to `effect`. */
function material(seed: string, effect: (patterns: readonly string[]) => number): Material {
  const draw = seededUniform(seed);
  const generations = Array.from({ length: 3000 }, (_, index) => {
    const patterns = NAMES.filter(() => draw() < 0.3);
    const chance = 1 / (1 + Math.exp(-0.8 - effect(patterns)));
    return { at: (index * 90 * DAY) / 3000, patterns, success: draw() < chance, confidence: null, model: 'm' };
  });
  return { since: 0, until: 90 * DAY, generations, bugs: [], performance: [], issues: [] };
}

const has = (patterns: readonly string[], ...names: string[]) => names.every((name) => patterns.includes(name));

describe('patterns that go together', () => {
  it('are found, with a factor whose interval holds what was planted', () => {
    const data = material('pairs', (patterns) => (has(patterns, 'b', 'e') ? 1.6 : 0));
    const [found] = findFindings(data).findings.filter(({ kind }) => kind === 'patterns_together');
    expect(found?.where).toEqual({ pattern: 'b', with: 'e' });
    expect(found?.q).toBeLessThan(0.05);
    expect(found?.interval?.low).toBeLessThan(Math.exp(1.6));
    expect(found?.interval?.high).toBeGreaterThan(Math.exp(1.6));
  });

  it('are not two that do well by themselves', () => {
    const data = material('alone', (patterns) => (has(patterns, 'b') ? 1 : 0) + (has(patterns, 'e') ? 1 : 0));
    const pairs = findFindings(data).findings.filter(({ kind }) => kind.startsWith('patterns_'));
    expect(pairs).toEqual([]);
  });

  it('are called so in one of twenty pairs that have nothing, each for itself', () => {
    const all = Array.from({ length: 40 }, (_, seed) => pairCandidates(material(`null ${seed}`, () => 0))).flat();
    const called = all.filter(({ p }) => p < 0.05).length;
    expect(all.length).toBeGreaterThan(1000);
    expect(called / all.length).toBeGreaterThan(0.03);
    expect(called / all.length).toBeLessThan(0.065);
  });

  it('are the same with thousands of names that are too rare for any pair, and are found as soon', () => {
    const one = material('rare', (patterns) => (has(patterns, 'b', 'e') ? 1.6 : 0));
    const data = { ...one, generations: Array.from({ length: 5 }, () => one.generations).flat() };
    // Pair by pair, twelve thousand names would take half a minute.
    const named = data.generations.map((each, index) =>
      each.patterns.length > 0 && each.patterns.length < 5
        ? { ...each, patterns: [...each.patterns, `rare ${index}`] }
        : each,
    );
    expect(pairCandidates(data).length).toBeGreaterThan(0);
    expect(pairCandidates({ ...data, generations: named })).toEqual(pairCandidates(data));
  });

  it('are not looked for in few generations', () => {
    const data = material('few', () => 0);
    expect(pairCandidates({ ...data, generations: data.generations.slice(0, 150) })).toEqual([]);
  });
});
