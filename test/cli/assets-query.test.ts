import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';

const project = join(temporaryFolder(), 'project');
cpSync(resolve(import.meta.dirname, '../../starter'), project, { recursive: true });

const query = (...words: string[]) => commandLine(['assets', 'query', ...words], { cwd: project });

describe('assets query', () => {
  it("prints a chart's query objects", async () => {
    const { exitCode, stdout } = await query('--chart', 'Bug Trends Over Time', '--json');
    const { queries } = JSON.parse(stdout) as {
      queries: { metrics: unknown[]; post_processing: { operation: string }[] }[];
    };
    expect([exitCode, queries.length]).toEqual([0, 1]);
    expect(queries[0]?.post_processing.map((step) => step.operation)).toContain('pivot');
  });

  it('prints the SQL for each dialect, or for one', async () => {
    const both = await query('--chart', 'Bug Trends Over Time', '--sql');
    expect(both.stdout).toMatch(/^-- sqlite\n[\s\S]*SELECT [\s\S]*;\n-- postgresql\n[\s\S]*SELECT [\s\S]*;\n$/);
    const { stdout } = await query('--chart', 'Bug Trends Over Time', '--sql', '--dialect', 'postgresql', '--json');
    expect(Object.keys((JSON.parse(stdout) as { sql: object }).sql)).toEqual(['postgresql']);
  });

  it('prints what the page of a dashboard asks, with its filters as they begin', async () => {
    const { stdout } = await query('--chart', 'Bug Trends Over Time', '--dashboard', 'code-quality', '--json');
    const { queries } = JSON.parse(stdout) as { queries: { time_range?: string }[] };
    expect(queries.map((each) => each.time_range)).toEqual(['Last 90 days']);
    const { exitCode, stderr } = await query('--chart', 'Bug Trends Over Time', '--dashboard', 'code-qualty');
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('Did you mean code-quality?') as string]);
  });

  it('says which chart was perhaps meant', async () => {
    const { exitCode, stderr } = await query('--chart', 'Bug Trend Over Time');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Did you mean Bug Trends Over Time?');
  });
});
