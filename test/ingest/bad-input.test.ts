import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { ingestBatches } from '../../src/ingest/ingest.ts';
import { toEventRecord } from '../../src/collect/ndjson/to-event-record.ts';
import { commandLine, type CommandResult } from '../support/command-line.ts';
import {
  DIALECTS,
  freshStore,
  freshUri,
  onPostgres,
  openTestStore,
  postgresServer,
  temporaryFolder,
} from '../support/databases.ts';
import { ingest, options } from './support.ts';

const at = '2026-01-01T00:00:00Z';
const bug = (more: object = {}): Record<string, unknown> => ({ pattern: 'p', error: 'e', timestamp: at, ...more });
const good = JSON.stringify(bug());
const table = readFileSync(resolve(import.meta.dirname, '../../docs/bad-input.md'), 'utf8');

interface Case {
  input: string;
  content: string | Buffer;
  exit: number;
  says: string;
  stored: number;
  reasons?: Record<string, number>;
}

const long = 'x'.repeat(10 * 1024 * 1024);
const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
const wrongDates = ['01/02/2026', '2026-13-01', 'yesterday', '2026-02-30T10:00:00Z', '2026-01-01T25:00:00Z'];
const bugs = (...entries: object[]): string => JSON.stringify({ bugs: entries });
const file = (...entries: string[]): string => `{"bugs": [\n  ${entries.join(',\n  ')}\n]}`;

const cases: Case[] = [
  { input: 'not JSON', content: 'hello, world', exit: 5, says: 'INPUT_UNRECOGNISED', stored: 0 },
  { input: 'a list of something else', content: '[1, 2, 3]', exit: 5, says: 'INPUT_UNRECOGNISED', stored: 0 },
  {
    input: 'text behind the end',
    content: `${bugs(bug({}))} done`,
    exit: 6,
    says: 'unknown_list',
    stored: 1,
    reasons: { unknown_list: 1 },
  },
  { input: 'an empty file', content: ' \n', exit: 5, says: 'is empty', stored: 0 },
  {
    input: 'half a file',
    content: `{"bugs": [${good}, {"pattern":"q","err`,
    exit: 6,
    says: 'ends in the middle',
    stored: 1,
    reasons: { truncated: 1 },
  },
  {
    input: 'half a gzip',
    content: gzipSync(
      bugs(...Array.from({ length: 3_000 }, (_, line) => bug({ line, error: String(Math.sin(line)) }))),
    ).subarray(0, -30),
    exit: 6,
    says: 'ends in the middle',
    stored: -1,
  },
  {
    input: 'wrong types',
    content: bugs(bug({ line: '42' }), bug({ error: 3 }), bug({ count: 1.5 })),
    exit: 5,
    says: 'wrong_type',
    stored: 0,
    reasons: { wrong_type: 3 },
  },
  {
    input: 'a missing field',
    content: bugs(bug(), { pattern: 'p' }),
    exit: 6,
    says: 'missing_field',
    stored: 1,
    reasons: { missing_field: 1 },
  },
  { input: 'a list that is null', content: `{"bugs": null, "test_failures": null}`, exit: 0, says: 'read', stored: 0 },
  { input: 'a list that is one object', content: `{"bugs": ${good}}`, exit: 0, says: 'read', stored: 1 },
  {
    input: 'a list we do not know',
    content: `{"bugs": [${good}], "bugz": [{}, {}]}`,
    exit: 6,
    says: 'unknown_list',
    stored: 1,
    reasons: { unknown_list: 2 },
  },
  {
    input: 'NaN and Infinity',
    content: `{"performance_metrics": [{"metric_type":"NaN","execution_time_ms":NaN,"memory_usage_bytes":-Infinity,"timestamp":"${at}"}]}`,
    exit: 0,
    says: 'no numbers',
    stored: 1,
  },
  {
    input: 'dates in five wrong forms',
    content: bugs(...wrongDates.map((timestamp) => bug({ timestamp })), bug({ timestamp: 1767225600 })),
    exit: 5,
    says: 'invalid_time',
    stored: 0,
    reasons: { invalid_time: 5, wrong_type: 1 },
  },
  {
    input: 'years 0001 and 9999',
    content: bugs(bug({ timestamp: '0001-01-01T00:00:00Z' }), bug({ timestamp: '9999-12-31T23:59:59Z' })),
    exit: 5,
    says: 'implausible_time',
    stored: 0,
    reasons: { implausible_time: 2 },
  },
  { input: 'a text of 10 MB', content: bugs(bug({ error: long })), exit: 0, says: 'texts cut', stored: 1 },
  {
    input: 'NUL bytes and lone surrogates',
    content: bugs(bug({ error: 'a\0b', code: '\ud83d' }), bug({ error: '\udc00', line: 1 })),
    exit: 0,
    says: 'texts mended',
    stored: 2,
  },
  {
    input: 'deep nesting',
    content: `{"bugs": [${good}, ${deep}]}`,
    exit: 6,
    says: 'too_deep',
    stored: 1,
    reasons: { too_deep: 1 },
  },
  {
    input: 'a broken record among good ones',
    content: file(good, '{"pattern":"q, "error":"e"}', JSON.stringify(bug({ line: 2 }))),
    exit: 6,
    says: 'not_json',
    stored: 2,
    reasons: { not_json: 1 },
  },
  {
    input: 'an id that comes back with other content',
    content: bugs(bug({ event_id: 'a' }), bug({ event_id: 'a', error: 'other' })),
    exit: 6,
    says: 'conflict',
    stored: 1,
    reasons: { conflict: 1 },
  },
];

