import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Collector } from '../../src/index.ts';
import { freshStore, temporaryFolder } from '../support/databases.ts';
import { contents, ingest } from '../ingest/support.ts';

describe('the collector that programs import', () => {
  let collector: Collector;
  let second = 0;
  beforeEach(() => {
    second = 0;
    collector = new Collector({ now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)) });
  });

  const logEverything = (): void => {
    const bug = { pattern: 'p', error: 'e', code: 'c', filePath: 'f.ts', line: 1 };
    collector.logBug(bug);
    collector.logBug(bug);
    collector.logTestFailure({ testName: 't', failureReason: 'r' });
    collector.logCodeReviewIssue({ issueType: 'i', pattern: 'p', severity: 'critical', filePath: 'f.ts' });
    collector.logPerformanceMetric('execution_time', { function: 'f', avg_time_ms: 3 });
    collector.logDeploymentIssue({ issueType: 'i', pattern: 'p', environment: 'prod', resolutionTimeMinutes: 7 });
    collector.logCodeGeneration({ prompt: 'do', patternsApplied: ['p'], confidence: 0.5 });
    collector.logLlmCall({ provider: 'x', model: 'm', success: true, duration: 1.5 });
  };

  it('keeps every occurrence with its own time', () => {
    logEverything();
    expect(collector.exportDict().bugs.map((bug) => [bug.count, bug.timestamp])).toEqual([
      [1, '2026-01-01T00:00:00.000Z'],
      [1, '2026-01-01T00:00:01.000Z'],
    ]);
    expect(collector.getSummary()).toMatchObject({ total: 8, bugs: 2, llm_calls: 1 });
  });

  it('writes a file that ingest stores whole, once, however often it is read and appended to', async () => {
    const store = await freshStore('sqlite');
    logEverything();
    expect(await ingest(store, collector.exportJson())).toMatchObject({ read: 8, stored: 8, quarantined: 0 });
    collector.logBug({ pattern: 'p', error: 'e', code: 'c', filePath: 'f.ts', line: 1 });
    expect(await ingest(store, collector.exportJson())).toMatchObject({ read: 9, stored: 1, known: 8 });
    const { metrics_code_generation: generations } = await contents(store);
    expect(generations).toMatchObject([{ success: null, confidence: 0.5 }]);
  });

  it('loads what it wrote, and loads nothing twice', () => {
    logEverything();
    const path = join(temporaryFolder(), 'data', 'metrics_data.json');
    collector.exportJson(path);
    const other = new Collector();
    other.loadFromJson(readFileSync(path, 'utf8'));
    other.loadFromJson(readFileSync(path, 'utf8'));
    expect(other.exportDict()).toEqual(collector.exportDict());
    other.clear();
    expect(other.getSummary().total).toBe(0);
  });

  it('loads what upstream tolerates: null for a list, one object instead of a list', () => {
    collector.loadFromJson('{"bugs": null, "llm_calls": {"timestamp": "2026-01-01T00:00:00"}}');
    expect(collector.getSummary()).toMatchObject({ total: 1, bugs: 0, llm_calls: 1 });
  });

  it('refuses what it could not write rightly, and takes nothing of a bad file', () => {
    expect(() => collector.logCodeGeneration({ prompt: '', patternsApplied: [], confidence: 1.2 })).toThrow(
      'between 0 and 1',
    );
    const issue = { issueType: ' ', pattern: 'p', severity: 'low', filePath: 'f' } as const;
    expect(() => collector.logCodeReviewIssue(issue)).toThrow('issueType must not be empty');
    expect(() => collector.loadFromJson({ bugs: [{}], llm_calls: [3] })).toThrow('no object');
    expect(collector.getSummary().total).toBe(0);
  });
});
