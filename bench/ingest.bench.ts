import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { EVENT_KINDS, KINDS } from '../src/model/kinds.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { emptyDatabase, type Figure, ingestChild, megabytes } from './ingest-child-run.ts';
import { writeMixedRecords } from './mixed-records.ts';
import { type BenchServer, startBenchServer } from './postgres.ts';

/** dist/bench/ when this runs; the Python script stays in bench/. */
const HERE = import.meta.dirname;
const UPSTREAM =
  [resolve(HERE, 'upstream-way.py'), resolve(HERE, '../../bench/upstream-way.py')].find(existsSync) ?? '';
const TABLES = EVENT_KINDS.filter((kind) => KINDS[kind].list !== undefined).map((kind) => KINDS[kind].table);

export const bench: Bench = {
  title: 'Ingest',
  async run({ quick, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'feedback-loop-bench-'));
    const server = await startBenchServer();
    const rows: BenchRow[] = [];
    const peaks: Record<string, number[]> = { SQLite: [], PostgreSQL: [] };
    try {
      for (const count of quick ? [7_000] : [100_000, 1_000_000]) {
        const file = join(folder, `mixed-${count}.json`);
        await writeMixedRecords(file, count);
        const work = { folder, file, count, upstream: count <= 100_000, log };
        for (const { name, rows: found, peakKb } of [await onSqlite(work), await onPostgresql(work, server)]) {
          rows.push(...found);
          peaks[name]?.push(peakKb);
        }
        rmSync(file);
      }
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    for (const [name, [small, large]] of Object.entries(peaks)) {
      if (small === undefined || large === undefined) continue;
      rows.push({
        what: `peak memory of ingest into ${name}: a million records`,
        ours: megabytes(large),
        peer: 'ours, 100,000 records',
        peerFigure: megabytes(small),
        ratio: `${(large / small).toFixed(2)} ×`,
        aim: 'flat (at most 1.25 ×)',
        met: large <= small * 1.25,
      });
    }
    return rows;
  },
};

interface Work {
  folder: string;
  file: string;
  count: number;
  upstream: boolean;
  log: (line: string) => void;
}

interface Measured {
  name: string;
  rows: BenchRow[];
  peakKb: number;
}

async function onSqlite(work: Work): Promise<Measured> {
  const { folder, count } = work;
  const path = join(folder, `ours-${count}.db`);
  await emptyDatabase(`sqlite:///${path}`);
  const ours = ingestChild(work.file, `sqlite:///${path}`);
  work.log(`SQLite, ${count}: ${ours.seconds.toFixed(2)} s`);
  const floorPath = join(folder, `floor-${count}.db`);
  await emptyDatabase(`sqlite:///${floorPath}`);
  const floor = sqliteFloor(path, floorPath, folder);
  work.log(`  floor ${floor.seconds.toFixed(2)} s (${floor.name})`);
  const upstream = work.upstream ? upstreamWay(work, `sqlite:///${join(folder, 'upstream.db')}`) : undefined;
  for (const each of [path, floorPath]) rmSync(each, { force: true });
  return { name: 'SQLite', peakKb: ours.peakKb ?? 0, rows: compare('SQLite', work, ours, floor, 2.5, upstream, 10) };
}

async function onPostgresql(work: Work, server: BenchServer): Promise<Measured> {
  const { count, folder } = work;
  await server.createDatabase(`ours_${count}`);
  await emptyDatabase(server.uri(`ours_${count}`));
  const ours = ingestChild(work.file, server.uri(`ours_${count}`));
  work.log(`PostgreSQL, ${count}: ${ours.seconds.toFixed(2)} s`);
  await server.createDatabase(`floor_${count}`);
  await emptyDatabase(server.uri(`floor_${count}`));
  const floor = await postgresqlFloor(server, count, folder);
  work.log(`  floor ${floor.seconds.toFixed(2)} s (${floor.name})`);
  let upstream: Figure | undefined;
  if (work.upstream) {
    await server.createDatabase('upstream');
    upstream = upstreamWay(work, server.uri('upstream').replace('postgresql:', 'postgresql+psycopg2:'));
  }
  return {
    name: 'PostgreSQL',
    peakKb: ours.peakKb ?? 0,
    rows: compare('PostgreSQL', work, ours, floor, 2, upstream, 0),
  };
}

const timed = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};

const has = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

function must(program: string, args: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): void {
  const { status, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['pipe', 'ignore', 'pipe'],
    ...options,
  });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

/** The rows alone: `.import` of CSV files by the sqlite3 program into tables with the same indexes. */
function sqliteFloor(from: string, to: string, folder: string): Figure & { name: string } {
  if (!has('sqlite3')) return { seconds: copyRows(from, to), name: 'prepared inserts, one transaction' };
  const csv = join(folder, 'csv');
  mkdirSync(csv, { recursive: true });
  const out = TABLES.map((table) => `.output ${join(csv, table)}.csv\nSELECT * FROM ${table};`);
  must('sqlite3', [from], { input: ['.mode csv', '.nullvalue ""', ...out].join('\n') });
  // An empty field is no null to .import; checks of numbers would refuse it.
  const script = [
    'PRAGMA journal_mode=WAL;',
    'PRAGMA synchronous=NORMAL;',
    'PRAGMA ignore_check_constraints=ON;',
    'BEGIN;',
    ...TABLES.map((table) => `.import --csv ${join(csv, table)}.csv ${table}`),
    'COMMIT;',
  ];
  const seconds = timed(() => must('sqlite3', [to], { input: `${script.join('\n')}\n` }));
  rmSync(csv, { recursive: true });
  return { seconds, name: 'sqlite3 .import' };
}

