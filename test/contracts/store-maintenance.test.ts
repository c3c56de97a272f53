import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { type CommandResult, commandLine } from '../support/command-line.ts';
import { DIALECTS, freshStore, freshUri, otherUri, postgresServer, temporaryFolder } from '../support/databases.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

/** Metrics as the upstream collector writes them: some years old, some of this week. */
const metrics = JSON.stringify({
  bugs: [1_000, 900, 5, 2].map((days) => ({
    pattern: 'null_check',
    error: `error ${days}`,
    code: 'x',
    file_path: 'a.py',
    line: 1,
    stack_trace: null,
    count: 2,
    timestamp: daysAgo(days),
  })),
  code_generation: [950, 3].map((days) => ({
    prompt: `prompt ${days}`,
    patterns_applied: ['a', 'b'],
    confidence: 0.5,
    success: true,
    code_length: 10,
    compilation_error: null,
    metadata: {},
    timestamp: daysAgo(days),
  })),
});

describe.each(DIALECTS)('looking after a database on %s', (dialect) => {
  let cwd: string;
  let uri: string;
  const run = (...argv: string[]): Promise<CommandResult> =>
    commandLine(argv, { cwd, env: { METRICS_DB_URI: uri, HOME: cwd, XDG_STATE_HOME: cwd } });
  const json = async (...argv: string[]) => {
    const { stdout, stderr } = await run(...argv, '--json');
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(stdout + stderr);
    }
  };
  const count = async (table: string): Promise<number> => {
    const store = await openStore({ uri, organization: 'default' });
    try {
      const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(table)}`.execute(store.db);
      return Number(rows[0]?.n);
    } finally {
      await store.close();
    }
  };

  beforeEach(async () => {
    cwd = temporaryFolder();
    writeFileSync(join(cwd, 'metrics.json'), metrics);
    uri = await emptyStoreUri();
    expect(await json('ingest', 'metrics.json')).toMatchObject({});
  });
  async function emptyStoreUri(): Promise<string> {
    if (dialect === 'sqlite') {
      const address = await freshUri('sqlite');
      await (await openStore({ uri: address, organization: 'default', create: true, migrate: true })).close();
      return address;
    }
    const store = await freshStore('postgresql');
    const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db);
    return otherUri(await postgresServer(), { database: rows[0]?.name ?? '' });
  }

  it('check finds a roll-up that is wrong, rebuild mends it', async () => {
    expect(await json('db', 'check')).toMatchObject({ agree: true, differences: [] });
    const store = await openStore({ uri, organization: 'default' });
    await store.db.updateTable('rollup_daily').set({ occurrences: 99 }).where('kind', '=', 'bug').execute();
    await store.close();
    const broken = await run('db', 'check');
    expect(broken).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('occurrences 99 instead of 2') });
    expect(await json('db', 'rebuild', '--dry-run')).toMatchObject({ changed: 4 });
    expect(await json('db', 'rebuild')).toMatchObject({ changed: 4 });
    expect((await run('db', 'check')).exitCode).toBe(0);
  });

  it('retention removes old events, keeps their roll-ups, and reading the file again brings nothing back', async () => {
    const rollups = await count('rollup_daily');
    const planned = await json('db', 'retention', '--keep-days', '365', '--dry-run');
    expect(planned.removed).toMatchObject({ metrics_bugs: 2, metrics_code_generation: 1 });
    expect(await count('metrics_bugs')).toBe(4);

    const done = await json('db', 'retention', '--keep-days', '365');
    expect(done.removed).toEqual(planned.removed);
    expect(await count('metrics_bugs')).toBe(2);
    expect(await count('rollup_daily')).toBe(rollups);
    expect(done.partitionsDropped.length).toBeGreaterThanOrEqual(dialect === 'postgresql' ? 3 : 0);
    expect(await json('db', 'check')).toMatchObject({ agree: true });
    await run('db', 'rebuild');
    expect(await count('rollup_daily')).toBe(rollups);
    await run('ingest', 'metrics.json');
    expect(await count('metrics_bugs')).toBe(2);
    expect(await run('db', 'retention', '--keep-days', 'many')).toMatchObject({ exitCode: 64 });
  });

  it('restore brings back what backup wrote', async () => {
    const file = join(cwd, 'backup.db');
    expect(await run('db', 'backup', 'backup.db')).toMatchObject({ exitCode: 0 });
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(await run('db', 'backup', 'backup.db')).toMatchObject({ exitCode: 64 });
    if (dialect === 'sqlite') {
      await run('db', 'retention', '--keep-days', '1');
      expect(await count('metrics_bugs')).toBe(0);
    } else {
      uri = await emptyStoreUri();
    }
    expect(await run('db', 'restore', 'backup.db', '--dry-run')).toMatchObject({ exitCode: 0 });
    expect(await count('metrics_bugs')).toBe(0);
    expect(await run('db', 'restore', 'backup.db')).toMatchObject({ exitCode: 0 });
    expect(await count('metrics_bugs')).toBe(4);
    expect(await json('db', 'check')).toMatchObject({ agree: true });
    await run('ingest', 'metrics.json');
    expect(await count('metrics_bugs')).toBe(4);
  });

  it('move copies into the other kind of database, and an ingest there knows every event', async () => {
    const target = await freshUri(dialect === 'sqlite' ? 'postgresql' : 'sqlite');
    const env = { METRICS_DB_URI: uri, TARGET_DB_URI: target, HOME: cwd, XDG_STATE_HOME: cwd };
    const move = (...argv: string[]) => commandLine(['db', 'move', '--to', '$TARGET_DB_URI', ...argv], { cwd, env });
    expect(await move('--dry-run')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('would copy') });
    expect(await move()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('are the same in both') });
    expect(await move()).toMatchObject({ exitCode: 9 });
    uri = target;
    await run('ingest', 'metrics.json');
    expect(await count('metrics_bugs')).toBe(4);
    expect(await json('db', 'check')).toMatchObject({ agree: true });
  });
});

it('restore refuses what is no backup and touches nothing', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'letter.db'), 'Dear database,\n'.repeat(100));
  const env = { METRICS_DB_URI: `sqlite:///${join(cwd, 'here.db')}` };
  expect(await commandLine(['db', 'restore', 'letter.db'], { cwd, env })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('DB_CORRUPT'),
  });
  expect(existsSync(join(cwd, 'here.db'))).toBe(false);
});

it('move takes no password on the command line', async () => {
  const cwd = temporaryFolder();
  const uri = ['postgresql://', 'me:secret', '@localhost/x'].join('');
  const { exitCode, stderr } = await commandLine(['db', 'move', '--to', uri], { cwd });
  expect(exitCode).toBe(64);
  expect(stderr).not.toContain('secret');
});
