import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compileProject } from '../../src/superset/compile/compile.ts';
import { readBundle } from '../../src/superset/compile/read-bundle.ts';
import { objectSet } from '../../src/superset/normalise/normalise.ts';
import { listObjects } from '../../src/superset/read/lists.ts';
import { connected } from './support/connect.ts';
import { otherPerson } from './support/other-person.ts';
import { starterProject } from './support/starter-project.ts';

const project = await starterProject();
project.sameDatabase('staging');
const { run } = project;
const admin = await connected();
const olga = await otherPerson(admin);
afterAll(async () => {
  await Promise.all([admin.close(), olga.close()]);
});

/** Olga changes the number of rows of a chart. */
async function olgaEdits(name: string, changes: Record<string, unknown>): Promise<void> {
  const chart = [...(await listObjects(olga, ['chart'])).values()].find((each) => each.name === name);
  const { result } = await olga.get(`/api/v1/chart/${chart?.id}`, 'a chart');
  const params = JSON.parse((result as { params: string }).params) as Record<string, unknown>;
  await olga.put(`/api/v1/chart/${chart?.id}`, { params: JSON.stringify({ ...params, ...changes }) }, 'an edit');
}

const CHART = 'Top Problem Patterns';

describe('deploy', () => {
  beforeAll(async () => {
    const first = await run('deploy', 'local');
    expect(first.exitCode, first.stderr + first.stdout).toBe(0);
  });

  it('takes the road of spec/4, with its headings, and finds nothing to do the second time', async () => {
    const { exitCode, stdout } = await run('deploy', 'local');
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      '=== ENV=local ===',
      '=== 1) DB sync ===',
      '✅ DB_SYNC_OK',
      '=== 2) Compile+Validate ===',
      '✅ Compilation complete',
      '✅ Validation complete',
      '=== 3) Drift gate (pre) ===',
      '✅ No drift detected (policy: warn)',
      '=== 4) Apply (Git wins for managed assets) ===',
      '✅ Nothing to do',
      '=== 5) Drift gate (post) ===',
      '✅ No drift detected (policy: warn)',
      'DEPLOY_OK (local)',
    ]);
  });

  it('names who changed what, stops a strict deployment before it writes, and puts Git back where Git wins', async () => {
    expect((await run('deploy', 'staging')).exitCode).toBe(0);
    await olgaEdits(CHART, { row_limit: 7 });

    const warned = await run('assets', 'drift', '--env', 'local');
    expect(warned.exitCode).toBe(0);
    expect(warned.stdout).toContain(`"${CHART}"`);
    expect(warned.stdout).toContain('Olga Other');
    expect(warned.stdout).toMatch(/params\.row_limit\s+\d+ -> 7/);
    const failed = await run('assets', 'drift-plan', '--env', 'staging', '--json');
    expect(failed.exitCode).toBe(3);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      env: 'staging',
      drift: true,
      changed_files: [expect.stringMatching(/^charts\//)],
    });

    const before = await listObjects(admin);
    const strict = await run('deploy', 'staging');
    expect([strict.exitCode, strict.stdout]).toEqual([3, expect.stringContaining('DEPLOY_STOPPED (staging)')]);
    expect(await listObjects(admin)).toEqual(before);

    const wins = await run('deploy', 'local', '--json');
    expect(wins.exitCode).toBe(0);
    expect(JSON.parse(wins.stdout)).toMatchObject({
      env: 'local',
      status: 'ok',
      updated: [{ kind: 'chart', name: CHART }],
    });
    expect((await run('assets', 'verify', '--env', 'staging')).exitCode).toBe(0);
    expect((await run('deploy', 'staging')).exitCode).toBe(0);
  });

  it('applies a kept plan, and refuses it when something moved since', async () => {
    await olgaEdits(CHART, { row_limit: 8 });
    const kept = await run('assets', 'plan', '--env', 'local', '-o', 'plan.json', '--detailed-exitcode');
    expect(kept.exitCode).toBe(2);
    await olgaEdits(CHART, { row_limit: 9 });
    expect((await run('assets', 'apply', 'plan.json')).exitCode).toBe(8);
    await run('assets', 'plan', '--env', 'local', '-o', 'plan.json');
    expect((await run('assets', 'apply', 'plan.json')).exitCode).toBe(0);
    expect((await run('assets', 'plan', '--env', 'local', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('reverts one object and rolls back to what was there', async () => {
    await olgaEdits(CHART, { row_limit: 11 });
    expect((await run('assets', 'revert', '--env', 'staging', CHART)).exitCode).toBe(0);
    expect((await run('assets', 'verify', '--env', 'staging')).exitCode).toBe(0);
    expect((await run('assets', 'rollback', '--env', 'staging')).exitCode).toBe(0);
    const rolled = await run('assets', 'verify', '--env', 'staging');
    expect([rolled.exitCode, rolled.stdout]).toEqual([3, expect.stringMatching(/row_limit: sent \d+, found 11/)]);
    expect((await run('deploy', 'local')).exitCode).toBe(0);
  });

  it('lets one of two deployers in and tells the other who is there', async () => {
    const both = await Promise.all([run('deploy', 'local'), run('deploy', 'local')]);
    expect(both.map((each) => each.exitCode).toSorted((a, b) => a - b)).toEqual([0, 7]);
    const locked = both.find((each) => each.exitCode === 7);
    expect(locked?.stderr).toMatch(/holds the lock of local for deploy since .*assets unlock --id [0-9a-f-]{36}/s);
    expect((await run('assets', 'unlock')).stdout).toContain('Nobody holds a lock');
  });

  it('exports what Git has: the same again after normalisation, the same bytes twice, no numbers of that server', async () => {
    expect((await run('deploy', 'local')).exitCode).toBe(0);
    const choice = ['--dashboard', 'code-quality'];
    for (const folder of ['first', 'second']) {
      expect((await run('assets', 'export', '--env', 'local', '--out', folder, ...choice)).exitCode).toBe(0);
    }
    const texts = (folder: string) =>
      readdirSync(join(project.dir, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => [name, readFileSync(join(project.dir, folder, name), 'utf8')]);
    expect(texts('second')).toEqual(texts('first'));
    expect(texts('first').flatMap(([, text]) => /\d+__table|slice_id|chartsInScope/.exec(text ?? '') ?? [])).toEqual(
      [],
    );
    const exported = objectSet(await readBundle(join(project.dir, 'first')));
    const { bundle } = compileProject({ projectDir: project.dir, environment: 'local', env: project.env });
    const compiled = objectSet(bundle);
    expect(exported.size).toBeGreaterThan(10);
    for (const [uuid, entry] of exported) expect(entry).toEqual(compiled.get(uuid));
  });

  it('never shows a secret in anything it writes', () => {
    const all = project.output.join('\n');
    expect(all.length).toBeGreaterThan(5_000);
    expect(all).not.toContain(inject('superset').password);
    expect(all).not.toMatch(/eyJ[\w-]{10,}\./);
    expect(all).not.toMatch(/session=[\w.-]{20,}/);
  });
});