function copyRows(from: string, to: string): number {
  const source = new BetterSqlite3(from, { readonly: true });
  const target = new BetterSqlite3(to);
  const data = TABLES.map(
    (table) => [table, source.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][]] as const,
  );
  const seconds = timed(() => {
    target.exec('BEGIN');
    for (const [table, rows] of data) {
      const insert = target.prepare(`INSERT INTO ${table} VALUES (${(rows[0] ?? []).map(() => '?').join(',')})`);
      for (const row of rows) insert.run(row);
    }
    target.exec('COMMIT');
  });
  source.close();
  target.close();
  return seconds;
}

/** The rows alone: COPY of text files into the same partitioned tables, as a superuser; by psql where there is one. */
async function postgresqlFloor(server: BenchServer, count: number, folder: string): Promise<Figure & { name: string }> {
  const files = join(folder, 'copy');
  mkdirSync(files, { recursive: true });
  const [from, to] = [server.uri(`ours_${count}`), server.uri(`floor_${count}`)];
  await withClient(from, async (client) => {
    for (const table of TABLES) {
      await pipeline(
        client.query(copyTo(`COPY (SELECT * FROM metrics.${table}) TO STDOUT`)),
        createWriteStream(join(files, table)),
      );
    }
  });
  await withClient(to, async (client) => {
    for (const table of TABLES) {
      await client.query(
        `SELECT metrics.ensure_partitions($1, (SELECT array_agg(d::date)
           FROM generate_series('2026-07-01'::date, '2026-12-01'::date, '1 month') d))`,
        [table],
      );
    }
  });
  const byPsql = has('psql');
  const start = performance.now();
  if (byPsql) psqlCopy(server, `floor_${count}`, files);
  else {
    await withClient(to, async (client) => {
      await client.query('BEGIN');
      for (const table of TABLES) {
        const into = client.query(copyFrom(`COPY metrics.${table} FROM STDIN`));
        await pipeline(createReadStream(join(files, table), { highWaterMark: 1024 * 1024 }), into);
      }
      await client.query('COMMIT');
    });
  }
  const seconds = (performance.now() - start) / 1000;
  rmSync(files, { recursive: true });
  return { seconds, name: byPsql ? 'psql \\copy' : 'COPY' };
}

function psqlCopy(server: BenchServer, database: string, files: string): void {
  const path = join(files, 'script.sql');
  const copies = TABLES.map((table) => `\\copy metrics.${table} FROM '${join(files, table)}'`);
  writeFileSync(path, ['BEGIN;', ...copies, 'COMMIT;'].join('\n'));
  const { password, port } = server;
  const env = { ...process.env, PGPASSWORD: password, PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres' };
  must('psql', ['-q', '-X', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', path], { env });
}

async function withClient(uri: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Undefined when there is no Python with SQLAlchemy; FEEDBACK_LOOP_BENCH_PYTHON names one. */
function upstreamWay({ file, log }: Work, url: string): Figure | undefined {
  const python = process.env.FEEDBACK_LOOP_BENCH_PYTHON ?? 'python3';
  if (spawnSync(python, ['-c', 'import sqlalchemy'], { stdio: 'ignore' }).status !== 0) return undefined;
  const child = spawnSync(python, [UPSTREAM, file], { input: url, encoding: 'utf8' });
  if (child.status !== 0) {
    log(`  the upstream way failed: ${child.stderr.trim().split('\n').at(-1)}`);
    return undefined;
  }
  const figure = JSON.parse(child.stdout) as Figure;
  log(`  the upstream way ${figure.seconds.toFixed(2)} s`);
  return figure;
}

const shown = (count: number, { seconds, peakKb }: Figure): string =>
  `${seconds.toFixed(2)} s, ${Math.round(count / seconds).toLocaleString('en-US')} records/s${peakKb === undefined ? '' : `, ${megabytes(peakKb)}`}`;

function compare(
  name: string,
  { count }: Work,
  ours: Figure,
  floor: Figure & { name: string },
  most: number,
  upstream: Figure | undefined,
  least: number,
): BenchRow[] {
  const what = `${count.toLocaleString('en-US')} mixed records into ${name}`;
  const rows: BenchRow[] = [
    {
      what,
      ours: shown(count, ours),
      peer: `the floor: ${floor.name} of the same rows`,
      peerFigure: shown(count, floor),
      ratio: `${(ours.seconds / floor.seconds).toFixed(2)} × the floor`,
      aim: `at most ${most} × the floor`,
      met: ours.seconds <= most * floor.seconds,
      note: 'above the floor: reading, checking and redacting records; the ledger, running totals and two roll-ups beside the rows (docs/ingest.md)',
    },
  ];
  if (upstream) {
    rows.push({
      what,
      ours: shown(count, ours),
      peer: 'the upstream way: SQLAlchemy, one object per record, one commit',
      peerFigure: shown(count, upstream),
      ratio: `${(upstream.seconds / ours.seconds).toFixed(1)} × faster`,
      ...(least > 0 ? { aim: `at least ${least} × faster`, met: upstream.seconds >= least * ours.seconds } : {}),
    });
  }
  return rows;
}
