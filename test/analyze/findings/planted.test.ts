import { beforeAll, describe, expect, it } from 'vitest';
import { findFindings } from '../../../src/analyze/findings/find.ts';
import type { Finding, FindingKind } from '../../../src/analyze/findings/finding.ts';
import { readMaterial } from '../../../src/analyze/findings/read-material.ts';
import { generateSample } from '../../../src/sample/generate.ts';
import { loadSample } from '../../../src/sample/load.ts';
import type { PlantedEffect } from '../../../src/sample/planted.ts';
import { freshStore } from '../../support/databases.ts';
import { materialOf } from './material.ts';

const now = new Date('2026-03-04T15:00:00Z');

/** What a planted effect is called when it is found. The weekly rhythm is known to everybody and not looked for. */
const NAMED: Partial<Record<PlantedEffect['kind'], FindingKind>> = {
  pattern_works: 'pattern_works',
  pattern_does_not_work: 'pattern_does_not_work',
  pattern_decays: 'pattern_decays',
  over_fusion: 'over_fusion',
  over_confident_model: 'over_confident_model',
  bug_burst: 'bug_burst',
  slow_function: 'slow_function',
  incident: 'incident',
};

describe('what was planted in the sample', () => {
  const sample = generateSample({ seed: 1, now });
  let findings: Finding[] = [];
  beforeAll(() => {
    ({ findings } = findFindings(materialOf(sample, now)));
  });

  const planted = sample.planted.filter((effect) => NAMED[effect.kind]);
  it.each(planted.map((effect) => [effect.id, effect] as const))('%s is found and named', (_, effect) => {
    const kind = NAMED[effect.kind];
    const found = findings.find(
      (finding) =>
        finding.kind === kind && Object.entries(effect.where).every(([name, value]) => finding.where[name] === value),
    );
    expect(found?.q).toBeLessThan(0.05);
    // Log-odds are planted as log-odds: their interval should hold the size.
    if (found?.interval && found.unit === 'log-odds') {
      expect(found.interval.low - 0.3).toBeLessThan(effect.size);
      expect(found.interval.high + 0.3).toBeGreaterThan(effect.size);
    }
    if (effect.kind === 'bug_burst') {
      expect(Date.parse(found?.from ?? '')).toBeLessThan(Date.parse(effect.to));
      expect(Date.parse(found?.to ?? '')).toBeGreaterThan(Date.parse(effect.from));
    }
  });

  it('bugs of the patterns that work become fewer', () => {
    const effect = sample.planted.find((each) => each.kind === 'bugs_fall');
    const patterns = effect?.where.patterns?.split(',') ?? [];
    const falling = findings.filter((finding) => finding.kind === 'bugs_fall').map((finding) => finding.where.pattern);
    expect(patterns.filter((pattern) => falling.includes(pattern)).length).toBeGreaterThanOrEqual(2);
    expect(findings.filter((finding) => finding.kind === 'bugs_rise')).toEqual([]);
  });

  it('is found in the database as in the records', async () => {
    const store = await freshStore('sqlite');
    await loadSample(store, { seed: 1, now, hashKey: 'test' });
    const since = new Date(now.getTime() - 90 * 86_400_000);
    const material = await readMaterial(store, { since, until: new Date(now.getTime() + 1) });
    const keys = (all: readonly Finding[]) => all.map((each) => `${each.kind} ${JSON.stringify(each.where)}`);
    expect(keys(findFindings({ ...material, until: now.getTime() }).findings)).toEqual(keys(findings));
  });
});

describe('null data', () => {
  it('show something in few samples only (test/slow counts a thousand)', () => {
    const alarms = Array.from({ length: 12 }, (_, seed) => {
      const sample = generateSample({ seed: 100 + seed, now, null: true });
      return findFindings(materialOf(sample, now)).findings.length > 0 ? 1 : 0;
    });
    expect(alarms.reduce<number>((total, each) => total + each, 0)).toBeLessThanOrEqual(2);
  });

  it('show nothing when there is nothing at all', () => {
    const empty = { since: 0, until: 90 * 86_400_000, generations: [], bugs: [], performance: [], issues: [] };
    expect(findFindings(empty)).toEqual({ findings: [], tested: 0 });
  });
});