describe('bad input', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = temporaryFolder();
  });
  const run = (...argv: string[]): Promise<CommandResult> =>
    commandLine(argv, { cwd, env: { FEEDBACK_LOOP_STATE_DIR: join(cwd, 'state') } });

  it.each(cases)('$input', async ({ input, content, exit, says, stored, reasons }) => {
    expect(table).toContain(`| ${input} |`);
    writeFileSync(join(cwd, 'input'), content);
    const { exitCode, stdout, stderr } = await run('ingest', 'input');
    expect(stdout + stderr).toContain(says);
    expect(exitCode).toBe(exit);
    if (says.startsWith('INPUT') || says === 'is empty') return;
    const again = JSON.parse((await run('ingest', 'input', '--json')).stdout) as Record<string, unknown>;
    expect(again).toMatchObject({ stored: 0, reasons: reasons ?? {} });
    if (stored < 0) expect(again.known).toBeGreaterThan(1_000);
    else expect(again.known).toBe(stored);
  });

  it('a record over the limit goes to quarantine with its head, however it is cut into chunks', async () => {
    const store = await freshStore('sqlite');
    const limits = { maxBytes: 200, maxDepth: 64 };
    const big = bug({ error: 'y'.repeat(100_000) });
    const report = await ingest(store, bugs(bug(), big, bug({ line: 2 })), { limits });
    expect(report).toMatchObject({ stored: 2, reasons: { too_large: 1 } });
    const lines = [bug(), big, bug({ line: 3 })].map((each) => JSON.stringify({ kind: 'bug', ...each })).join('\n');
    expect(await ingest(store, lines, { limits })).toMatchObject({ stored: 2, reasons: { too_large: 1 } });
    expect(table).toContain('| a record over 64 MB |');
  });

  it('a folder, a file that is not there, and no permission', async () => {
    expect(await run('ingest', '.')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('FILE_IS_DIRECTORY'),
    });
    expect(await run('ingest', 'no.json')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('FILE_MISSING'),
    });
    writeFileSync(join(cwd, 'locked.json'), bugs(bug()), { mode: 0o000 });
    // Root may read everything; nobody may not.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(await run('ingest', 'locked.json')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('FILE_UNREADABLE'),
      });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it.each(DIALECTS)('NUL, lone surrogates and every kind of text reach %s', async (dialect) => {
    const store = await freshStore(dialect);
    const text = 'tab\t line\n cr\r back\\slash \\N \\. "quoted" 😀 \0 \ud800';
    const report = await ingest(store, {
      bugs: [bug({ pattern: text, error: text, stack_trace: text })],
      code_generation: [{ prompt: text, patterns_applied: [text], metadata: { [text]: text }, timestamp: at }],
    });
    expect(report).toMatchObject({ stored: 2, quarantined: 0 });
    const expected = text.replace('\0', '\uFFFD').replace('\ud800', '\uFFFD');
    expect(await store.db.selectFrom('metrics_bugs').select(['pattern', 'error']).execute()).toEqual([
      { pattern: expected, error: expected },
    ]);
    const row = await store.db
      .selectFrom('metrics_code_generation')
      .select(['patterns_applied', 'generation_metadata'])
      .executeTakeFirstOrThrow();
    expect(JSON.parse(row.patterns_applied ?? '')).toEqual([expected]);
    expect(JSON.parse(row.generation_metadata ?? '')).toEqual({ [expected]: expected });
  });

  it('a full disk ends the run; what was stored stays, and the next run completes it', async () => {
    const store = await freshStore('sqlite');
    const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(store.db);
    await sql.raw(`PRAGMA max_page_count = ${(rows[0]?.page_count ?? 0) + 60}`).execute(store.db);
    const entries = Array.from({ length: 2_000 }, (_, index) => bug({ line: index, error: 'e'.repeat(200) }));
    await expect(ingest(store, bugs(...entries), { batchSize: 100 })).rejects.toMatchObject({ code: 'DISK_FULL' });
    await sql`PRAGMA max_page_count = 1000000`.execute(store.db);
    const report = await ingest(store, bugs(...entries), { batchSize: 100 });
    expect(report.known).toBeGreaterThan(0);
    expect(report.known + report.stored).toBe(2_000);
  });

  it('a locked database, no database, and one of a newer version', async () => {
    const uri = await freshUri('sqlite');
    const path = uri.replace('sqlite:///', '');
    expect((await run('quarantine', 'list')).stderr).toContain('DB_MISSING');
    const store = await openTestStore({ uri, create: true, migrate: true });
    await sql`PRAGMA busy_timeout = 50`.execute(store.db);
    const other = new BetterSqlite3(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(ingest(store, bugs(bug()))).rejects.toMatchObject({ code: 'DB_LOCKED', exitCode: 7 });
    other.exec('ROLLBACK');
    expect(await ingest(store, bugs(bug()))).toMatchObject({ stored: 1 });
    other.exec("INSERT INTO schema_migrations VALUES ('9999-later.sql', 'x', '2026-01-01 00:00:00.000000', 'later')");
    other.close();
    const newer = commandLine(['ingest', '-'], {
      cwd,
      env: { METRICS_DB_URI: uri, FEEDBACK_LOOP_STATE_DIR: cwd },
      stdin: bugs(bug()),
    });
    expect(await newer).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('DB_NEWER') });
  });

  it('a database that goes away in the middle: the next run completes it, and nothing is doubled', async () => {
    const store = await freshStore('postgresql');
    const admin = await postgresServer();
    const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db);
    const records = Array.from({ length: 3_000 }, (_, line) =>
      toEventRecord({ kind: 'bug', ...bug({ line }) }, `event ${line}`),
    );
    async function* batches(cut: boolean): AsyncGenerator<typeof records> {
      for (let from = 0; from < records.length; from += 500) {
        if (cut && from === 1_500) {
          await onPostgres(
            admin,
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${rows[0]?.name}'`,
          );
        }
        yield records.slice(from, from + 500);
      }
    }
    const source = { input: 'events', format: 'events', truncated: () => false };
    const read = (cut: boolean) => ingestBatches(store, batches(cut), options({ batchSize: 400 }), source);
    // The pool may notice before the next batch; then the run goes on with new connections.
    await read(true).catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'DB_UNREACHABLE', exitCode: 10 }));
    const report = await read(false);
    expect(report.known).toBeGreaterThan(0);
    expect(report.known + report.stored).toBe(3_000);
    const { count } = await store.db
      .selectFrom('metrics_bugs')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(3_000);
  });
});
