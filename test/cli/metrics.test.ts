import { KEPT } from '../../src/analyze/catalog.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';

describe('feedback-loop metrics', () => {
  let cwd = '';
  const run = (...argv: string[]) => commandLine(argv, { cwd, env: { FEEDBACK_LOOP_STATE_DIR: `${cwd}/state` } });
  beforeAll(async () => {
    cwd = temporaryFolder();
    const loaded = await run('sample', '--seed', '4', '--days', '60', '--planted', 'planted.json', '--json');
    expect(loaded.exitCode, loaded.stderr).toBe(0);
  });

  it('shows all sixteen KPIs with everything that issue 5 asks of each', async () => {
    const { exitCode, stdout } = await run('metrics', 'show', '--json');
    expect(exitCode).toBe(0);
    const { metrics } = JSON.parse(stdout) as { metrics: Record<string, unknown>[] };
    expect(metrics).toHaveLength(16);
    for (const metric of metrics) {
      for (const key of ['id', 'value', 'n', 'interval', 'target', 'verdict', 'definitionVersion', 'coverage']) {
        expect(Object.keys(metric), String(metric.id)).toContain(key);
      }
      expect(['met', 'missed', 'cannot tell yet']).toContain(metric.verdict);
    }
  });

  it('shows one for a person, split and compared', async () => {
    const argv = [
      'metrics',
      'show',
      'generation-success-rate',
      '--by',
      'team',
      '--since',
      '30d',
      '--compare',
      'previous',
    ];
    const { exitCode, stdout } = await run(...argv);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Generation success rate {2}\d+\.\d %/);
    expect(stdout).toMatch(/left out: Nobody said whether it succeeded/);
    expect(stdout).toMatch(/before +\d/);
    expect(stdout).toMatch(/1 not shown: fewer than five people/);
  });

  it('explains one with its SQL and its rows', async () => {
    const { exitCode, stdout } = await run('metrics', 'explain', 'test-failure-rate', '--limit', '2');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/SELECT/);
    expect(stdout).toMatch(/test_runs \d+/);
  });

  it('tells what stands out', async () => {
    const { exitCode, stdout } = await run('metrics', 'findings', '--since', '60d');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/kestrel-mini-1 states more confidence than its generations earn/);
  });

  it('declares an experiment, and keeps its results to itself until it ends', async () => {
    const declared = await run(
      'metrics',
      'experiment',
      'declare',
      'x',
      '--pattern',
      'bounds_checking',
      '--end',
      '2099-01-01',
    );
    expect(declared.exitCode, declared.stderr).toBe(0);
    const early = await run('metrics', 'experiment', 'judge', 'x');
    expect(early.exitCode).toBe(5);
    expect(early.stderr).toMatch(/EXPERIMENT_OPEN/);
  });

  it('has nothing to write anew after a refresh', async () => {
    const { stdout } = await run('metrics', 'refresh', '--json');
    const tables = JSON.parse(stdout) as Record<string, { written: number; removed: number }>;
    // A verdict looks back from now, and now has moved.
    const { metric_verdicts: verdicts, metric_groups: groups, ...rest } = tables;
    expect(verdicts).toMatchObject({ written: KEPT.length, removed: 0 });
    expect(groups).toMatchObject({ removed: 0 });
    expect(Object.values(rest).every(({ written, removed }) => written === 0 && removed === 0)).toBe(true);
  });

  it('says what is wrong with what was asked', async () => {
    expect((await run('metrics', 'show', 'generation-sucess-rate')).exitCode).toBe(64);
    expect((await run('metrics', 'show', '--by', 'person')).exitCode).toBe(64);
    expect((await run('metrics', 'show', 'audit-trail-coverage', '--by', 'team')).exitCode).toBe(64);
    expect((await run('metrics', 'show', '--since', 'yesterday')).exitCode).toBe(64);
  });
});
