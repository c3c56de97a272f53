import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, commandLine } from '../support/command-line.ts';
import { DIALECTS, freshUri, openTestStore, temporaryFolder } from '../support/databases.ts';

const starter = join(import.meta.dirname, '../../starter');

/** A project as `init` makes it, as far as the database is concerned. */
function project(): string {
  const folder = temporaryFolder();
  cpSync(join(starter, 'db'), join(folder, 'db'), { recursive: true });
  cpSync(join(starter, 'policy.yaml'), join(folder, 'policy.yaml'));
  return folder;
}

describe.each(DIALECTS)('feedback-loop db on %s', (dialect) => {
  let cwd: string;
  let uri: string;
  const db = (...argv: string[]): Promise<CommandResult> =>
    commandLine(['db', ...argv], { cwd, env: { METRICS_DB_URI: uri } });
  const json = async (...argv: string[]) => JSON.parse((await db(...argv, '--json')).stdout);

  beforeAll(async () => {
    cwd = project();
    uri = await freshUri(dialect);
  });

  it('sync runs the sample of the starter, once', async () => {
    if (dialect === 'postgresql') expect((await json('sync', '--dry-run')).pending).toHaveLength(2);
    expect(await db('sync')).toMatchObject({ exitCode: 0, stdout: '✅ DB_SYNC_OK\n' });
    expect(await db('sync')).toMatchObject({ exitCode: 0, stdout: '✅ DB_SYNC_OK\n' });
    expect((await json('sync')).applied).toEqual([]);
    const store = await openTestStore({ uri, migrate: true });
    const table = dialect === 'sqlite' ? 'birth_names' : 'examples.birth_names';
    const { rows } = await store.runner().run(`SELECT count(*), count(DISTINCT state) FROM ${table}`);
    expect(rows).toEqual([[10, 5]]);
  });

  it('migrate makes the schema and the organization, status tells of both ledgers', async () => {
    expect((await db('migrate')).exitCode).toBe(0);
    expect((await json('migrate')).applied).toEqual([]);
    const status = await json('status');
    expect(status).toMatchObject({ dialect, feedbackLoop: { pending: [], unknown: [] }, project: { pending: [] } });
    expect(status.feedbackLoop.applied.length).toBeGreaterThan(2);
    expect(status.project.applied).toHaveLength(2);
    expect((await db('status')).stdout).toContain('0001-metrics.sql');
  });

  it('names the file and the line of a statement that fails, and exits with 1', async () => {
    writeFileSync(join(cwd, 'db/migrations/002_broken.sql'), '\nSELECT 1;\nSELEKT 2;\n');
    const { exitCode, stderr } = await db('sync');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('db/migrations/002_broken.sql:3');
    expect(stderr).toContain('MIGRATION_FAILED');
  });
});

it('scripts/db_sync.sh runs db sync in its project, with its arguments', () => {
  const folder = realpathSync(project());
  cpSync(join(starter, 'scripts'), join(folder, 'scripts'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/feedback-loop'), '#!/bin/sh\necho "$PWD: $*"\n', { mode: 0o755 });
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  const output = execFileSync(join(folder, 'scripts/db_sync.sh'), ['--dry-run'], { cwd: '/', env, encoding: 'utf8' });
  expect(output).toBe(`${folder}: db sync --dry-run\n`);
});
