import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { ChartFilters } from '../src/charts/chart-filters.ts';
import { runChart } from '../src/charts/run-chart.ts';
import type { Bundle } from '../src/model/assets.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { compileProject } from '../src/superset/compile/compile.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { startPostgres } from '../test/support/postgres-server.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { fillWithSamples } from './fill-with-samples.ts';
import { multiplyEvents } from './multiply-events.ts';

const NOW = new Date('2026-11-01T12:00:00Z');
const FIRST_MS = 100;
const AGAIN_MS = 20;
const MILLION = 1_000_000;

/** What is looked at: what a dashboard shows when it is opened, and all there is. */
const SPANS: readonly [string, ChartFilters][] = [
  ['as dashboards open, 90 days', { timeRange: 'Last 90 days' }],
  ['a whole year', {}],
];

/**
 * Every chart of every dashboard over many events, from query object to picture, without the viewer's cache of results,
 * on both databases. A million events are samples of different seeds on top of each other, loaded through ingest; ten
 * million are those, multiplied in SQL. EVENTS names another number.
 */
export const bench: Bench = {
  title: 'Charts over many events',
  async run({ quick, log }) {
    const wanted = quick
      ? [20_000, 100_000]
      : process.env.EVENTS
        ? [Number(process.env.EVENTS)]
        : [MILLION, 10 * MILLION];
    const folder = mkdtempSync(join(tmpdir(), 'bench-charts-'));
    const server = await startPostgres(undefined, ['shared_buffers=512MB', 'max_wal_size=8GB']);
    const rows: BenchRow[] = [];
    try {
      for (const [name, uri] of [
        ['SQLite', `sqlite:///${join(folder, 'charts.db')}`],
        ['PostgreSQL', server.uri],
      ] as const) {
        let filled = 0;
        for (const events of wanted) {
          filled = await fill(uri, events, filled, log);
          // A new connection: nothing of ours is warm, the operating system's cache is.
          const store = await openStore({ uri, organization: 'bench' });
          try {
            rows.push(...(await measure(store, name, filled, quick ? 3 : 10, log)));
          } finally {
            await store.close();
          }
        }
        rmSync(join(folder, 'charts.db'), { force: true });
      }
      return rows;
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function fill(uri: string, wanted: number, there: number, log: (line: string) => void): Promise<number> {
  const store = await openStore({ uri, organization: 'bench', create: true, migrate: true });
  try {
    let events = there;
    if (events === 0) events = await fillWithSamples(store, Math.min(wanted, MILLION), NOW, log);
    const times = Math.round(wanted / events);
    if (times > 1) await multiplyEvents(store, times, log);
    return events * Math.max(1, times);
  } finally {
    await store.close();
    await analyse(uri);
  }
}

/** As the databases do for themselves a while after a load. */
async function analyse(uri: string): Promise<void> {
  const store = await openStore({ uri, organization: 'bench', access: 'owner' });
  if (store.dialect === 'postgresql') await sql`VACUUM ANALYZE`.execute(store.db);
  await store.close();
}

interface Timed {
  title: string;
  rows: number;
  first: number;
  again: number[];
  /** What the statements alone took in the same rounds, without building, moving and drawing: the floor of a chart. */
  database: number[];
}

async function measure(
  store: Store,
  name: string,
  events: number,
  rounds: number,
  log: (line: string) => void,
): Promise<BenchRow[]> {
  const uri = store.dialect === 'sqlite' ? {} : { METRICS_DB_URI: 'postgresql://localhost/metrics' };
  const { bundle } = compileProject({
    projectDir: join(packageRoot(), 'starter'),
    environment: 'local',
    env: uri,
  });
  const found: BenchRow[] = [];
  for (const [span, filters] of SPANS) {
    const charts = await timeCharts(store, bundle, filters, rounds);
    charts.sort((a, b) => at(b.again, 0.5) - at(a.again, 0.5));
    const [first, again] = [charts.map((each) => each.first), charts.flatMap((each) => each.again)];
    for (const each of charts) log(`${name} ${span}: ${each.title} ${at(each.again, 0.5).toFixed(1)} ms`);
    const slow = charts
      .filter((each) => at(each.again, 0.5) > AGAIN_MS)
      .map(
        (each) =>
          `${each.title} ${at(each.again, 0.5).toFixed(0)} ms (${at(each.database, 0.5).toFixed(0)} ms of it in the database, ${each.rows} rows)`,
      );
    const floor = charts.flatMap((each) => each.database);
    found.push({
      what: `${charts.length} charts over ${events.toLocaleString('en')} events, ${span}, ${name}`,
      ours: `first p95 ${at(first, 0.95).toFixed(0)} ms; again median ${at(again, 0.5).toFixed(1)} ms, p95 ${at(again, 0.95).toFixed(0)} ms`,
      peer: 'the floor: the statements alone, as their runner times them',
      peerFigure: `median ${at(floor, 0.5).toFixed(1)} ms, p95 ${at(floor, 0.95).toFixed(0)} ms`,
      ratio: `${(at(again, 0.5) / Math.max(0.01, at(floor, 0.5))).toFixed(1)} × the floor at the median, ${(at(again, 0.95) / Math.max(0.01, at(floor, 0.95))).toFixed(1)} × at p95`,
      aim: `p95 ${FIRST_MS} ms first, ${AGAIN_MS} ms again`,
      met: at(first, 0.95) < FIRST_MS && at(again, 0.95) < AGAIN_MS,
      note: `without the cache of results; rows returned: median ${at(
        charts.map((each) => each.rows),
        0.5,
      )}, most ${at(
        charts.map((each) => each.rows),
        1,
      )}; over ${AGAIN_MS} ms: ${slow.length} of ${charts.length}${slow.length > 0 ? `, ${slow.slice(0, 8).join(', ')}` : ''}`,
    });
  }
  return found;
}

async function timeCharts(store: Store, bundle: Bundle, filters: ChartFilters, rounds: number): Promise<Timed[]> {
  const runner = store.runner();
  const timed: Timed[] = [];
  for (const chart of bundle.charts) {
    const dataset = bundle.datasets.find((each) => each.uuid === chart.dataset_uuid);
    if (!dataset) continue;
    const once = async (): Promise<{ ms: number; rows: number; database: number }> => {
      const start = performance.now();
      const { queries } = await runChart({ chart, dataset, runner, filters, now: NOW });
      const ms = performance.now() - start;
      const total = (of: (query: (typeof queries)[number]) => number): number =>
        queries.reduce((sum, query) => sum + of(query), 0);
      return { ms, rows: total((query) => query.rowcount), database: total((query) => query.ms) };
    };
    const { ms: first, rows } = await once();
    const again: number[] = [];
    const database: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const one = await once();
      again.push(one.ms);
      database.push(one.database);
    }
    timed.push({ title: chart.slice_name, rows, first, again, database });
  }
  return timed;
}

function at(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
