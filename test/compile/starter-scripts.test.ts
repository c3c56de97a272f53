import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const starter = resolve(import.meta.dirname, '../../starter');

describe('the scripts of the starter project', () => {
  it.each([
    'scripts/deploy_env.sh',
    'scripts/db_sync.sh',
    'scripts/export_runtime.sh',
    'scripts/migrate_historical_metrics.sh',
    'scripts/hybrid/hybrid',
  ])('%s may be run and is sound shell', (path) => {
    expect(statSync(join(starter, path)).mode & 0o111).not.toBe(0);
    execFileSync('sh', ['-n', join(starter, path)]);
  });
});

interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  jobs: Record<
    string,
    { if?: string; permissions?: unknown; env?: object; concurrency?: unknown; steps: { uses?: string }[] }
  >;
}

describe('the workflows of the starter project', () => {
  const folder = join(starter, '.github/workflows');
  const workflows = readdirSync(folder).map(
    (name) => [name, parse(readFileSync(join(folder, name), 'utf8')) as Workflow] as const,
  );

  it.each(workflows)('%s pins its actions and asks for no more than it needs', (_, workflow) => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      for (const { uses } of job.steps) if (uses) expect(uses).toMatch(/@[0-9a-f]{40}$/);
    }
  });

  it('give no secret to a fork, and deploy to one environment at a time', () => {
    const deploy = workflows.find(([name]) => name === 'deploy.yml')?.[1];
    expect(Object.keys(deploy?.on ?? {})).not.toContain('pull_request_target');
    for (const [name, job] of Object.entries(deploy?.jobs ?? {})) {
      if (!JSON.stringify(job).includes('secrets.')) continue;
      expect(job.concurrency, name).toBeDefined();
      if (name === 'dev') expect(job.if).toContain('head.repo.full_name == github.repository');
      else expect(name === 'prod' || job.if?.includes("== 'push'")).toBe(true);
    }
  });
});
