import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../src/cli/doctor/check.ts';
import { nodeCheck } from '../../src/cli/doctor/checks.ts';
import { commandLine } from '../support/command-line.ts';

describe('the doctor', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'doctor-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const examine = async (): Promise<{ exitCode: number; checks: Map<string, Check> }> => {
    const { exitCode, stdout } = await commandLine(['doctor', '--json'], { cwd: dir });
    const { checks } = JSON.parse(stdout) as { checks: Check[] };
    return { exitCode, checks: new Map(checks.map((each) => [each.name, each])) };
  };

  it('names the command that mends each failure', async () => {
    const { exitCode, checks } = await examine();
    expect(exitCode).toBe(1);
    expect(checks.get('node')?.status).toBe('ok');
    expect(checks.get('project')).toMatchObject({ status: 'warning', fix: 'feedback-loop init' });
    expect(checks.get('database')).toMatchObject({
      status: 'failed',
      fix: expect.stringContaining('feedback-loop db'),
    });
  });

  it('is content with a project whose database is up to date', async () => {
    writeFileSync(join(dir, 'policy.yaml'), '{}\n');
    expect((await commandLine(['db', 'migrate'], { cwd: dir })).exitCode).toBe(0);
    const { exitCode, checks } = await examine();
    expect(checks.get('database')?.status).toBe('ok');
    expect(checks.get('policy')?.status).toBe('ok');
    expect(exitCode).toBe(0);
    // Pictures and reports are drawn without a browser.
    expect(checks.has('browser')).toBe(false);
  });

  it('says where policy.yaml is wrong', async () => {
    writeFileSync(join(dir, 'policy.yaml'), 'aply: {}\n');
    const { exitCode, checks } = await examine();
    expect(exitCode).toBe(1);
    expect(checks.get('policy')?.message).toContain('policy.yaml:1');
  });

  it('knows which Node is too old', () => {
    expect(() => nodeCheck('18.20.0')).toThrow('too old');
    expect(nodeCheck('20.19.0')).toBe('20.19.0');
    expect(nodeCheck('22.1.0')).toBe('22.1.0');
  });
});
