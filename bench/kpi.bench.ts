import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KPIS } from '../src/analyze/catalog.ts';
import { computeMetric } from '../src/analyze/compute.ts';
import { refreshSummaries } from '../src/analyze/summaries/refresh.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { startPostgres } from '../test/support/postgres-server.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { fillWithSamples } from './fill-with-samples.ts';

const NOW = new Date('2026-11-01T12:00:00Z');
const YEAR_AGO = new Date('2025-11-01T12:00:00Z');
const AIM_MS = 1000;

/** All sixteen KPIs with their intervals, computed from the events without any cache, on both databases. */
export const bench: Bench = {
  title: 'Sixteen KPIs with intervals over many events',
  async run({ quick, log }) {
    const wanted = quick ? 20_000 : Number(process.env.EVENTS ?? 1_000_000);
    const folder = mkdtempSync(join(tmpdir(), 'bench-kpi-'));
    const server = await startPostgres();
    try {
      const places = [
        ['SQLite', `sqlite:///${join(folder, 'kpi.db')}`],
        ['PostgreSQL', server.uri],
      ] as const;
      const rows: BenchRow[] = [];
      for (const [name, uri] of places) {
        log(name);
        const open = (): Promise<Store> => openStore({ uri, organization: 'bench', create: true, migrate: true });
        const filling = await open();
        const events = await fillWithSamples(filling, wanted, NOW, log);
        await filling.close();
        // A new connection: nothing of ours is warm, the operating system's cache is.
        const store = await open();
        try {
          rows.push(...(await measure(store, name, events, log)));
        } finally {
          await store.close();
        }
      }
      return rows;
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(store: Store, name: string, events: number, log: (line: string) => void): Promise<BenchRow[]> {
  const round = async (since?: Date): Promise<{ ms: number; slowest: string }> => {
    const times: [string, number][] = [];
    for (const { id } of KPIS) {
      const start = performance.now();
      await computeMetric(store, id, { now: NOW, ...(since ? { since } : {}) });
      times.push([id, performance.now() - start]);
    }
    times.sort(([, left], [, right]) => right - left);
    const slowest = times.slice(0, 3).map(([id, ms]) => `${id} ${ms.toFixed(0)} ms`);
    return { ms: times.reduce((total, [, ms]) => total + ms, 0), slowest: slowest.join(', ') };
  };
  const what = (words: string): string => `${words}, ${name}, ${events.toLocaleString('en')} events`;
  const own = await round();
  const again = await round();
  const year = await round(YEAR_AGO);
  log(`${own.ms.toFixed(0)} ms, whole year ${year.ms.toFixed(0)} ms`);
  const start = performance.now();
  await refreshSummaries(store, { now: NOW });
  const refresh = performance.now() - start;
  return [
    {
      what: what('16 KPIs, each over its own time (30 or 91 days)'),
      ours: `${own.ms.toFixed(0)} ms first, ${again.ms.toFixed(0)} ms after`,
      aim: `under ${AIM_MS} ms first`,
      met: own.ms < AIM_MS,
      note: own.slowest,
    },
    { what: what('16 KPIs over the whole year'), ours: `${year.ms.toFixed(0)} ms`, note: year.slowest },
    { what: what('summary tables brought up to the events'), ours: `${refresh.toFixed(0)} ms` },
  ];
}
