import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, KINDS, tableOfKind } from '../../src/model/kinds.ts';
import { generateSample, type Sample } from '../../src/sample/generate.ts';
import { upstreamDocument } from '../../src/sample/upstream-file.ts';

const now = new Date('2026-03-04T15:00:00Z');
const sample = generateSample({ seed: 7, now });

const of = (from: Sample, kind: string): Record<string, unknown>[] =>
  from.records.filter((record) => record.kind === kind).map((record) => record.data);

describe('the sample', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(generateSample({ seed: 7, now })).toEqual(sample);
    expect(generateSample({ seed: 8, now }).records).not.toEqual(sample.records);
  });

  it('has events of every kind, inside its ninety days, in the order of time', () => {
    const end = now.getTime();
    const times = sample.records.map(({ kind, data }) => Date.parse(String(data[KINDS[kind].time])));
    expect(new Set(sample.records.map(({ kind }) => kind))).toEqual(new Set(EVENT_KINDS));
    expect(sample.records.length).toBeGreaterThan(8_000);
    expect(sample.records.length).toBeLessThan(15_000);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(end - 90 * 86_400_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(end);
    expect(Math.max(...times)).toBeGreaterThan(end - 86_400_000);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
  });

  it('speaks in our columns', () => {
    const extra = new Set(['team', 'actor']);
    const unknown = sample.records.flatMap(({ kind, data }) => {
      const columns = new Set(tableOfKind(kind).columns.map((column) => column.name));
      return Object.keys(data).filter((name) => !columns.has(name) && !extra.has(name));
    });
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('joins what belongs together by commit and pull request', () => {
    const heads = new Set(of(sample, 'pr_event').map((event) => event.commit_sha));
    const generations = of(sample, 'code_generation');
    const joined = generations.filter((generation) => heads.has(generation.commit_sha));
    expect(joined.length / generations.length).toBeGreaterThan(0.95);
    const tested = new Set(of(sample, 'test_run').map((run) => run.commit_sha));
    expect(generations.filter((each) => tested.has(each.commit_sha)).length).toBeGreaterThan(generations.length / 2);
  });

  it('invents its people: every address and network is one reserved for examples', () => {
    const text = JSON.stringify(sample.api);
    expect(text).not.toMatch(/@(?!example\.com)[a-z]/);
    expect(sample.api.auditLogs.every((row) => /^(192\.0\.2|203\.0\.113)\./.test(row.ip_address))).toBe(true);
  });

  it('names what other rows of it refer to', () => {
    const users = new Set(sample.api.users.map((user) => user.username));
    const patterns = new Set(sample.api.patterns.map((pattern) => pattern.key));
    const teams = new Set(sample.api.teams.map((team) => team.slug));
    const { memberships, metrics, patterns: library } = sample.api;
    expect(memberships.every((each) => users.has(each.user) && teams.has(each.team))).toBe(true);
    expect(metrics.every((each) => each.user === undefined || users.has(each.user))).toBe(true);
    expect(metrics.every((each) => each.pattern === undefined || patterns.has(each.pattern))).toBe(true);
    expect(library.every((each) => users.has(each.author) && (!each.parent || patterns.has(each.parent)))).toBe(true);
  });

  it('lists what was planted, and plants only the weekly rhythm in null data', () => {
    expect(sample.planted.map((effect) => effect.kind)).toEqual([
      'weekly_rhythm',
      'pattern_works',
      'pattern_works',
      'pattern_works',
      'pattern_does_not_work',
      'pattern_decays',
      'over_fusion',
      'over_confident_model',
      'bugs_fall',
      'bug_burst',
      'slow_function',
      'incident',
      'reverts',
      'incidents',
    ]);
    expect(generateSample({ seed: 7, now, null: true }).planted.map((effect) => effect.kind)).toEqual([
      'weekly_rhythm',
    ]);
  });
});

describe('the example file', () => {
  it('is the sample of three days in the shape of the upstream collector', () => {
    const file = resolve(import.meta.dirname, '../../examples/sample_metrics_data.json');
    const three = generateSample({ seed: 1, now: new Date('2026-01-15T12:00:00Z'), days: 3 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(upstreamDocument(three.records));
  });
});
