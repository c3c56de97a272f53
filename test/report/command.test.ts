import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';

describe('feedback-loop report render', () => {
  let cwd = '';
  const run = (...argv: string[]) => commandLine(argv, { cwd, env: { FEEDBACK_LOOP_STATE_DIR: `${cwd}/state` } });
  const text = (name: string): string => readFileSync(join(cwd, name), 'utf8');

  beforeAll(async () => {
    cwd = join(temporaryFolder(), 'project');
    const made = await commandLine(['quickstart', cwd, '--no-serve', '--no-open', '--days', '14'], {
      cwd: join(cwd, '..'),
      env: { FEEDBACK_LOOP_STATE_DIR: `${cwd}/state` },
    });
    expect(made.exitCode, made.stderr).toBe(0);
  });

  it('writes one chart of a dashboard with chosen filters', async () => {
    const argv = ['--chart', 'Severity Breakdown', '--time-range', 'Last 7 days', '--title', 'Würzburg', '--json'];
    const { exitCode, stdout, stderr } = await run('report', 'render', 'code-quality', '--out', 'a/one.html', ...argv);
    expect(exitCode, stderr).toBe(0);
    const { charts, failed, format, bytes } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ charts, failed, format }).toEqual({ charts: 1, failed: [], format: 'html' });
    const html = text('a/one.html');
    expect(Buffer.byteLength(html)).toBe(bytes);
    expect(html.includes('Würzburg') && html.includes('Severity Breakdown') && html.includes('Last 7 days (')).toBe(
      true,
    );
    expect(html.includes('Total Bugs')).toBe(false);
  });

  it('ends with 6 when a chart fails, and writes the others', async () => {
    const file = join(cwd, 'assets/charts/code-quality/severity-breakdown.yaml');
    expect(existsSync(file)).toBe(true);
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replaceAll(': severity', ': no_such_column'));
    try {
      const { exitCode, stdout } = await run('report', 'render', 'code-quality', '--out', 'all.svg', '--json');
      const { failed, charts } = JSON.parse(stdout) as { failed: { title: string }[]; charts: number };
      expect(charts).toBeGreaterThan(5);
      expect([exitCode, failed.map(({ title }) => title)]).toEqual([6, ['Severity Breakdown']]);
      expect(text('all.svg').includes('Bug Trends Over Time')).toBe(true);
    } finally {
      writeFileSync(file, good);
    }
  });

  it.each([
    [['nowhere', '--out', 'a.html'], 'there is no dashboard nowhere'],
    [['code-qality', '--out', 'a.html'], 'Did you mean code-quality'],
    [['code-quality', '--out', 'a.docx'], 'the format docx is not known'],
    [['code-quality', '--out', 'a.html', '--chart', 'Total Bug'], 'Did you mean Total Bugs'],
    [['code-quality', '--out', 'a.html', '--filter', 'Nothing=1'], 'has no filter Nothing'],
    [['code-quality', '--out', 'a.html', '--time-range', 'sometimes'], '--time-range'],
    [['code-quality', '--out', 'a.html', '--locale', 'x'], '--locale'],
    [['code-quality', '--out', 'a.csv'], 'holds one chart'],
  ])('says what is wrong with %j', async (argv, message) => {
    const { exitCode, stderr } = await run('report', 'render', ...argv);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
    expect(existsSync(join(cwd, 'a.html')) || existsSync(join(cwd, 'a.csv'))).toBe(false);
  });
});
