import { rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChart } from '../src/charts/run-chart.ts';
import type { Bundle } from '../src/model/assets.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { compileProject } from '../src/superset/compile/compile.ts';
import { packageRoot } from '../src/util/package-root.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { fillWithSamples } from './fill-with-samples.ts';

const NOW = new Date('2026-11-01T12:00:00Z');
const AIM_MS = 20;

/** The dashboards whose charts are measured: those of spec/1. */
const SLUGS = ['code-quality', 'pattern-analysis', 'development-trends'];

/**
 * Every chart of three dashboards over many events, from query object to picture, without the viewer's cache. The events
 * are samples of different seeds on top of each other, loaded through ingest.
 */
export const bench: Bench = {
  title: 'Charts over many events (SQLite)',
  async run({ quick, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-charts-'));
    const wanted = quick ? 20_000 : Number(process.env.EVENTS ?? 1_000_000);
    const store = await openStore({
      uri: `sqlite:///${join(folder, 'charts.db')}`,
      organization: 'bench',
      create: true,
      migrate: true,
    });
    try {
      const events = await fillWithSamples(store, wanted, NOW, log);
      const { bundle } = compileProject({ projectDir: join(packageRoot(), 'starter'), environment: 'local', env: {} });
      return await measure(store, bundle, events, quick ? 3 : 20, log);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(
  store: Store,
  bundle: Bundle,
  events: number,
  rounds: number,
  log: (line: string) => void,
): Promise<BenchRow[]> {
  const runner = store.runner();
  const rows: BenchRow[] = [];
  for (const slug of SLUGS) {
    const dashboard = bundle.dashboards.find((each) => each.slug === slug);
    const uuids = Object.values(dashboard?.position ?? {}).flatMap((node) =>
      typeof node === 'object' && node.type === 'CHART' ? [String(node.meta?.uuid)] : [],
    );
    const slowest: { title: string; median: number }[] = [];
    const all: number[] = [];
    for (const chart of bundle.charts.filter((each) => uuids.includes(each.uuid))) {
      const dataset = bundle.datasets.find((each) => each.uuid === chart.dataset_uuid);
      if (!dataset) continue;
      const times: number[] = [];
      await runChart({ chart, dataset, runner, now: NOW });
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        await runChart({ chart, dataset, runner, now: NOW });
        times.push(performance.now() - start);
      }
      log(`${slug} ${chart.slice_name}: ${at(times, 0.5).toFixed(1)} ms`);
      slowest.push({ title: chart.slice_name, median: at(times, 0.5) });
      all.push(...times);
    }
    slowest.sort((a, b) => b.median - a.median);
    const over = slowest
      .filter((each) => each.median > AIM_MS)
      .map((each) => `${each.title} ${each.median.toFixed(0)} ms`);
    rows.push({
      what: `${slug}: ${slowest.length} charts over ${events.toLocaleString('en')} events`,
      ours: `median ${at(all, 0.5).toFixed(1)} ms, p95 ${at(all, 0.95).toFixed(1)} ms`,
      aim: `p95 under ${AIM_MS} ms`,
      met: at(all, 0.95) < AIM_MS,
      ...(over.length > 0 ? { note: `slower than the aim: ${over.join(', ')}` } : {}),
    });
  }
  return rows;
}

function at(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
