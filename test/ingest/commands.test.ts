import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { commandLine, type CommandResult } from '../support/command-line.ts';
import { temporaryFolder } from '../support/databases.ts';

const bug = (more: object = {}): object => ({ pattern: 'p', error: 'e', timestamp: '2026-01-01T00:00:00Z', ...more });
const line = (more: object = {}): string => `${JSON.stringify({ kind: 'bug', ...bug(more) })}\n`;

describe('the commands of ingest', () => {
  let cwd: string;
  const env: Record<string, string> = {};
  beforeEach(() => {
    cwd = temporaryFolder();
    env.FEEDBACK_LOOP_STATE_DIR = join(cwd, 'state');
  });
  const run = (argv: string[], stdin?: string): Promise<CommandResult> =>
    commandLine(argv, { cwd, env, ...(stdin === undefined ? {} : { stdin }) });
  const json = async (argv: string[], stdin?: string): Promise<Record<string, unknown>> =>
    JSON.parse((await run([...argv, '--json'], stdin)).stdout) as Record<string, unknown>;
  const write = (name: string, content: unknown): string => {
    writeFileSync(join(cwd, name), Buffer.isBuffer(content) ? content : JSON.stringify(content));
    return name;
  };

  it('reads files, gzip and standard input, and stores nothing twice', async () => {
    const plain = write('a.json', { bugs: [bug()] });
    const packed = write('b.gz', gzipSync(`\uFEFF${line({ error: 'packed' })}`));
    expect(await json(['ingest', plain, packed])).toMatchObject({
      runs: [{ stored: 1 }, { stored: 1, format: 'ndjson' }],
    });
    expect(await json(['ingest', plain])).toMatchObject({ stored: 0, known: 1 });
    expect(await json(['ingest', '-'], line({ error: 'typed' }))).toMatchObject({ stored: 1, input: '-' });
  });

  it('answers 0, 6 or 5 as all, some or none were taken', async () => {
    expect((await run(['ingest', '-'], line())).exitCode).toBe(0);
    expect((await run(['ingest', '-'], `${line()}{"kind":"bug"}\n`)).exitCode).toBe(6);
    const none = await run(['ingest', '-'], '{"kind":"bug"}\n');
    expect(none.exitCode).toBe(5);
    expect(none.stdout).toContain('missing_field 1');
  });

  it('stores nothing with --dry-run, not even a database', async () => {
    const report = await json(['ingest', '-', '--dry-run'], `${line()}{"kind":"bug"}\n`);
    expect(report).toMatchObject({ run: null, read: 2, stored: 0, quarantined: 1, kinds: { bug: 1 } });
    expect((await run(['quarantine', 'list'])).stderr).toContain('DB_MISSING');
  });

  it('names the CI run as the source, and gives its events their repository and commit', async () => {
    Object.assign(env, {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_JOB: 'test',
      GITHUB_SHA: 'abc',
    });
    const report = await json(['ingest', '-'], line());
    for (const name of Object.keys(env)) if (name.startsWith('GITHUB')) delete env[name];
    expect(report.source).toBe('github-actions:acme/shop:7:2:test');
  });

  it('keeps what is refused until somebody decides', async () => {
    await run(
      ['ingest', '-'],
      '{"kind":"bug","error":"e","timestamp":"2026-01-01 12:00"}\n{"kind":"bog"}\n{"kind":"bug"}\n',
    );
    const listed = (await json(['quarantine', 'list'])) as {
      total: number;
      records: { id: number; reason: string; message: string }[];
    };
    expect(listed.records.map((each) => each.reason)).toEqual(['missing_field', 'unknown_kind']);
    expect(listed.records[1]?.message).toContain('did you mean bug?');
    const id = String(listed.records[0]?.id);
    expect(await json(['quarantine', 'show', id])).toMatchObject({ raw: '{"kind":"bug"}', place: 'line 3' });
    expect((await run(['quarantine', 'retry', id])).exitCode).toBe(5);
    expect((await run(['quarantine', 'drop', id])).exitCode).toBe(0);
    expect(await json(['quarantine', 'list'])).toMatchObject({ total: 1 });
    expect(await json(['quarantine', 'drop', '--all', '--purge'])).toEqual({ deleted: 1, matched: 1 });
    expect((await run(['quarantine', 'show', '999'])).exitCode).toBe(64);
  });

  it('takes a record back from quarantine once it can be read', async () => {
    await run(['ingest', '-', '--timezone', 'UTC'], '{"kind":"bug"}\n');
    const path = join(cwd, 'feedback-loop.db');
    const { default: Database } = await import('better-sqlite3');
    const raw = new Database(path);
    raw.prepare('UPDATE quarantine SET raw = ?').run(line().trim());
    raw.close();
    expect(await json(['quarantine', 'retry', '--all'])).toMatchObject({ tried: 1, accepted: 1, refused: 0 });
    expect(await json(['quarantine', 'list'])).toMatchObject({ total: 0 });
  });

  it('understands export with the flags of the spec, and warns of a password on the command line', async () => {
    write('metrics_data.json', { bugs: [bug()] });
    expect((await run(['export', '--format', 'sqlite'])).exitCode).toBe(0);
    expect((await run(['export', '--format', 'postgresql'])).exitCode).toBe(64);
    const address = ['postgresql://', 'someone:hidden', '@127.0.0.1:1/none'].join('');
    const { stderr, stdout, exitCode } = await run(['export', '--db-uri', address]);
    expect(exitCode).toBe(10);
    expect(stderr).toContain('METRICS_DB_URI');
    expect(stderr + stdout).not.toContain('hidden');
  });

  it('syncs what changed, and only that', async () => {
    mkdirSync(join(cwd, 'reports'));
    write('reports/one.json', { bugs: [bug()] });
    write('sync_config.json', { sources: [{ path: 'reports' }, { path: 'missing.json' }] });
    const first = await run(['sync', '--json']);
    expect(first.exitCode).toBe(6);
    expect(JSON.parse(first.stdout)).toMatchObject({ runs: [{ stored: 1 }], failed: [{ code: 'FILE_MISSING' }] });
    write('reports/two.ndjson', Buffer.from(line({ error: 'other' })));
    expect(await json(['sync'])).toMatchObject({
      runs: [{ stored: 1 }],
      unchanged: [expect.stringContaining('one.json')],
    });
    env.FEEDBACK_LOOP_SYNC_PATHS = 'reports';
    expect((await run(['sync', '--config', 'nothing.json'])).exitCode).toBe(64);
    delete env.FEEDBACK_LOOP_SYNC_PATHS;
  });

  it('refuses a second sync of the same database while one runs, and takes over from one that is gone', async () => {
    write('sync_config.json', { sources: [{ path: 'a.json' }] });
    write('a.json', { bugs: [bug()] });
    await run(['sync']);
    const { readdirSync } = await import('node:fs');
    const state = join(cwd, 'state');
    expect(readdirSync(state).filter((name) => name.endsWith('.lock'))).toEqual([]);
    const { lockSync } = await import('../../src/cli/sync/lock.ts');
    const unlock = lockSync(env, `sqlite:///${join(cwd, 'feedback-loop.db')}`);
    expect((await run(['sync'])).exitCode).toBe(7);
    const lock = readdirSync(state).find((name) => name.endsWith('.lock')) ?? '';
    expect(readFileSync(join(state, lock), 'utf8')).toBe(`${process.pid}\n`);
    writeFileSync(join(state, lock), '999999999\n');
    expect((await run(['sync'])).exitCode).toBe(0);
    unlock();
  });

  it('refuses a database address in sync_config.json', async () => {
    write('sync_config.json', { sources: [{ path: 'a.json' }], db_uri: 'sqlite:///x.db' });
    const { exitCode, stderr } = await run(['sync']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('METRICS_DB_URI');
  });
});
